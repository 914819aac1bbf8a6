import Columnar
import Testing

/// Columns with few distinct values, which go through dictionaries and packed indices of every width.
@Suite struct DictionaryTests {
  @Test(arguments: [
    1, 2, 3, 4, 5, 7, 8, 9, 15, 17, 31, 33, 64, 65, 127, 129, 255, 257, 511, 513, 999, 1000, 1001,
  ])
  func everyNumberOfDistinctValuesComesBack(distinct: Int) throws {
    let folder = try TemporaryFolder()
    let rows = 2003
    let schema = TableSchema(
      "t", key: [], "",
      columns: [
        ColumnSchema("text", .string), ColumnSchema("i32", .int32),
        ColumnSchema("i64", .int64, nullable: true),
        ColumnSchema("runs", .int32), ColumnSchema("list", .list(.string)),
      ])
    let table = try Table(
      schema: schema,
      columns: [
        .strings((0..<rows).map { "value \($0 &* 7919 % distinct)" }),
        .int32s((0..<rows).map { Int32($0 &* 31 % distinct) - 5 }),
        .optionalInt64s((0..<rows).map { $0 % 11 == 3 ? nil : Int64($0 % distinct) << 33 }),
        .int32s((0..<rows).map { Int32(($0 / 13) % distinct) }),
        .stringLists(
          values: (0..<rows * 2 - 1).map { "\($0 % distinct)" },
          offsets: (0...rows).map { $0 % 2 == 0 ? $0 * 2 : $0 * 2 - 1 }),
      ])
    let path = folder.file("t.parquet")
    try TableIO.write(table, to: path)
    #expect(try TableIO.read(path, schema: schema) == table)
  }

  @Test func dictionariesSaveRoom() throws {
    let folder = try TemporaryFolder()
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .string)])
    let names = ["scratch", "dent", "edge chip", "contamination"]
    let rows = 10_000
    // A draw that zstd cannot foresee.
    var state: UInt64 = 1
    let values = (0..<rows).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return names[Int(state >> 62)]
    }
    let file = try TableIO.write(
      Table(schema: schema, columns: [.strings(values)]), to: folder.file("t.parquet"))
    #expect(file.size < rows / 4 + 1000)
  }
}
