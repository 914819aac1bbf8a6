import Columnar
import Storage
import Testing

/// Files that pyarrow, polars, pandas and DuckDB wrote by default and otherwise; see `Fixtures/make_fixtures.py`.
@Suite struct ForeignFileTests {
  static let rows = 300

  static let schema = TableSchema(
    "all", key: ["image_id"], "",
    columns: [
      ColumnSchema("image_id", .string), ColumnSchema("kind", .string),
      ColumnSchema("maybe_text", .string, nullable: true), ColumnSchema("flag", .bool),
      ColumnSchema("maybe_flag", .bool, nullable: true), ColumnSchema("i8", .int32),
      ColumnSchema("u8", .int32),
      ColumnSchema("i16", .int32), ColumnSchema("u16", .int32), ColumnSchema("i32", .int32),
      ColumnSchema("maybe_i32", .int32, nullable: true), ColumnSchema("u32", .int64),
      ColumnSchema("i64", .int64), ColumnSchema("u64", .int64), ColumnSchema("f32", .float),
      ColumnSchema("f64", .double), ColumnSchema("maybe_f64", .double, nullable: true),
      ColumnSchema("us", .timestamp), ColumnSchema("maybe_us", .timestamp, nullable: true),
      ColumnSchema("probabilities", .list(.float)), ColumnSchema("maybe_list", .list(.int64), nullable: true),
      ColumnSchema("nested", .list(.list(.double))), ColumnSchema("texts", .list(.string)),
    ])

  /// The rows that the script writes.
  static func expected() throws -> Table {
    func all<Value>(_ value: (Int) -> Value) -> [Value] { (0..<rows).map(value) }
    func maybe<Value>(_ value: (Int) -> Value) -> [Value?] {
      (0..<rows).map { $0 % 4 == 1 ? nil : value($0) }
    }
    func lists<Value>(_ value: (Int) -> [Value]) -> (values: [Value], offsets: [Int]) {
      (0..<rows).reduce(into: ([], [0])) {
        $0.0 += value($1)
        $0.1.append($0.0.count)
      }
    }
    func stamp(_ row: Int) -> Int64 { 1_700_000_000_000_000 + Int64(row) * 1_000_003 }
    let probabilities = lists { row in (0..<row % 5).map { Float(Double($0) / Double(row + 1)) } }
    let maybeLists = lists { row in row % 4 == 1 ? [] : [Int64](repeating: Int64(row), count: row % 3) }
    let texts = lists { row in (0..<row % 3).map { "x\($0)" } }
    let outer = lists { row in (0..<row % 4).map { Array([Double(row), Double($0)].prefix($0 % 3)) } }
    let inner = outer.values.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    return try Table(
      schema: schema,
      columns: [
        .strings(all { "img/\(String(100_000 + $0).dropFirst()).png" }),
        .strings(all { ["scratch", "dent", "büchse"][$0 % 3] }),
        .optionalStrings(maybe { $0 % 8 == 0 ? "" : "t\($0)" }), .bools(all { $0 % 3 == 0 }),
        .optionalBools(maybe { $0 % 3 == 0 }), .int32s(all { Int32($0 % 256 - 128) }),
        .int32s(all { Int32($0 % 256) }), .int32s(all { Int32($0 * 109 - 16000) }),
        .int32s(all { Int32($0 * 219) }), .int32s(all { Int32($0 * 7_000_001 - 1_000_000_000) }),
        .optionalInt32s(maybe { Int32($0 * 3) }), .int64s(all { Int64($0 * 14_000_003) }),
        .int64s(all { Int64($0 - 150) << 55 }), .int64s(all { Int64($0) << 54 }),
        .floats(all { Float(Double($0) / 3) }), .doubles(all { Double($0) / 3 }),
        .optionalDoubles(maybe { Double($0) / 7 }), .timestamps(all(stamp)),
        .optionalTimestamps(maybe(stamp)),
        .floatLists(values: probabilities.values, offsets: probabilities.offsets),
        Column(
          .list(.int64(maybeLists.values), offsets: maybeLists.offsets), validity: all { $0 % 4 != 1 }),
        Column(.list(.list(.double(outer.values.flatMap(\.self)), offsets: inner), offsets: outer.offsets)),
        .stringLists(values: texts.values, offsets: texts.offsets),
      ])
  }

  @Test(arguments: [
    "all_pyarrow", "all_pyarrow_v2_zstd", "all_pyarrow_plain", "all_pyarrow_gzip", "all_pyarrow_v1_names",
    "all_pyarrow_large", "all_polars", "all_polars_snappy", "all_pandas", "all_duckdb",
  ])
  func readsWhatOthersWrite(name: String) throws {
    let expected = try Self.expected()
    let read = try TableIO.read(fixture("\(name).parquet"), schema: Self.schema)
    for (declared, (want, got)) in zip(Self.schema.columns, zip(expected.columns, read.columns)) {
      #expect(want == got, "\(name): \(declared.name)")
    }
    #expect(try ContentDigest.of(read) == ContentDigest.of(expected))
  }

  @Test func readsAnEmptyTable() throws {
    #expect(try TableIO.read(fixture("empty_pyarrow.parquet"), schema: Self.schema).rowCount == 0)
  }

  @Test func passesOverStructsAndMaps() throws {
    let reader = try TableReader(path: fixture("struct_and_map.parquet"))
    #expect(reader.unreadable.map(\.name) == ["where", "map"])
    #expect(reader.columnNames.suffix(3) == ["where", "map", "after"])
    let columns = try reader.read(rowGroup: 0, columns: ["after"])
    #expect(columns == [Column(.int64([10, 11, 12, 13, 14]))])
    #expect(cause { _ = try reader.read(rowGroup: 0, columns: ["where"]) } == .structure("struct"))
    #expect(cause { _ = try reader.read(rowGroup: 0, columns: ["map"]) } == .structure("map"))
  }

