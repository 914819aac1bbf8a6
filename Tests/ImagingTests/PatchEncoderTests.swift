import CKernels
import Imaging
import Testing

@Suite struct PatchEncoderTests {
  static let shapes: [PatchEncoder.Options] = [
    .init(inputSize: 12, patch: 4, stride: 1, filters: 5),
    .init(inputSize: 13, patch: 3, stride: 2, filters: 16),
    .init(inputSize: 20, colour: true, patch: 3, stride: 1, filters: 17, cells: 3),
    .init(inputSize: 24, colour: true, patch: 8, stride: 3, filters: 70),
    .init(inputSize: 33, patch: 8, stride: 1, filters: 128, cells: 4),
    .init(inputSize: 16, patch: 16, stride: 5, filters: 3, cells: 1),
    .init(inputSize: 9, patch: 2, stride: 1, filters: 1, cells: 1),
  ]

  @Test(arguments: shapes)
  func agreesWithTheUnfoldedFormulas(options: PatchEncoder.Options) throws {
    var maker = TestEncoder(seed: 11)
    let (encoder, whitening, centroids) = try maker.encoder(options)
    for _ in 0..<3 {
      let image = try maker.image(options)
      let features = try encoder.features(image)
      let expected = TestEncoder.reference(image, options, whitening, centroids)
      #expect(features.count == options.featureCount)
      for (feature, value) in zip(features, expected) {
        #expect(abs(Double(feature) - value) < 1e-3)
      }
    }
  }

  @Test(arguments: shapes, ["avx2", "avx512", "avx512vnni", "neon"])
  func givesTheSameBitsOnEveryPath(options: PatchEncoder.Options, path: String) throws {
    guard ck_patch_has_path(path) != 0 else { return }
    var maker = TestEncoder(seed: 12)
    let encoder = try maker.encoder(options).encoder
    for _ in 0..<10 {
      let image = try maker.image(options)
      let plain = try encoder.features(image, path: "plain").map(\.bitPattern)
      #expect(try encoder.features(image, path: path).map(\.bitPattern) == plain)
    }
  }

  @Test func givesTheBitsThatAreWrittenHere() throws {
    // Any processor, compiler and optimisation must give this digest.
    let options = PatchEncoder.Options(inputSize: 24, patch: 8, stride: 2, filters: 20)
    var maker = TestEncoder(seed: 13)
    let encoder = try maker.encoder(options).encoder
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for feature in try encoder.features(try maker.image(options)) {
      hash = (hash ^ UInt64(feature.bitPattern)) &* 0x0000_0100_0000_01b3
    }
    for byte in encoder.serialised() { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    #expect(String(hash, radix: 16) == "c4bec31ceeed79cc")
  }

  @Test func takesThePathThatIsAskedFor() {
    #expect(ck_patch_has_path("plain") != 0)
    #expect(ck_patch_has_path("abacus") == 0)
    #expect(ck_patch_has_path(nil) == 0)
    #expect(ck_patch_has_path(ck_patch_path()) != 0)
  }

  @Test func doesNotSeeAChangeOfBrightness() throws {
    let options = Self.shapes[0]
    var maker = TestEncoder(seed: 14)
    let encoder = try maker.encoder(options).encoder
    let dark = try Raster(
      width: 12, height: 12, channels: 1, pixels: (0..<144).map { UInt8($0 * 37 % 101) })
    let bright = try Raster(width: 12, height: 12, channels: 1, pixels: dark.pixels.map { $0 + 150 })
    #expect(try encoder.features(dark) == encoder.features(bright))
  }

  @Test func scalesAnImageOfAnotherSize() throws {
    let options = Self.shapes[0]
    var maker = TestEncoder(seed: 15)
    let encoder = try maker.encoder(options).encoder
    let image = try Raster(width: 30, height: 7, channels: 1, pixels: (0..<210).map { UInt8($0) })
    let scaled = try image.scaled(toWidth: 12, height: 12)
    #expect(try encoder.features(image) == encoder.features(scaled))
  }

  @Test func refusesAnotherNumberOfChannels() throws {
    var maker = TestEncoder(seed: 16)
    let encoder = try maker.encoder(Self.shapes[0]).encoder
    let colour = try Raster(width: 1, height: 1, channels: 3, pixels: [1, 2, 3])
    #expect(throws: ImagingError.channels(expected: 1, found: 3)) { try encoder.features(colour) }
    #expect(throws: ImagingError.channels(expected: 1, found: 3)) {
      try PatchEncoder.samplePatches(colour, keys: [1], options: Self.shapes[0])
    }
  }

  @Test func refusesArraysOfTheWrongLength() throws {
    let options = Self.shapes[0]
    var maker = TestEncoder(seed: 17)
    let whitening = try maker.whitening(16)
    #expect(throws: ImagingError.length(.centroids, expected: 80, found: 79)) {
      try PatchEncoder(options: options, whitening: whitening, centroids: [Float](repeating: 0, count: 79))
    }
    let other = try maker.whitening(9)
    #expect(throws: ImagingError.length(.whitening, expected: 16, found: 9)) {
      try PatchEncoder(options: options, whitening: other, centroids: [Float](repeating: 0, count: 80))
    }
    var centroids = [Float](repeating: 0, count: 80)
    centroids[7] = .nan
    #expect(throws: ImagingError.value(.centroids, index: 7)) {
      try PatchEncoder(options: options, whitening: whitening, centroids: centroids)
    }
  }

  @Test func refusesOptionsOutsideTheirRanges() {
    let wrong: [(PatchEncoder.Options, PatchEncoder.OptionName)] = [
      (.init(inputSize: 7), .inputSize), (.init(inputSize: 1_025), .inputSize), (.init(patch: 1), .patch),
      (.init(patch: 17), .patch), (.init(stride: 0), .stride), (.init(filters: 0), .filters),
      (.init(inputSize: 8, cells: 2), .cells), (.init(cells: 0), .cells),
    ]
    for (options, name) in wrong {
      #expect {
        try options.check()
      } throws: { error in
        if case .option(name, value: _, allowed: _) = error as? ImagingError { true } else { false }
      }
    }
  }
}
