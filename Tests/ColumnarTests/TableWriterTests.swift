import Columnar
import Storage
import Testing

@Suite struct TableWriterTests {
  @Test func bytesDependNeitherOnChunksNorOnThreads() throws {
    let folder = try TemporaryFolder()
    let table = try EveryType.table(500)
    let whole = try TableIO.write(table, to: folder.file("whole.parquet"), rowGroupRows: 128)
    for (chunk, threads) in [(1, 1), (7, 2), (128, 4), (300, 1)] {
      let writer = try TableWriter(
        path: folder.file("chunks.parquet"), schema: table.schema, rowGroupRows: 128, threads: threads)
      for start in stride(from: 0, to: 500, by: chunk) {
        try writer.append(table.rows(start..<min(500, start + chunk)))
      }
      #expect(try writer.finish() == whole)
    }
  }

  @Test func refusesRowsOutOfOrder() throws {
    let folder = try TemporaryFolder()
    let schema = TableSchema("t", key: ["id"], "", columns: [ColumnSchema("id", .string)])
    func part(_ ids: [String]) throws -> Table { try Table(schema: schema, columns: [.strings(ids)]) }
    let writer = try TableWriter(path: folder.file("t.parquet"), schema: schema)
    try writer.append(part(["a", "b"]))
    let path = folder.file("t.parquet")
    #expect(
      throws: ColumnarError(.keyDescends, file: path, column: "id", row: 4)
    ) { try writer.append(part(["c", "e", "d"])) }
    #expect(throws: ColumnarError(.keyRepeats, file: path, column: "id", row: 2)) {
      try writer.append(part(["b"]))
    }
    #expect(throws: ColumnarError(.keyDescends, file: path, column: "id", row: 2)) {
      try writer.append(part(["a"]))
    }
    writer.abandon()
    #expect(try Files.list(folder.path).isEmpty)
  }

  @Test func ordersTextByBytes() throws {
    let folder = try TemporaryFolder()
    let schema = TableSchema("t", key: ["id"], "", columns: [ColumnSchema("id", .string)])
    // Decomposed and composed forms are two ids; Swift's own comparison would call them equal.
    let table = try Table(schema: schema, columns: [.strings(["Z", "a", "e\u{301}", "\u{e9}"])])
    try TableIO.write(table, to: folder.file("t.parquet"))
    #expect(try TableIO.read(folder.file("t.parquet"), schema: schema) == table)
  }

  @Test func namesTheTable() throws {
    let folder = try TemporaryFolder()
    let schema = TableSchema("scores", version: 3, key: [], "", columns: [ColumnSchema("x", .int32)])
    let path = folder.file("t.parquet")
    try TableIO.write(Table(schema: schema, columns: [.int32s([1])]), to: path)
    let reader = try TableReader(path: path)
    #expect(reader.schema.name == "scores")
    #expect(reader.schema.version == 3)
    #expect(reader.createdBy == "winnow")
    let other = TableSchema("scores", version: 4, key: [], "", columns: schema.columns)
    #expect(
      throws: ColumnarError(.schema(expected: "scores 4", found: "scores 3"), file: path)
    ) { try reader.read(as: other) }
  }

  @Test func nothingStaysOfAnAbandonedTable() throws {
    let folder = try TemporaryFolder()
    let table = try EveryType.table(10)
    let writer = try TableWriter(path: folder.file("t.parquet"), schema: table.schema, rowGroupRows: 2)
    try writer.append(table)
    writer.abandon()
    #expect(try Files.list(folder.path).isEmpty)
  }
}
