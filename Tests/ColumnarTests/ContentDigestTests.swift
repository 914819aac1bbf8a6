import Columnar
import Storage
import Testing

/// The expected values are those of `Fixtures/golden_digests.py`.
@Suite struct ContentDigestTests {
  @Test func agreesWithTheDefinition() throws {
    let schema = TableSchema(
      "small", key: [], "",
      columns: [
        ColumnSchema("id", .string), ColumnSchema("x", .float, nullable: true), ColumnSchema("y", .double),
        ColumnSchema("n", .int32), ColumnSchema("ok", .bool, nullable: true), ColumnSchema("sha", .digest),
        ColumnSchema("at", .timestamp), ColumnSchema("l", .list(.list(.int64)), nullable: true),
      ])
    let digests = [
      Array(UInt8(0)..<32), [UInt8](repeating: 0, count: 32), [UInt8](repeating: 255, count: 32),
    ]
    let table = try Table(
      schema: schema,
      columns: [
        .strings(["a", "b", "ü"]), .optionalFloats([1.5, nil, -.nan]),
        .doubles([-0.0, Double(bitPattern: 0xFFF8_0000_0000_1234), 0.1]), .int32s([1, -1, .max]),
        .optionalBools([true, nil, false]), Column(.digest(digests.flatMap(\.self))),
        .timestamps([0, -1, 1_700_000_000_000_000]),
        Column(
          .list(.list(.int64([1, 2]), offsets: [0, 2, 2]), offsets: [0, 2, 2, 2]),
          validity: [true, false, true]),
      ])
    #expect(
      try ContentDigest.of(table).hex == "06e5c06d3292efeb022718149dffc46fda039668c07f15ace59f87c8149216c8")
  }

  @Test func agreesWithTheDefinitionOverBlocks() throws {
    let (schema, table) = try large()
    #expect(
      try ContentDigest.of(table).hex == "cfad730220d8b4419c0c600d93dacf02088a2f4e267f2c3da7e290e2513b7bd1")
    for step in [1000, 65_536, 70_001] {
      var digest = ContentDigest(schema)
      for start in stride(from: 0, to: table.rowCount, by: step) {
        try digest.append(table.rows(start..<min(table.rowCount, start + step)).columns)
      }
      #expect(try digest.finalize().hex == "cfad730220d8b4419c0c600d93dacf02088a2f4e267f2c3da7e290e2513b7bd1")
    }
  }

  @Test func dependsNeitherOnRowGroupsNorOnCompression() throws {
    let folder = try TemporaryFolder()
    let (schema, table) = try large()
    var files = Set<Digest>()
    for (rowGroupRows, level) in [(65_536, 3), (1 << 20, 1), (9999, 9)] {
      let path = folder.file("t.parquet")
      let file = try TableIO.write(table, to: path, rowGroupRows: rowGroupRows, compressionLevel: level)
      #expect(file.contentDigest.hex == "cfad730220d8b4419c0c600d93dacf02088a2f4e267f2c3da7e290e2513b7bd1")
      #expect(
        try TableIO.contentDigest(path, schema: schema).hex
          == "cfad730220d8b4419c0c600d93dacf02088a2f4e267f2c3da7e290e2513b7bd1")
      files.insert(file.fileDigest)
    }
    #expect(files.count == 3)
  }

  @Test func emptyTableHasADigest() throws {
    let schema = TableSchema(
      "empty", key: [], "", columns: [ColumnSchema("id", .string), ColumnSchema("v", .int64, nullable: true)])
    #expect(
      try ContentDigest.of(.empty(schema)).hex
        == "1d96eef14b602ad0f7a247b364c0dc4d58275f4992882bebd7052a772e24e482")
  }

  @Test func tellsValuesApart() throws {
    func digest(_ values: [Double]) throws -> Digest {
      let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .double)])
      return try ContentDigest.of(Table(schema: schema, columns: [.doubles(values)]))
    }
    #expect(try digest([0.0]) != digest([-0.0]))
    #expect(try digest([.nan]) == digest([-.nan]))
    func texts(_ values: [String]) throws -> Digest {
      let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .string)])
      return try ContentDigest.of(Table(schema: schema, columns: [.strings(values)]))
    }
    #expect(try texts(["ab", "c"]) != texts(["a", "bc"]))
  }

  @Test func whatLiesUnderMissingValuesDoesNotCount() throws {
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .int32, nullable: true)])
    let one = try Table(schema: schema, columns: [Column(.int32([1, 0]), validity: [true, false])])
    let other = try Table(schema: schema, columns: [Column(.int32([1, 9]), validity: [true, false])])
    #expect(try ContentDigest.of(one) == ContentDigest.of(other))
  }

  private func large() throws -> (TableSchema, Table) {
    let rows = 150_000
    let schema = TableSchema(
      "large", key: ["id"], "",
      columns: [
        ColumnSchema("id", .string), ColumnSchema("v", .int64, nullable: true),
        ColumnSchema("p", .list(.float)),
      ])
    var offsets = [0]
    var values: [Float] = []
    for row in 0..<rows {
      for element in 0..<row % 3 { values.append(Float(element)) }
      offsets.append(values.count)
    }
    let table = try Table(
      schema: schema,
      columns: [
        .strings((0..<rows).map { String(String(1_000_000 + $0).dropFirst()) }),
        .optionalInt64s((0..<rows).map { $0 % 3 == 1 ? nil : Int64($0 * $0) }),
        .floatLists(values: values, offsets: offsets),
      ])
    return (schema, table)
  }
}
