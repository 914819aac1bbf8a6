import Columnar
import Storage
import Testing

/// A folder of files as Spark and Dask write it is one table.
@Suite struct TablePartsTests {
  private static let schema = TableSchema(
    "t", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("x", .int64)])

  private func write(_ rows: Range<Int>, _ path: String) throws {
    try TableIO.write(
      Table(schema: Self.schema, columns: [.strings(rows.map { "im\($0)" }), .int64s(rows.map { Int64($0) })]),
      to: path)
  }

  /// A folder of three parts, the second without rows, beside what Spark leaves there.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try Files.createDirectory(folder.file("t.parquet"))
    try write(0..<3, folder.file("t.parquet/part-00000-c0.snappy.parquet"))
    try write(3..<3, folder.file("t.parquet/part-00001-c0.snappy.parquet"))
    try write(3..<7, folder.file("t.parquet/part-00002-c0.snappy.parquet"))
    for name in ["_SUCCESS", "_metadata", ".part-00000-c0.snappy.parquet.crc", "._SUCCESS.crc"] {
      try Files.writeAtomically(Array("no table".utf8), to: folder.file("t.parquet/\(name)"))
    }
    return folder
  }

  @Test func readsThePartsInTheOrderOfTheirNames() throws {
    let folder = try folder()
    let parts = try TableParts(path: folder.file("t.parquet"))
    #expect(parts.isFolder && parts.rowCount == 7 && parts.files.count == 3)
    #expect(parts.columnNames == ["image_id", "x"])
    let table = try parts.read(as: Self.schema)
    #expect(try table.strings("image_id").strings == (0..<7).map { "im\($0)" })
    #expect(try TableIO.read(anybodys: folder.file("t.parquet"), schema: Self.schema).int64s("x") == Array(0..<7))
    #expect(try parts.read(rows: [6, 0, 3, 0], as: Self.schema).int64s("x") == [6, 0, 3, 0])
    #expect(try parts.read(rows: [], as: Self.schema).rowCount == 0)
    #expect(cause { _ = try parts.read(rows: [7], as: Self.schema) } == .noSuchRow(rows: 7))
  }

  @Test func knowsTheFileOfEachRow() throws {
    let folder = try folder()
    let parts = try TableParts(path: folder.file("t.parquet"))
    let places = (0..<7).map { parts.place(ofRow: $0) }
    #expect(places.map(\.row) == [0, 1, 2, 0, 1, 2, 3])
    #expect(
      places.map { $0.file.hasSuffix("part-00000-c0.snappy.parquet") } == [true, true, true]
        + Array(repeating: false, count: 4))
    #expect(places[3].file.hasSuffix("part-00002-c0.snappy.parquet"))
  }

  @Test func aSingleFileIsATableOfOnePart() throws {
    let folder = try TemporaryFolder()
    try write(0..<2, folder.file("one.parquet"))
    let parts = try TableParts(path: folder.file("one.parquet"))
    #expect(!parts.isFolder)
    #expect(try parts.read(rows: [1, 0], as: Self.schema).int64s("x") == [1, 0])
    #expect(parts.place(ofRow: 1) == (folder.file("one.parquet"), 1))
  }

  @Test func namesThePartWhoseTypesDiffer() throws {
    let folder = try folder()
    let other = TableSchema(
      "t", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("x", .double)])
    try TableIO.write(
      Table(schema: other, columns: [.strings(["im7"]), .doubles([7])]), to: folder.file("t.parquet/part-00003.parquet")
    )
    do {
      _ = try TableIO.read(anybodys: folder.file("t.parquet"), schema: Self.schema)
      Issue.record("parts of two types were joined")
    } catch let error as ColumnarError {
      #expect(
        error.cause == .partDiffers(first: "part-00000-c0.snappy.parquet", expected: "int64", found: "double"))
      #expect(error.file == folder.file("t.parquet/part-00003.parquet"))
      #expect(error.column == "x")
    }
  }

  @Test func refusesPartitionsAndFoldersWithoutParts() throws {
    let folder = try folder()
    try Files.createDirectory(folder.file("t.parquet/run=7"))
    #expect(cause { _ = try TableParts(path: folder.file("t.parquet")) } == .nestedParts("run=7"))
    try Files.createDirectory(folder.file("empty"))
    try Files.writeAtomically([], to: folder.file("empty/_SUCCESS"))
    #expect(cause { _ = try TableParts(path: folder.file("empty")) } == .noParts)
    try Files.writeAtomically(Array("text".utf8), to: folder.file("empty/notes.txt"))
    #expect(cause { _ = try TableParts(path: folder.file("empty")) } == .notParquet)
  }

  @Test func readsMorePartsThanAreHeldOpen() throws {
    let folder = try TemporaryFolder()
    try Files.createDirectory(folder.file("many"))
    for part in 0..<70 { try write(part * 2..<part * 2 + 2, folder.file("many/part-\(100 + part).parquet")) }
    let parts = try TableParts(path: folder.file("many"))
    #expect(try parts.read(as: Self.schema).int64s("x") == Array(0..<140))
    #expect(try parts.read(rows: [139, 5], as: Self.schema).int64s("x") == [139, 5])
  }
}
