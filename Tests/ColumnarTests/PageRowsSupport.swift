import Columnar
import Storage

/// The rows of the files that `Fixtures/make_page_fixtures.py` writes.
enum PageRows {
  static let rows = 700
  static let groupRows = 300
  static let files = [
    "pages_v1", "pages_v1_no_index", "pages_v2", "pages_v2_no_index", "pages_v1_dictionary", "pages_v2_dictionary",
  ]
  static let indexed = files.filter { !$0.hasSuffix("no_index") }

  /// The columns of which no list lacks an element.
  static let schema = TableSchema(
    "pages", key: ["id"], "",
    columns: [
      ColumnSchema("id", .string), ColumnSchema("number", .int64), ColumnSchema("vector", .list(.float)),
      ColumnSchema("maybe", .double, nullable: true), ColumnSchema("word", .string, nullable: true),
      ColumnSchema("flag", .bool, nullable: true), ColumnSchema("late", .int32, nullable: true),
      ColumnSchema("ragged", .list(.int32), nullable: true), ColumnSchema("texts", .list(.string), nullable: true),
    ])

  static func key(_ row: Int) -> String { "key" + String(1_000_000 + row * 3).dropFirst() }

  static func table() throws -> Table {
    func all<Value>(_ value: (Int) -> Value) -> [Value] { (0..<rows).map(value) }
    let ragged = all { $0 % 9 == 4 ? [] : Array(0..<$0 % 5) }
    let texts = all { Array(0..<$0 % 3) }
    return try Table(
      schema: schema,
      columns: [
        .strings(all(key)), .int64s(all { Int64($0) * 1_000_003 }),
        .floatLists(values: all { $0 }.flatMap { row in (0..<4).map { Float(row) + Float($0) / 4 } }, each: 4),
        .optionalDoubles(all { $0 % 3 == 1 ? nil : Double($0) / 3 }),
        .optionalStrings(all { $0 % 11 == 5 ? nil : "w\($0 % 13)" }),
        .optionalBools(all { $0 % 4 == 2 ? nil : $0 % 3 == 0 }),
        .optionalInt32s(all { $0 < 300 ? nil : Int32($0) }),
        Column(
          .list(
            .int32(ragged.enumerated().flatMap { row, list in list.map { Int32(row + $0) } }), offsets: ends(ragged)),
          validity: all { $0 % 9 != 4 }),
        .stringLists(
          values: texts.enumerated().flatMap { row, list in list.map { "t\(row % 17)_\($0)" } }, offsets: ends(texts)),
      ])
  }

  /// Some of the rows; columns say which rows have a value only where one has none, as those that are read.
  static func table(_ indices: [Int]) throws -> Table {
    let rows = try table().rows(indices)
    return try Table(
      schema: schema,
      columns: rows.columns.map { $0.validity?.contains(false) == true ? $0 : Column($0.values) })
  }

  /// The column `nested` of some rows, in which lists and elements are missing at every depth.
  static func nested(_ range: Range<Int>) -> Column {
    var outer = [0]
    var rowIsThere: [Bool] = []
    var inner = [0]
    var listIsThere: [Bool] = []
    var values: [Int32] = []
    var valueIsThere: [Bool] = []
    for row in range {
      rowIsThere.append(row % 7 != 3)
      for list in 0..<(row % 7 == 3 ? 0 : row % 3) {
        let isThere = (row + list) % 5 != 4
        listIsThere.append(isThere)
        for element in 0..<(isThere ? (row + list) % 4 : 0) {
          let isNull = (row + list + element) % 6 == 5
          valueIsThere.append(!isNull)
          values.append(isNull ? 0 : Int32(row * 10 + element))
        }
        inner.append(values.count)
      }
      outer.append(inner.count - 1)
    }
    return Column(
      .list(
        .nullable(
          .list(.nullable(.int32(values), validity: valueIsThere), offsets: inner), validity: listIsThere),
        offsets: outer), validity: rowIsThere)
  }

  private static func ends(_ lists: [[Int]]) -> [Int] {
    lists.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
  }
}

/// Draws that are the same in every run.
struct Draws {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
