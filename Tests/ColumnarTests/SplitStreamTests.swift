import CKernels
import Columnar
import Storage
import Testing

/// Floating-point numbers of every kind that decides how their byte streams are stored, and what the streams are made with.
@Suite struct SplitStreamTests {
  /// Numbers by name: noise, few values, all the same, few digits, and noise that is none later on.
  private static func values(_ kind: String, _ count: Int) -> [Double] {
    var state: UInt64 = 42
    func noise() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    return (0..<count).map { index in
      switch kind {
      case "noise": noise() - 0.5
      case "few": [0.25, -1, 3][index % 3]
      case "same": 1.5
      case "digits": (noise() * 1000).rounded() / 8
      case "counted": Double(index)
      case "drifting": index < count / 2 ? noise() : Double(index % 4)
      default: index % 100 == 7 ? .nan : noise() * 1e-300
      }
    }
  }

  @Test(arguments: ["noise", "few", "same", "digits", "counted", "drifting", "special"])
  func everyKindOfNumberComesBack(kind: String) throws {
    let folder = try TemporaryFolder()
    let schema = TableSchema(
      "t", key: [], "",
      columns: [
        ColumnSchema("f", .float), ColumnSchema("d", .double), ColumnSchema("n", .double, nullable: true),
        ColumnSchema("l", .list(.float)), ColumnSchema("m", .list(.list(.double))),
      ])
    for rows in [1, 5, 21_003] {
      let values = Self.values(kind, rows)
      let offsets = Array(stride(from: 0, through: rows, by: rows > 5 ? 3 : 1))
      let pad = rows - offsets.count + 1
      let ends = offsets + [Int](repeating: rows, count: pad)
      let table = try Table(
        schema: schema,
        columns: [
          .floats(values.map { Float($0) }), .doubles(values),
          .optionalDoubles(values.enumerated().map { $0 % 5 == 1 ? nil : $1 }),
          .floatLists(values: values.map { Float($0) }, offsets: ends),
          Column(.list(.list(.double(values), offsets: ends), offsets: Array(0...rows))),
        ])
      let path = folder.file("t.parquet")
      try TableIO.write(table, to: path)
      let back = try TableIO.read(path, schema: schema)
      for (before, after) in zip(table.columns, back.columns) { #expect(same(before, after)) }
    }
  }

  @Test func noiseIsSplit() throws {
    let folder = try TemporaryFolder()
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .double)])
    func size(_ kind: String) throws -> Int {
      try TableIO.write(
        Table(schema: schema, columns: [.doubles(Self.values(kind, 50_000))]), to: folder.file("t.parquet")
      ).size
    }
    // Sign and exponent of even noise take about a tenth of it; the rest cannot become smaller.
    #expect(try size("noise") < 50_000 * 8 * 95 / 100)
    #expect(try size("few") < 2000)
    #expect(try size("same") < 2000)
    #expect(try size("drifting") < 50_000 * 8 / 2)
  }

  @Test(arguments: [0, 1, 7, 8, 15, 16, 17, 64, 1001])
  func streamsAreTheBytesOfTheValues(count: Int) {
    for width in [4, 8] {
      let bytes = (0..<count * width).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 7) }
      var streams = [UInt8](repeating: 0, count: bytes.count)
      if width == 4 {
        ck_byte_stream_split_4(bytes, count, &streams)
      } else {
        ck_byte_stream_split_8(bytes, count, &streams)
      }
      let expected = (0..<width).flatMap { stream in (0..<count).map { bytes[$0 * width + stream] } }
      #expect(streams == expected)
    }
  }

  @Test func checkSumsAgreeWithTheirDefinition() {
    let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ $0 >> 5) }
    for count in [0, 15, 63, 64, 65, 79, 80, 128, 200, 1000, 3000] {
      var folded: UInt32 = 0xCAFE_F00D
      let done = ck_crc32_fold(&folded, bytes, count)
      let expected = bytes.prefix(done).reduce(~UInt32(0xCAFE_F00D)) { state, byte in
        (0..<8).reduce(state ^ UInt32(byte)) { state, _ in state >> 1 ^ (state & 1 == 1 ? 0xEDB8_8320 : 0) }
      }
      #expect(folded == ~expected)
    }
    // Of the specification of XXH64: the empty input, and pieces of any size make the same as the whole.
    var state = ck_xxh64()
    ck_xxh64_begin(&state)
    #expect(ck_xxh64_end(&state) == 0xEF46_DB37_51D8_E999)
    var whole = ck_xxh64()
    ck_xxh64_begin(&whole)
    ck_xxh64_add(&whole, bytes, bytes.count)
    for step in [1, 7, 31, 32, 33, 500] {
      var pieces = ck_xxh64()
      ck_xxh64_begin(&pieces)
      for start in stride(from: 0, to: bytes.count, by: step) {
        let part = Array(bytes[start..<min(bytes.count, start + step)])
        ck_xxh64_add(&pieces, part, part.count)
      }
      #expect(ck_xxh64_end(&pieces) == ck_xxh64_end(&whole))
    }
  }

  @Test func boundsPassNaNOver() {
    var floats = (0..<100).map { $0 % 3 == 0 ? Float.nan : Float($0) - 50 }
    var bounds: [Float] = [0, 0]
    ck_bounds_f32(floats, floats.count, &bounds)
    #expect(bounds == [-49, 48])
    #expect(ck_has_nan_f32(floats, floats.count) == 1)
    floats = [.nan, .nan]
    ck_bounds_f32(floats, 2, &bounds)
    #expect(bounds == [.infinity, -.infinity])
    let doubles = (0..<1000).map { Double($0) }
    #expect(ck_has_nan_f64(doubles, 1000) == 0)
    #expect(ck_has_nan_f64(doubles + [.nan], 1001) == 1)
  }
}
