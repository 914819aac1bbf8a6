import Columnar
import Storage
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: [(0, 10), (1, 10), (7, 3), (64, 1), (1000, 64), (1000, 65_536)])
  func everyTypeComesBack(rows: Int, rowGroupRows: Int) throws {
    let folder = try TemporaryFolder()
    let table = try EveryType.table(rows)
    let path = folder.file("t.parquet")
    let written = try TableIO.write(table, to: path, rowGroupRows: rowGroupRows)
    #expect(written.rows == rows)
    let reader = try TableReader(path: path)
    #expect(reader.rowCount == rows)
    #expect(reader.rowGroups == (rows + rowGroupRows - 1) / rowGroupRows)
    #expect(reader.schema.columns.map(\.type) == table.schema.columns.map(\.type))
    #expect(reader.schema.columns.map(\.nullable) == table.schema.columns.map(\.nullable))
    let back = try TableIO.read(path, schema: table.schema)
    for (declared, (before, after)) in zip(table.schema.columns, zip(table.columns, back.columns)) {
      #expect(same(before, after), "\(declared.name)")
    }
    #expect(try TableIO.contentDigest(path, schema: table.schema) == written.contentDigest)
    let (digest, size) = try Files.digest(of: path)
    #expect(digest == written.fileDigest)
    #expect(size == written.size)
  }

  @Test func manyPagesComeBack() throws {
    let folder = try TemporaryFolder()
    let rows = 3000
    let schema = TableSchema(
      "wide", key: [], "",
      columns: [
        ColumnSchema("vector", .list(.float)), ColumnSchema("text", .string),
        ColumnSchema("text_n", .string, nullable: true),
      ])
    let long = String(repeating: "x", count: 1500)
    let table = try Table(
      schema: schema,
      columns: [
        .floatLists(values: (0..<rows * 300).map { Float($0) * 0.37 }, each: 300),
        .strings((0..<rows).map { "\($0)\(long)" }),
        .optionalStrings((0..<rows).map { $0 % 5 == 0 ? nil : "\(long)\($0)" }),
      ])
    let path = folder.file("t.parquet")
    try TableIO.write(table, to: path)
    #expect(try TableIO.read(path, schema: schema) == table)
  }

  @Test func readsSomeColumnsOfOneRowGroup() throws {
    let folder = try TemporaryFolder()
    let table = try EveryType.table(100)
    let path = folder.file("t.parquet")
    try TableIO.write(table, to: path, rowGroupRows: 30)
    let reader = try TableReader(path: path)
    #expect(reader.rowGroupRows(3) == 10)
    #expect(reader.firstRow(ofRowGroup: 3) == 90)
    let columns = try reader.read(rowGroup: 3, columns: ["i64", "nested"])
    #expect(columns[0] == .int64s((90..<100).map { Int64($0) << 40 }))
    #expect(columns[1].count == 10)
    let selected = try reader.read(columns: ["few", "id"], as: table.schema)
    #expect(selected.columns.count == 2)
    #expect(try selected.column("few") == table.column("few"))
    #expect(cause { _ = try reader.read(rowGroup: 0, columns: ["nowhere"]) } == .noSuchColumn)
  }

  @Test func missingListWithElementsIsRefused() {
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .list(.int32), nullable: true)])
    let column = Column(.list(.int32([1, 2]), offsets: [0, 1, 2]), validity: [true, false])
    #expect(cause { _ = try Table(schema: schema, columns: [column]) } == .offsets)
  }
}
