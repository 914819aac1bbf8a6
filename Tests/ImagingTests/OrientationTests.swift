import Imaging
import Testing

@Suite struct OrientationTests {
  /// A PNG of 3 × 2 grey pixels, 1 to 6, that says how it is to be turned.
  private static func file(_ exif: [UInt8]) -> [UInt8] {
    // Deflate, stored: two rows of a filter byte and three pixels.
    let rows: [UInt8] = [0, 1, 2, 3, 0, 4, 5, 6]
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in rows {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    let body: [UInt8] = [0x78, 0x01, 1, 8, 0, 0xf7, 0xff] + rows + TestPNG.big(high << 16 | low)
    return TestPNG.file(
      width: 3, height: 2, depth: 8, colourType: 0, chunks: [("IDAT", body), ("eXIf", exif)])
  }

  /// An EXIF block of one entry of type 3 (16 bits), least byte first.
  private static func block(_ value: UInt8, type: UInt8 = 3, count: UInt8 = 1) -> [UInt8] {
    [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, type, 0, count, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0]
  }

  @Test(
    arguments: [
      (1, [[1, 2, 3], [4, 5, 6]]), (2, [[3, 2, 1], [6, 5, 4]]), (3, [[6, 5, 4], [3, 2, 1]]),
      (4, [[4, 5, 6], [1, 2, 3]]), (5, [[1, 4], [2, 5], [3, 6]]), (6, [[4, 1], [5, 2], [6, 3]]),
      (7, [[6, 3], [5, 2], [4, 1]]), (8, [[3, 6], [2, 5], [1, 4]]),
    ] as [(UInt8, [[UInt8]])])
  func turnsThePictureAsTheTagSays(_ value: UInt8, _ rows: [[UInt8]]) throws {
    let bytes = Self.file(Self.block(value))
    let header = try ImageDecoder.header(bytes)
    let image = try ImageDecoder.decode(bytes, colour: false)
    #expect(image.pixels == rows.flatMap { $0 })
    #expect(image.width == rows[0].count && image.height == rows.count)
    #expect(header.width == image.width && header.height == image.height)
    let colour = try ImageDecoder.decode(bytes, colour: true)
    #expect(colour.pixels == rows.flatMap { $0 }.flatMap { [$0, $0, $0] })
  }

  @Test func ignoresABlockThatSaysNothingSensible() throws {
    let blocks: [[UInt8]] = [
      [], [0x49], Array(Self.block(6).prefix(12)), Self.block(0), Self.block(9), Self.block(255),
      Self.block(6, type: 5), Self.block(6, count: 2), [0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0xff],
      [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0xff, 0xff], [0x49, 0x49, 43, 0, 8, 0, 0, 0] + Array(repeating: 0xff, count: 40),
    ]
    for block in blocks {
      let image = try ImageDecoder.decode(Self.file(block), colour: false)
      #expect(image.pixels == [1, 2, 3, 4, 5, 6], "\(block)")
    }
  }

  @Test func anyBytesMayStandForABlock() throws {
    var state: UInt64 = 7
    for round in 0..<2_000 {
      var block = Self.block(UInt8(round % 10), type: UInt8(round % 18))
      for _ in 0...round % 4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        block[Int(state >> 33) % block.count] = UInt8(truncatingIfNeeded: state >> 50)
      }
      #expect(try ImageDecoder.decode(Self.file(block), colour: false).pixels.count == 6)
    }
  }
}
