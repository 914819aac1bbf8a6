import Columnar
import Storage
import Testing

/// Footers that lie, made by hand: an error at once, whatever they claim.
@Suite struct MalformedFooterTests {
  private func open(_ footer: [UInt8], data: [UInt8] = []) throws -> ColumnarError.Cause? {
    let folder = try TemporaryFolder()
    let path = folder.file("x.parquet")
    let length = (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) }
    let magic = Array("PAR1".utf8)
    try Files.writeAtomically(magic + data + footer + length + magic, to: path)
    return cause {
      let reader = try TableReader(path: path)
      for group in 0..<reader.rowGroups {
        _ = try reader.read(rowGroup: group, columns: reader.schema.columns.map(\.name))
      }
    }
  }

  @Test func refusesDeepNesting() throws {
    // Field 15, a structure, in a structure, and so on; then lists of lists.
    #expect(try open([UInt8](repeating: 0xFC, count: 100_000)) == .thrift(.depth))
    #expect(try open([0xF9] + [UInt8](repeating: 0x19, count: 100_000)) == .thrift(.depth))
  }

  @Test func refusesCountsBeyondTheInput() throws {
    let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
    #expect(try open([0x29, 0xFC] + huge) == .thrift(.size))
    #expect(try open([0xF8] + huge) == .thrift(.endOfInput))
    #expect(try open([0xFB] + huge) == .thrift(.size))
  }

  @Test func refusesNumbersTooLong() throws {
    #expect(try open([0x36] + [UInt8](repeating: 0xFF, count: 20)) == .thrift(.number))
    #expect(try open([0x0F, 0, 0]) == .thrift(.type))
  }

  @Test func refusesAFooterWithoutWhatItMustHave() throws {
    #expect(try open([0]) == .thrift(.missingField))
    #expect(try open([]) == .thrift(.endOfInput))
  }

  /// A footer of one required column `x`, one row group and one chunk whose numbers are given.
  private func footer(
    rows: UInt8 = 2, values: UInt8 = 2, size: [UInt8] = [2], offset: UInt8 = 8, children: UInt8 = 2
  ) -> [UInt8] {
    let schema: [UInt8] = [0x29, 0x2C, 0x48, 1, 0x72, 0x15, children, 0, 0x15, 2, 0x25, 0, 0x18, 1, 0x78, 0]
    let metadata: [UInt8] =
      [0x15, 2, 0x35, 0, 0x16, values, 0x16, 2, 0x16] + size + [0x26, offset, 0]
    return schema + [0x16, rows, 0x19, 0x1C, 0x19, 0x1C, 0x3C] + metadata + [0, 0x26, rows, 0, 0]
  }

  @Test func refusesChunksThatLeadNowhere() throws {
    #expect(try open(footer(offset: 2)) == .inconsistent(.columnChunk))
    #expect(try open(footer(offset: 100)) == .inconsistent(.columnChunk))
    #expect(
      try open(footer(size: [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]), data: [0])
        == .inconsistent(.columnChunk))
  }

  @Test func refusesATreeThatIsNone() throws {
    #expect(try open(footer(children: 4)) == .inconsistent(.schemaTree))
    #expect(try open(footer(children: 0)) == .inconsistent(.schemaTree))
    #expect(try open(footer(children: 1)) == .inconsistent(.schemaTree))
  }

  @Test func refusesPagesThatLie() throws {
    // A page header: data page v1 of one value, its body of four bytes, all as it should be.
    func page(values: UInt8 = 2, uncompressed: [UInt8] = [8], compressed: UInt8 = 8, encoding: UInt8 = 0)
      -> [UInt8]
    {
      [0x15, 0, 0x15] + uncompressed + [
        0x15, compressed, 0x2C, 0x15, values, 0x15, encoding, 0x15, 6, 0x15, 6, 0, 0,
      ]
    }
    func read(_ page: [UInt8]) throws -> ColumnarError.Cause? {
      let data = page + [1, 0, 0, 0]
      return try open(footer(size: [UInt8(data.count * 2)]), data: data)
    }
    #expect(try read(page()) == nil)
    #expect(try read(page(values: 4)) == .inconsistent(.pageValues))
    #expect(try read(page(values: 1)) == .inconsistent(.pageValues))
    #expect(try read(page(values: 0)) == .thrift(.endOfInput))
    #expect(try read(page(compressed: 10)) == .inconsistent(.pageSize))
    #expect(try read(page(uncompressed: [10])) == .inconsistent(.pageSize))
    #expect(try read(page(uncompressed: [1])) == .inconsistent(.pageSize))
    #expect(try read(page(encoding: 4)) == .inconsistent(.dictionary))
    #expect(try read(page(encoding: 16)) == .inconsistent(.dictionary))
    #expect(try read(page(encoding: 6)) == .unsupported("encoding RLE of INT32"))
    #expect(try read(page(encoding: 100)) == .unsupported("encoding 50"))
  }
}
