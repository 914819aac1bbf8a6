import Columnar
import Storage
import Testing

/// What a file of others holds, read as a table of ours declares it.
@Suite struct ConversionTests {
  private func read(_ raw: RawParquet, as type: ColumnType) throws -> Column {
    let folder = try TemporaryFolder()
    let path = folder.file("raw.parquet")
    try Files.writeAtomically(raw.bytes, to: path)
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", type, nullable: true)])
    return try TableIO.read(path, schema: schema).columns[0]
  }

  private func plain(_ texts: [[UInt8]]) -> [UInt8] { texts.flatMap { [UInt8($0.count), 0, 0, 0] + $0 } }

  @Test func bytesBecomeTextsIfTheyAre() throws {
    let texts = RawParquet(
      physical: .byteArray, encoding: .plain, count: 2, page: plain([Array("ü".utf8), Array("b".utf8)]))
    #expect(try read(texts, as: .string) == .strings(["ü", "b"]))
    // A character divided between two values is in neither.
    let halves = RawParquet(physical: .byteArray, encoding: .plain, count: 3, page: plain([[97], [0xC3], [0xBC]]))
    #expect(cause { _ = try read(halves, as: .string) } == .notUTF8)
    #expect(throws: ColumnarError.self) { try read(halves, as: .digest) }
  }

  @Test func bytesBecomeDigestsIfTheyAreAsLong() throws {
    let digest = [UInt8](repeating: 7, count: 32)
    let raw = RawParquet(
      physical: .byteArray, encoding: .plain, count: 2, levels: .rle, page: [4, 0, 0, 0, 2, 1, 2, 0] + plain([digest]))
    #expect(
      try read(raw, as: .digest) == Column(.digest(digest + [UInt8](repeating: 0, count: 32)), validity: [true, false]))
  }

  @Test func numbersBeyondTheDeclaredTypeNameTheRow() throws {
    let large: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8)
    let unsigned = RawParquet(physical: .int64, converted: 14, encoding: .plain, count: 2, page: large)
    #expect(try unsigned.read() == Column(.int64([1, -1])))
    do {
      _ = try read(unsigned, as: .int64)
      Issue.record("no error")
    } catch let error as ColumnarError {
      #expect(error.cause == .outOfRange)
      #expect(error.row == 1)
    }
    let narrow = RawParquet(
      physical: .int32, converted: 13, encoding: .plain, count: 1, page: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(try read(narrow, as: .int64) == .int64s([4_294_967_295]))
    #expect(cause { _ = try read(narrow, as: .int32) } == .outOfRange)
  }

  @Test func halfPrecisionIsExact() throws {
    let path = fixture("other_types.parquet")
    for type in [ColumnType.float, .double] {
      let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("half", type, nullable: true)])
      let column = try TableIO.read(path, schema: schema).columns[0]
      #expect(column == (type == .float ? .floats([1, 2]) : .doubles([1, 2])))
    }
  }

  @Test func decimalsBecomeNumbers() throws {
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("decimal", .double, nullable: true)])
    #expect(try TableIO.read(fixture("other_types.parquet"), schema: schema).doubles("decimal") == [1, 2])
    let whole = TableSchema("t", key: [], "", columns: [ColumnSchema("decimal", .int64, nullable: true)])
    #expect(
      cause { _ = try TableIO.read(fixture("other_types.parquet"), schema: whole) }
        == .type(expected: "int64", found: "decimal(9, 2)"))
  }
}
