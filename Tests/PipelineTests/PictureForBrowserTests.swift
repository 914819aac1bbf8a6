import Imaging
import Pipeline
import Testing
import Texts

/// Pictures as labelling servers show them.
@Suite struct PictureForBrowserTests {
  /// A picture that no compression makes small.
  private static func noise(_ side: Int) throws -> [UInt8] {
    var state: UInt32 = 1
    let pixels = (0..<side * side).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    return try PNGWriter.encode(Raster(width: side, height: side, channels: 1, pixels: pixels))
  }

  private static func bytes(_ picture: PictureForBrowser) throws -> [UInt8] {
    let comma = try #require(picture.address.firstIndex(of: ","))
    return try #require(Base64.decode(String(picture.address[picture.address.index(after: comma)...])))
  }

  @Test func whatBrowsersShowGoesAsItIs() throws {
    let png = try Self.noise(40)
    let picture = try PictureForBrowser(png)
    #expect(picture.address.hasPrefix("data:image/png;base64,") && picture.change == nil)
    #expect(try Self.bytes(picture) == png)
    let jpeg = try PictureForBrowser([0xFF, 0xD8, 0xFF, 0xE0, 1])
    #expect(jpeg.address == "data:image/jpeg;base64,\(Base64.encode([0xFF, 0xD8, 0xFF, 0xE0, 1]))")
  }

  @Test(arguments: [20_000, 5_000, 1_500])
  func whatIsTooLongIsMadeToFitAndSaysSo(_ limit: Int) throws {
    let picture = try PictureForBrowser(Self.noise(300), limit: limit)
    #expect(picture.address.utf8.count <= limit && picture.address.utf8.count > limit / 3)
    let shown = try ImageDecoder.decode(Self.bytes(picture), colour: true)
    #expect(shown.width < 300 && shown.width == shown.height)
    #expect(picture.change == "shown at \(shown.width) × \(shown.height) of 300 × 300 pixels")
  }

  @Test func whatIsNoPictureIsRefused() {
    #expect(throws: (any Error).self) { try PictureForBrowser(Array("no picture".utf8)) }
  }
}
