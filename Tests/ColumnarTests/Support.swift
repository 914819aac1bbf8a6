import Columnar
import Foundation
import Storage
import Testing

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "winnow-columnar-\(UUID().uuidString)"
    try Files.createDirectory(path)
  }

  deinit { try? Files.remove(path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// The path of a file that `Fixtures/make_fixtures.py` made.
func fixture(_ name: String) -> String {
  let here = URL(filePath: #filePath).deletingLastPathComponent()
  return here.appending(path: "Fixtures/\(name)").path(percentEncoded: false)
}

/// A table with a column of every type, with and without missing values.
enum EveryType {
  static let schema = TableSchema(
    "every", key: ["id"], "",
    columns: [
      ColumnSchema("id", .string),
      ColumnSchema("flag", .bool), ColumnSchema("flag_n", .bool, nullable: true),
      ColumnSchema("i32", .int32), ColumnSchema("i32_n", .int32, nullable: true),
      ColumnSchema("i64", .int64), ColumnSchema("i64_n", .int64, nullable: true),
      ColumnSchema("f32", .float), ColumnSchema("f32_n", .float, nullable: true),
      ColumnSchema("f64", .double), ColumnSchema("f64_n", .double, nullable: true),
      ColumnSchema("text", .string), ColumnSchema("text_n", .string, nullable: true),
      ColumnSchema("sha", .digest), ColumnSchema("sha_n", .digest, nullable: true),
      ColumnSchema("at", .timestamp), ColumnSchema("at_n", .timestamp, nullable: true),
      ColumnSchema("few", .int64), ColumnSchema("none", .string, nullable: true),
      ColumnSchema("floats", .list(.float)), ColumnSchema("floats_n", .list(.float), nullable: true),
      ColumnSchema("texts", .list(.string)), ColumnSchema("flags", .list(.bool)),
      ColumnSchema("nested", .list(.list(.double))),
      ColumnSchema("nested_n", .list(.list(.int32)), nullable: true),
    ])

  static func table(_ rows: Int) throws -> Table {
    func all<Value>(_ value: (Int) -> Value) -> [Value] { (0..<rows).map(value) }
    func some<Value>(_ value: (Int) -> Value) -> [Value?] { (0..<rows).map { $0 % 3 == 1 ? nil : value($0) } }
    func ends(_ count: Int, _ length: (Int) -> Int) -> [Int] {
      (0..<count).reduce(into: [0]) { $0.append(($0.last ?? 0) + length($1)) }
    }
    let special: [Float] = [.nan, -0.0, 0, .infinity, -.infinity, 1.5, .leastNonzeroMagnitude]
    let lists = ends(rows) { $0 % 4 }
    let count = lists.last ?? 0
    // Every third list is missing, and so empty.
    let validity = rows > 1 ? all { $0 % 3 != 1 } : nil
    let listsN = ends(rows) { $0 % 3 == 1 ? 0 : $0 % 5 }
    let countN = listsN.last ?? 0
    let inner = ends(count) { $0 % 3 }
    let innerN = ends(countN) { $0 % 3 }
    return try Table(
      schema: schema,
      columns: [
        .strings(all { "id\(1_000_000 + $0)" }),
        .bools(all { $0 % 3 == 0 }), .optionalBools(some { $0 % 2 == 0 }),
        .int32s(all { Int32(truncatingIfNeeded: $0 &* 7919) }),
        .optionalInt32s(some { $0 % 2 == 0 ? .min : .max }),
        .int64s(all { Int64($0) << 40 }), .optionalInt64s(some { $0 % 2 == 0 ? .min : .max }),
        .floats(all { special[$0 % 7] }), .optionalFloats(some { special[$0 % 7] }),
        .doubles(all { Double(special[$0 % 7]) }), .optionalDoubles(some { Double($0) / 3 }),
        .strings(all { "täxt 😀 \($0 % 5)" }), .optionalStrings(some { $0 % 7 == 0 ? "" : "n\($0)" }),
        .digests(all { Digest(of: Array("\($0)".utf8)) }),
        .optionalDigests(some { Digest(of: Array("\($0)".utf8)) }),
        .timestamps(all { 1_700_000_000_000_000 + Int64($0) * 1_000_003 }),
        .optionalTimestamps(some { Int64($0) - 5 }),
        .int64s(all { Int64($0 % 3) - 1 }), .optionalStrings(all { _ in nil }),
        .floatLists(values: (0..<count).map { special[$0 % 7] }, offsets: lists),
        Column(.list(.float((0..<countN).map { Float($0) }), offsets: listsN), validity: validity),
        .stringLists(values: (0..<count).map { "s\($0 % 9)" }, offsets: lists),
        Column(.list(.bool((0..<count).map { $0 % 3 == 0 }), offsets: lists)),
        Column(
          .list(.list(.double((0..<(inner.last ?? 0)).map { Double($0) }), offsets: inner), offsets: lists)),
        Column(
          .list(.list(.int32((0..<(innerN.last ?? 0)).map { Int32($0) }), offsets: innerN), offsets: listsN),
          validity: validity),
      ])
  }
}

/// Whether two columns hold the same bits; every NaN is the same.
func same(_ left: Column, _ right: Column) -> Bool {
  left.count == right.count && (0..<left.count).allSatisfy { left.isValid($0) == right.isValid($0) }
    && same(left.values, right.values)
}

private func same(_ left: ColumnValues, _ right: ColumnValues) -> Bool {
  switch (left, right) {
  case (.float(let a), .float(let b)):
    a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
  case (.double(let a), .double(let b)):
    a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
  case (.list(let a, let from), .list(let b, let to)): from == to && same(a, b)
  default: left == right
  }
}

/// The cause of the `ColumnarError` that `body` throws, nil if it throws none.
func cause(_ body: () throws -> Void) -> ColumnarError.Cause? {
  do {
    try body()
    return nil
  } catch let error as ColumnarError {
    return error.cause
  } catch {
    return nil
  }
}

// Columns of types that no table of Winnow has, or that none writes.
extension Column {
  /// Microseconds since 1970-01-01T00:00:00Z.
  static func timestamps(_ values: [Int64]) -> Column { int64s(values) }

  /// Truth values where a row may have none.
  static func optionalBools(_ values: [Bool?]) -> Column {
    Column(.bool(values.map { $0 ?? false }), validity: values.contains(nil) ? values.map { $0 != nil } : nil)
  }

  /// Lists of `Int32`; row `i` holds `values[offsets[i]..<offsets[i + 1]]`.
  static func int32Lists(values: [Int32], offsets: [Int]) -> Column { Column(.list(.int32(values), offsets: offsets)) }

  /// Lists of texts; row `i` holds `values[offsets[i]..<offsets[i + 1]]`.
  static func stringLists(values: [String], offsets: [Int]) -> Column {
    Column(.list(.string(StringArray(values)), offsets: offsets))
  }
}

extension TableIO {
  /// The digest over schema and values of a file that is read as `schema`.
  static func contentDigest(_ path: String, schema: TableSchema) throws -> Digest {
    let reader = try TableReader(path: path)
    var digest = ContentDigest(schema)
    for group in 0..<reader.rowGroups { try digest.append(reader.read(rowGroup: group, as: schema).columns) }
    return try digest.finalize()
  }
}
