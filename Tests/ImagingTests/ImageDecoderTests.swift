import Imaging
import Testing

@Suite struct ImageDecoderTests {
  @Test(arguments: Fixtures.pngs + Fixtures.jpegs + Fixtures.others)
  func decodesThePixelsThatPillowDecodes(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    let expected = try Fixtures.expected(name)
    let grey = try ImageDecoder.decode(bytes, colour: false)
    #expect(grey.width == expected.width)
    #expect(grey.height == expected.height)
    #expect(grey.channels == 1)
    #expect(grey.pixels == expected.grey)
    let colour = try ImageDecoder.decode(bytes, colour: true)
    #expect(colour.channels == 3)
    #expect(colour.pixels == expected.colour)
  }

  @Test(arguments: Fixtures.pngs + Fixtures.jpegs)
  func refusesAFileCutAnywhere(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    for length in bytes.indices {
      let cut = Array(bytes[..<length])
      #expect(throws: ImagingError.self, "cut to \(length) bytes") {
        _ = try ImageDecoder.decode(cut, colour: false)
      }
    }
  }

  @Test func saysThatACutFileIsCut() throws {
    let jpeg = try Fixtures.bytes("colour-420.jpg")
    #expect(throws: ImagingError.truncated(.jpeg)) {
      try ImageDecoder.decode(Array(jpeg.dropLast(20)), colour: true)
    }
    let png = try Fixtures.bytes("rgb8.png")
    #expect(throws: ImagingError.truncated(.png)) {
      try ImageDecoder.decode(Array(png.dropLast(20)), colour: true)
    }
  }

  @Test(arguments: Fixtures.pngs)
  func noticesEveryFlippedBitOfAPNG(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        #expect(throws: ImagingError.self, "byte \(index), bit \(bit)") {
          _ = try ImageDecoder.decode(damaged, colour: false, maximumPixels: 100_000)
        }
      }
    }
  }

  @Test(arguments: Fixtures.jpegs)
  func survivesEveryFlippedBitOfAJPEG(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        let image = try? ImageDecoder.decode(damaged, colour: bit % 2 == 0, maximumPixels: 10_000)
        if let image { #expect(image.pixels.count == image.width * image.height * image.channels) }
        _ = try? ImageDecoder.header(damaged)
      }
    }
  }

  @Test func survivesRandomBytesBehindEitherSignature() throws {
    var state: UInt64 = 1
    func random() -> UInt8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
    let pngStart = Array(try Fixtures.bytes("rgb8.png")[..<33])
    for round in 0..<2_000 {
      let start: [UInt8] = round % 2 == 0 ? pngStart : [0xff, 0xd8, 0xff]
      let bytes = start + (0..<round % 200).map { _ in random() }
      #expect(throws: ImagingError.self) {
        try ImageDecoder.decode(bytes, colour: true, maximumPixels: 10_000)
      }
    }
  }

  /// What lies behind the picture, such as the end of a directory, may be missing.
  @Test(arguments: Fixtures.others)
  func refusesAFileCutAnywhereOrGivesTheWholePicture(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    let whole = try ImageDecoder.decode(bytes, colour: false)
    for length in bytes.indices {
      if let cut = try? ImageDecoder.decode(Array(bytes[..<length]), colour: false) {
        #expect(cut == whole, "cut to \(length) bytes")
        #expect(name.hasSuffix("tif"), "cut to \(length) bytes")
      }
    }
  }

  @Test(arguments: Fixtures.others)
  func survivesFlippedBitsOfTheOthers(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    for index in bytes.indices {
      for bit in [index % 8, 7 - index % 8] {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        let decoded = try? ImageDecoder.decode(damaged, colour: bit % 2 == 0, maximumPixels: 10_000)
        guard let image = decoded else { continue }
        #expect(image.pixels.count == image.width * image.height * image.channels)
        let header = try ImageDecoder.header(damaged)
        #expect(header.width == image.width && header.height == image.height)
      }
    }
  }

  @Test func refusesOtherFormatsByName() throws {
    let film = try Fixtures.bytes("other.gif")
    #expect(throws: ImagingError.foreign(.gif)) { try ImageDecoder.decode(film, colour: false) }
    #expect(throws: ImagingError.foreign(.gif)) { try ImageDecoder.header(film) }
    #expect(ImagingError.foreign(.gif).imageFault == "unsupported_gif")
    #expect(throws: ImagingError.empty) { try ImageDecoder.decode([], colour: false) }
    #expect(throws: ImagingError.unknownFormat) { try ImageDecoder.decode(Array("no picture".utf8), colour: false) }
  }

  @Test func readsAJPEGWithBytesBetweenItsSegmentsAndBeforeItsEnd() throws {
    let plain = try Fixtures.bytes("colour-420.jpg")
    let expected = try ImageDecoder.decode(plain, colour: true)
    let behind = Array(plain.dropLast(2)) + [0x12, 0x34, 0x56] + plain.suffix(2)
    #expect(try ImageDecoder.decode(behind, colour: true) == expected)
    let segment: [UInt8] = [0xff, 0xfe, 0, 4, 0x41, 0x42]
    let between = plain[..<2] + segment + [0x11, 0x22] + plain[2...]
    #expect(try ImageDecoder.header(Array(between)).width == expected.width)
    #expect(try ImageDecoder.decode(Array(between), colour: true) == expected)
  }

  /// The picture would be grey from there on, though the file has an end.
  @Test func refusesAJPEGWhoseDataEndBeforeThePicture() throws {
    let plain = try Fixtures.bytes("colour-420.jpg")
    let closed = Array(plain[..<(plain.count - 60)]) + plain.suffix(2)
    #expect(throws: ImagingError.truncated(.jpeg)) { try ImageDecoder.decode(closed, colour: true) }
  }

  @Test func aPNGIsReadWhateverItsMetadataHold() throws {
    let plain = try Fixtures.bytes("rgb8.png")
    let expected = try ImageDecoder.decode(plain, colour: true)
    for kind in ["eXIf", "iCCP", "gAMA", "tIME", "sBIT", "pHYs", "xyZz"] {
      let bytes = plain[..<33] + TestPNG.chunk(kind, [7, 0, 9]) + plain[33...]
      #expect(try ImageDecoder.decode(Array(bytes), colour: true) == expected, "\(kind)")
    }
  }

  @Test func refusesMorePixelsThanAllowed() throws {
    for name in ["rgb8.png", "colour-420.jpg"] {
      let bytes = try Fixtures.bytes(name)
      #expect(throws: ImagingError.tooManyPixels(width: 21, height: 13, limit: 272)) {
        try ImageDecoder.decode(bytes, colour: false, maximumPixels: 272)
      }
      #expect(try ImageDecoder.decode(bytes, colour: false, maximumPixels: 273).width == 21)
    }
  }

  @Test func refusesAJPEGThatClaimsToBeHuge() throws {
    var bytes = try Fixtures.bytes("grey.jpg")
    let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc0 })
    for offset in [5, 7] { bytes[frame + offset] = 0xf0 }
    #expect(throws: ImagingError.tooManyPixels(width: 0xf015, height: 0xf00d, limit: 100_000_000)) {
      try ImageDecoder.decode(bytes, colour: true)
    }
  }

  @Test func refusesAPNGTooSmallForItsSize() throws {
    let data = TestPNG.file(
      width: 9_000, height: 9_000, depth: 8, colourType: 6, chunks: [("IDAT", [1, 2, 3])])
    #expect(throws: ImagingError.truncated(.png)) { try ImageDecoder.decode(data, colour: true) }
    let wide = TestPNG.file(
      width: 0x7fff_ffff, height: 0x7fff_ffff, depth: 1, colourType: 0, chunks: [("IDAT", [1, 2, 3])])
    #expect(
      throws: ImagingError.tooManyPixels(width: 0x7fff_ffff, height: 0x7fff_ffff, limit: 100_000_000)
    ) {
      try ImageDecoder.decode(wide, colour: true)
    }
  }

  @Test func refusesAPNGWithAnOversizedMetadataChunk() throws {
    let chunks = [("tEXt", [UInt8](repeating: 0x41, count: 17 << 20))]
    let data = TestPNG.file(width: 1, height: 1, depth: 8, colourType: 0, chunks: chunks)
    #expect(throws: ImagingError.self) { try ImageDecoder.decode(data, colour: false) }
  }

  @Test func refusesAJPEGOfThousandsOfScans() throws {
    let bytes = try Fixtures.bytes("grey-progressive.jpg")
    let starts = bytes.indices.dropLast().filter { bytes[$0] == 0xff && bytes[$0 + 1] == 0xda }
    let last = try #require(starts.last)
    let scan = Array(bytes[last..<bytes.count - 2])
    let repeated = bytes[..<last] + Array(repeatElement(scan, count: 2_000).joined()) + bytes.suffix(2)
    #expect(throws: ImagingError.self) { try ImageDecoder.decode(Array(repeated), colour: false) }
  }

  @Test func namesTheDecodersItWasRunWith() {
    let parts = ImageDecoder.version.split(separator: " ").map { $0.prefix { $0 != "-" } }
    #expect(parts == ["jpeg", "spng", "tiff", "webp", "bmp", "upright", "depth"])
    #expect(ImageDecoder.version == ImageDecoder.version)
  }
}
