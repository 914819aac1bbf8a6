import Columnar
import Testing

/// Files that pyarrow wrote in every encoding that it has; see `Fixtures/make_encodings.py`.
@Suite struct EncodingFixtureTests {
  private static let rows = 1000
  private static let validity = (0..<rows).map { $0 % 7 != 3 }

  /// The values of the rows, `none` where there is none.
  private func values<Value>(_ none: Value, _ value: (Int) -> Value) -> [Value] {
    (0..<Self.rows).map { Self.validity[$0] ? value($0) : none }
  }

  private func expected(_ name: Substring) -> ColumnValues? {
    switch name {
    case "i32":
      .int32(values(0) { Int32(truncatingIfNeeded: UInt64($0) &* 0x9E37_79B9) })
    case "i64": .int64(values(0) { Int64(bitPattern: UInt64($0) &* 0x9E37_79B9_7F4A_7C15) })
    case "f32": .float(values(0) { Float($0) / 8 })
    case "f64": .double(values(0) { Double($0) / 3 })
    case "bool": .bool(values(false) { $0 % 5 < 2 })
    case "fixed":
      .fixed(
        values([0, 0, 0, 0, 0]) { [0, 0, UInt8($0 / 256), UInt8($0 % 256), UInt8($0 % 3)] }.flatMap(\.self), width: 5)
    case "text":
      .string(StringArray(values("") { "img/büchse/\(String(10_000 + $0 / 10).dropFirst())/\($0 % 10).png" }))
    default: nil
    }
  }

  @Test(arguments: ["encodings_v1", "encodings_v2"]) func everyEncodingGivesTheSameValues(name: String) throws {
    let reader = try TableReader(path: fixture("\(name).parquet"))
    #expect(reader.columnNames.count == 18)
    let columns = try reader.read(rowGroup: 0, columns: reader.columnNames)
    for (name, column) in zip(reader.columnNames, columns) {
      let values = try #require(expected(name.prefix { $0 != "_" }))
      #expect(column == Column(values, validity: Self.validity), "\(name)")
    }
  }

  @Test func aDescriptionNamesEncodingsAndBounds() throws {
    let description = try TableReader(path: fixture("encodings_v2.parquet")).description
    #expect(description.nodes.count == 18)
    let chunk = try #require(description.groups.first?.chunks.first { $0.path == "text_delta_byte_array" })
    #expect(chunk.encodings.contains("DELTA_BYTE_ARRAY"))
    #expect(chunk.codec == "ZSTD")
    #expect(chunk.values == 1000)
    #expect(chunk.nulls == 143)
    #expect(chunk.minimum?.json == "\"img/büchse/0000/0.png\"")
    #expect(chunk.maximum?.json == "\"img/büchse/0099/9.png\"")
  }
}
