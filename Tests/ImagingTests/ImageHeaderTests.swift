import Imaging
import Testing

@Suite struct ImageHeaderTests {
  @Test(arguments: Fixtures.pngs + Fixtures.jpegs + Fixtures.others)
  func readsFormatAndSize(name: String) throws {
    let expected = try Fixtures.expected(name)
    let header = try ImageDecoder.header(try Fixtures.bytes(name))
    #expect(header.format == Fixtures.format(name))
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

  @Test func refusesASideThatNoTableHolds() {
    for width in [0x8000_0000, 0xffff_ffff] as [UInt32] {
      let png = TestPNG.file(width: width, height: 1, depth: 8, colourType: 0, chunks: [])
      #expect(throws: ImagingError.damaged(.png, cause: "size \(width) × 1")) { try ImageDecoder.header(png) }
    }
    let most = TestPNG.file(width: 0x7fff_ffff, height: 0x7fff_ffff, depth: 8, colourType: 0, chunks: [])
    #expect(throws: Never.self) { try ImageDecoder.header(most) }
  }

  /// What a file is called has no part in it, so these are all that is known of them.
  @Test(arguments: [
    ("heic", "\0\0\0\u{18}ftypheic\0\0\0\0mif1heic"), ("avif", "\0\0\0\u{18}ftypmif1\0\0\0\0mif1avif"),
    ("video", "\0\0\0\u{14}ftypisom\0\0\0\0isom"), ("jpeg_2000", "\0\0\0\u{0C}jP  \r\n"), ("psd", "8BPS\0\u{1}"),
    ("pdf", "%PDF-1.7"), ("svg", "\n<?xml version='1.0'?><svg/>"), ("html", "<!DOCTYPE html><p>404"),
    ("camera_raw", "II*\0\u{10}\0\0\0CR\u{2}\0"), ("netpbm", "P6\n1 1\n255\n"), ("zip", "PK\u{3}\u{4}"),
    ("git_lfs_pointer", "version https://git-lfs.github.com/spec/v1"), ("qoi", "qoif"), ("gif", "GIF89a"),
  ]) func namesAFormatThatIsNotRead(_ name: String, _ start: String) {
    let bytes = Array(start.utf8) + [UInt8](repeating: 0, count: 64)
    do throws(ImagingError) {
      _ = try ImageDecoder.header(bytes)
      Issue.record("read")
    } catch {
      #expect(error.imageFault == "unsupported_\(name)")
    }
  }
}
