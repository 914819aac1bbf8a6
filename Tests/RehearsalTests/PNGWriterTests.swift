import Imaging
import Testing

@Suite struct PNGWriterTests {
  private func picture(channels: Int, width: Int = 37, height: Int = 21) throws -> Raster {
    let pixels = (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7 &+ $0) }
    return try Raster(width: width, height: height, channels: channels, pixels: pixels)
  }

  @Test(arguments: [1, 3], [0, 1, 3, 4, 6, 9])
  func comesBackAsItWas(channels: Int, level: Int) throws {
    let raster = try picture(channels: channels)
    let bytes = try PNGWriter.encode(raster, level: level)
    #expect(try ImageDecoder.decode(bytes, colour: channels == 3) == raster)
  }

  @Test func givesTheSameBytesAgain() throws {
    let raster = try picture(channels: 3)
    #expect(try PNGWriter.encode(raster) == PNGWriter.encode(raster))
  }

  @Test func encodesASinglePixel() throws {
    let raster = try Raster(width: 1, height: 1, channels: 1, pixels: [200])
    #expect(try ImageDecoder.decode(PNGWriter.encode(raster), colour: false) == raster)
  }

  @Test func writesOnlyWhatAnImageNeeds() throws {
    let bytes = try PNGWriter.encode(picture(channels: 1))
    var names: [String] = []
    var offset = 8
    while offset + 8 <= bytes.count {
      let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      names.append(String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self))
      offset += 12 + length
    }
    #expect(names == ["IHDR", "IDAT", "IEND"])
  }

  @Test func refusesWhatItCannotWrite() throws {
    let pixel = try Raster(width: 1, height: 1, channels: 1, pixels: [1])
    #expect(throws: PNGWriter.Failure.level(10)) { try PNGWriter.encode(pixel, level: 10) }
    let long = try Raster(width: 1, height: 70_000, channels: 1, pixels: Array(repeating: 9, count: 70_000))
    #expect(throws: PNGWriter.Failure.tooLarge(width: 1, height: 70_000, limit: 65_535)) {
      try PNGWriter.encode(long)
    }
  }
}