  @Test func aMissingElementIsReadAsSuchAndRefusedWhereNoneMayBe() throws {
    let path = fixture("null_element.parquet")
    let column = try TableReader(path: path).read(rowGroup: 0, columns: ["x"])[0]
    #expect(
      column
        == Column(
          .list(.nullable(.float([1, 2, 0]), validity: [true, true, false]), offsets: [0, 1, 3, 3]),
          validity: [true, true, false]))
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .list(.float), nullable: true)])
    #expect(throws: ColumnarError(.nullElement, file: path, column: "x", rowGroup: 0, row: 1)) {
      try TableIO.read(path, schema: schema)
    }
  }

  @Test func missingValueNamesTheRow() {
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("maybe_f64", .double)])
    let path = fixture("all_pyarrow_gzip.parquet")
    #expect(throws: ColumnarError(.null, file: path, column: "maybe_f64", rowGroup: 0, row: 1)) {
      try TableIO.read(path, schema: schema)
    }
  }

  @Test func columnWithoutTypeIsAnyTypeWithoutValues() throws {
    let schema = TableSchema(
      "t", key: [], "", columns: [ColumnSchema("x", .list(.string), nullable: true)])
    let table = try TableIO.read(fixture("null_type.parquet"), schema: schema)
    #expect(
      table.columns == [
        Column(.list(.string(StringArray()), offsets: [0, 0, 0, 0]), validity: [false, false, false])
      ])
    let required = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .string)])
    #expect(cause { _ = try TableIO.read(fixture("null_type.parquet"), schema: required) } == .null)
  }

  @Test func timesBecomeMicroseconds() throws {
    let schema = TableSchema(
      "t", key: [], "",
      columns: ["naive_ns", "ms", "s"].map { ColumnSchema($0, .timestamp) })
    let table = try TableIO.read(fixture("times.parquet"), schema: schema)
    #expect(try table.int64s("naive_ns") == [0, 1, -1, 1_700_000_000_123_456])
    #expect(try table.int64s("ms") == [0, 1000, -1000, 1_700_000_000_123_000])
    #expect(try table.int64s("s") == [0, 1_000_000, -1_000_000, 1_700_000_000_000_000])
  }

  @Test func numbersAreWidenedAndNarrowed() throws {
    let path = fixture("all_pyarrow.parquet")
    let schema = TableSchema(
      "t", key: [], "",
      columns: [
        ColumnSchema("u32", .int64), ColumnSchema("u8", .int64), ColumnSchema("f64", .float),
        ColumnSchema("f32", .double), ColumnSchema("probabilities", .list(.double)),
      ])
    let table = try TableIO.read(path, schema: schema)
    #expect(try table.int64s("u8")[255] == 255)
    #expect(try table.floats("f64")[1] == Float(1.0 / 3))
    #expect(try table.doubles("f32")[1] == Double(Float(1.0 / 3)))
    guard case .list(.double(let probabilities), _) = try table.column("probabilities").values else {
      Issue.record("no list of doubles")
      return
    }
    #expect(probabilities.count == 600)
    let narrow = TableSchema(
      "t", key: [], "", columns: [ColumnSchema("maybe_list", .list(.int32), nullable: true)])
    #expect(try TableIO.read(path, schema: narrow).columns[0].count == 300)
    let tooNarrow = TableSchema("t", key: [], "", columns: [ColumnSchema("i64", .int32)])
    #expect(
      throws: ColumnarError(.outOfRange, file: path, column: "i64", rowGroup: 0, row: 0)
    ) { try TableIO.read(path, schema: tooNarrow) }
    let other = TableSchema("t", key: [], "", columns: [ColumnSchema("i64", .string)])
    #expect(cause { _ = try TableIO.read(path, schema: other) } == .type(expected: "string", found: "int64"))
  }

  @Test(arguments: [("brotli", "BROTLI"), ("lz4", "LZ4_RAW")])
  func namesTheCodecThatItDoesNotRead(name: String, codec: String) {
    #expect(
      cause { _ = try TableReader(path: fixture("\(name).parquet")).read(rowGroup: 0, columns: ["x"]) }
        == .codec(codec))
  }

  @Test func readsTypesThatTablesOfOursDoNotHave() throws {
    let reader = try TableReader(path: fixture("other_types.parquet"))
    #expect(reader.unreadable.isEmpty)
    #expect(
      reader.schema.columns.map(\.type) == [.decimal(precision: 9, scale: 2), .date, .binary, .float16, .digest])
    let columns = try reader.read(rowGroup: 0, columns: ["decimal", "date", "binary", "half", "sha"])
    #expect(
      columns.map(\.values) == [
        .fixed([0, 0, 0, 100, 0, 0, 0, 200], width: 4), .int32([1, 2]),
        .binary(StringArray(bytes: [0x61, 0xFF], offsets: [0, 1, 2])), .float([1, 2]),
        .digest(Array(UInt8(0)..<32) + [UInt8](repeating: 0, count: 32)),
      ])
  }

  @Test func metadataOfOursInAForeignFileIsNotHeldAgainstIt() throws {
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .int32)])
    #expect(try TableIO.read(fixture("carried_metadata.parquet"), schema: schema).int32s("x") == [1, 2])
  }
}
