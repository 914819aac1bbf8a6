import Imaging
import Testing

@Suite struct ImageHeaderTests {
  @Test(arguments: Fixtures.pngs + Fixtures.jpegs)
  func readsFormatAndSize(name: String) throws {
    let expected = try Fixtures.expected(name)
    let header = try ImageDecoder.header(try Fixtures.bytes(name))
    #expect(header.format == (name.hasSuffix("png") ? .png : .jpeg))
    #expect(header.width == expected.width)
    #expect(header.height == expected.height)
  }

  @Test func needsOnlyTheBeginning() throws {
    let png = try Fixtures.bytes("rgb8.png")
    #expect(try ImageDecoder.header(Array(png[..<33])).width == 21)
    let jpeg = try Fixtures.bytes("colour-420.jpg")
    let frame = try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xff && jpeg[$0 + 1] == 0xc0 })
    #expect(try ImageDecoder.header(Array(jpeg[..<(frame + 9)])).height == 13)
    #expect(throws: ImagingError.truncated(.jpeg)) { try ImageDecoder.header(Array(jpeg[..<(frame + 8)])) }
  }

  @Test(arguments: ["rgb8.png", "colour-420-progressive.jpg"])
  func saysThatABeginningIsTooShort(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    for length in 1..<20 {
      #expect(throws: ImagingError.truncated(name.hasSuffix("png") ? .png : .jpeg), "\(length) bytes") {
        try ImageDecoder.header(Array(bytes[..<length]))
      }
    }
  }

  @Test func refusesASizeOfZero() {
    let png = TestPNG.file(width: 0, height: 5, depth: 8, colourType: 0, chunks: [])
    #expect(throws: ImagingError.damaged(.png, cause: "size 0 × 5")) { try ImageDecoder.header(png) }
    let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 0, 0, 4, 1, 1, 0x11, 0]
    #expect(throws: ImagingError.damaged(.jpeg, cause: "size 4 × 0")) { try ImageDecoder.header(jpeg) }
  }

  @Test func refusesAJPEGWithoutAFrameBeforeItsScan() {
    #expect(throws: ImagingError.damaged(.jpeg, cause: "no frame header before the image data")) {
      try ImageDecoder.header([0xff, 0xd8, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0])
    }
    #expect(throws: ImagingError.damaged(.jpeg, cause: "marker segment shorter than its length")) {
      try ImageDecoder.header([0xff, 0xd8, 0xff, 0xe0, 0, 1, 0, 0])
    }
  }
}
