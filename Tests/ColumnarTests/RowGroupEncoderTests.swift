import Columnar
import Parallel
import Storage
import Testing

@Suite struct RowGroupEncoderTests {
  private static let wide = TableSchema(
    "wide", key: ["id"], "",
    columns: [
      ColumnSchema("id", .string), ColumnSchema("vector", .list(.float)),
      ColumnSchema("extra", .list(.double), nullable: true),
    ])

  /// Rows of about 12 KiB.
  private func wideTable(_ rows: Int) throws -> Table {
    var state: UInt32 = 1
    let values = (0..<rows * 3000).map { _ -> Float in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(Int32(bitPattern: state)) / 1e9
    }
    let missing = (0..<rows).map { $0 % 7 == 3 }
    let offsets = missing.reduce(into: [0]) { $0.append(($0.last ?? 0) + ($1 ? 0 : 2)) }
    return try Table(
      schema: Self.wide,
      columns: [
        .strings((0..<rows).map { "id\(10_000 + $0)" }), .floatLists(values: values, each: 3000),
        Column(
          .list(.double((0..<(offsets.last ?? 0)).map { Double($0) / 3 }), offsets: offsets),
          validity: missing.map { !$0 }),
      ])
  }

  @Test func wideRowsMakeSmallerRowGroupsWhateverTheChunks() throws {
    let folder = try TemporaryFolder()
    let table = try wideTable(2500)
    let whole = try TableIO.write(table, to: folder.file("whole.parquet"))
    #expect(RowGroupEncoder.rowGroupRows(startingWith: table, atMost: 65_536) == 2048)
    #expect(try TableReader(path: folder.file("whole.parquet")).rowGroups == 2)
    for (chunk, threads) in [(37, 1), (1023, 2), (1025, 4), (2048, 1), (2049, 2)] {
      let writer = try TableWriter(path: folder.file("chunks.parquet"), schema: table.schema, threads: threads)
      for start in stride(from: 0, to: 2500, by: chunk) {
        try writer.append(table.rows(start..<min(2500, start + chunk)))
      }
      #expect(try writer.finish() == whole)
    }
    #expect(try TableIO.read(folder.file("whole.parquet"), schema: table.schema) == table)
    #expect(try ContentDigest.of(table) == whole.contentDigest)
  }

  @Test(arguments: [65_536, 128, 100])
  func rowGroupsEncodedElsewhereMakeTheSameFile(rowGroupRows: Int) throws {
    let folder = try TemporaryFolder()
    for table in [try EveryType.table(rowGroupRows > 1000 ? 3000 : 1050), try wideTable(2500)] {
      let whole = try TableIO.write(table, to: folder.file("whole.parquet"), rowGroupRows: rowGroupRows)
      let writer = try TableWriter(
        path: folder.file("groups.parquet"), schema: table.schema, rowGroupRows: rowGroupRows)
      let encoder = try writer.encoder(startingWith: table.rows(0..<1024))
      let each = encoder.rowGroupRows
      let groups = try Parallel.map((table.rowCount + each - 1) / each, threads: 4) { group in
        try encoder.encode(table.rows(group * each..<min(table.rowCount, (group + 1) * each)))
      }
      for group in groups { try writer.append(group) }
      #expect(try writer.finish() == whole)
    }
  }

  @Test func blocksOfTheContentDigestAreHashedWhereTheyAreEncoded() throws {
    let folder = try TemporaryFolder()
    let schema = TableSchema(
      "t", key: [], "", columns: [ColumnSchema("x", .int32), ColumnSchema("n", .int64, nullable: true)])
    let rows = 150_000
    let table = try Table(
      schema: schema,
      columns: [
        .int32s((0..<rows).map { Int32($0) }), .optionalInt64s((0..<rows).map { $0 % 3 == 0 ? nil : Int64($0) }),
      ])
    let writer = try TableWriter(path: folder.file("t.parquet"), schema: schema)
    let encoder = writer.encoder(startingWith: table)
    for start in stride(from: 0, to: rows, by: 65_536) {
      try writer.append(encoder.encode(table.rows(start..<min(rows, start + 65_536))))
    }
    let file = try writer.finish()
    #expect(try file.contentDigest == ContentDigest.of(table))
    #expect(try file == TableIO.write(table, to: folder.file("u.parquet")))
  }

  @Test func refusesRowGroupsOutOfOrderOrOfAnotherSize() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("t.parquet")
    let schema = TableSchema("t", key: ["id"], "", columns: [ColumnSchema("id", .int32)])
    func part(_ ids: [Int32]) throws -> Table { try Table(schema: schema, columns: [.int32s(ids)]) }
    let writer = try TableWriter(path: path, schema: schema, rowGroupRows: 2)
    let encoder = try writer.encoder(startingWith: part([1, 2]))
    #expect(throws: ColumnarError(.keyDescends, column: "id", row: 1)) { try encoder.encode(part([2, 1])) }
    try writer.append(encoder.encode(part([1, 2])))
    #expect(throws: ColumnarError(.keyRepeats, file: path, column: "id", row: 2)) {
      try writer.append(encoder.encode(part([2, 3])))
    }
    #expect(throws: ColumnarError(.length(expected: 2, found: 3), file: path, row: 2)) {
      try writer.append(encoder.encode(part([3, 4, 5])))
    }
    try writer.append(encoder.encode(part([3])))
    #expect(throws: ColumnarError(.length(expected: 2, found: 1), file: path, row: 3)) {
      try writer.append(encoder.encode(part([4])))
    }
    writer.abandon()
    #expect(try Files.list(folder.path).isEmpty)
  }
}
