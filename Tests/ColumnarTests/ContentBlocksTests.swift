import Columnar
import Storage
import Testing

/// A content digest taken apart and put together.
@Suite struct ContentBlocksTests {
  private static let schema = TableSchema(
    "t", key: ["a"], "", columns: [ColumnSchema("a", .int64), ColumnSchema("b", .string, nullable: true)])

  private static func table(rows: Int, changed: Int? = nil) throws -> Table {
    try Table(
      schema: schema,
      columns: [
        .int64s((0..<rows).map(Int64.init)),
        .optionalStrings((0..<rows).map { $0 == changed ? "other" : $0 % 3 == 0 ? nil : "v\($0)" }),
      ])
  }

  @Test(arguments: [0, 1, 65_536, 65_537, 140_000])
  func theBlocksMakeTheDigest(_ rows: Int) throws {
    let table = try Self.table(rows: rows)
    var digest = ContentDigest(Self.schema)
    try digest.append(table.columns)
    let blocks = try digest.blocks()
    #expect(blocks.map(\.count) == [(rows + 65_535) / 65_536, (rows + 65_535) / 65_536])
    #expect(try ContentDigest.joining(Self.schema, rows: rows, blocks: blocks) == digest.finalize())
    #expect(try ContentDigest.of(table) == digest.finalize())
  }

  @Test func aChangedRowChangesItsBlockAlone() throws {
    func blocks(_ changed: Int?) throws -> [[Digest]] {
      var digest = ContentDigest(Self.schema)
      try digest.append(Self.table(rows: 140_000, changed: changed).columns)
      return try digest.blocks()
    }
    let (before, after) = try (blocks(nil), blocks(70_000))
    #expect(before[0] == after[0])
    #expect(before[1].indices.filter { before[1][$0] != after[1][$0] } == [1])
  }
}
