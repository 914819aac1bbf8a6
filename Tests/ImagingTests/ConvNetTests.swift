import CKernels
import Imaging
import Testing

/// The network's features: as its definition says, and the same bits from every path and in every company.
@Suite struct ConvNetTests {
  private static let paths: [String] = ["plain", "avx2", "avx512", "neon"].filter { ck_convnet_has_path($0) == 1 }
  private static let weights = ReferenceNetwork.madeUpWeights()
  private static let bytes = weights.flatMap { number in
    (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
  }

  private static func picture(_ size: Int, _ seed: Int = 0) throws -> Raster {
    try Raster(
      width: size, height: size, channels: 3,
      pixels: (0..<size * size * 3).map { UInt8(truncatingIfNeeded: ($0 * 7 + seed * 31) ^ ($0 / 5 * 13)) })
  }

  private static func bits(_ vector: [Float]) -> [UInt32] { vector.map(\.bitPattern) }

  @Test(arguments: [16, 33]) func featuresAreThoseOfTheDefinition(size: Int) throws {
    let network = try ConvNet(weights: Self.bytes, inputSize: size)
    let picture = try Self.picture(size)
    let expected = ReferenceNetwork(weights: Self.weights).features(picture.pixels, size: size)
    #expect(expected.count == ConvNet.featureCount)
    // Weights that leave everything at zero or six would show nothing.
    #expect(Set(Self.bits(expected)).count > 900)
    for path in Self.paths {
      let found = try network.features([picture], path: path)
      #expect(Self.bits(found[0]) == Self.bits(expected), "\(path), \(size) pixels")
    }
  }

  @Test(arguments: paths) func whatIsGivenTogetherChangesNothing(path: String) throws {
    let network = try ConvNet(weights: Self.bytes, inputSize: 40)
    // More than go together at once, and a rest.
    let pictures = try (0..<11).map { try Self.picture(40, $0) }
    let together = try network.features(pictures, path: path)
    #expect(together.count == 11)
    for (picture, vector) in zip(pictures, together) where path != "plain" {
      #expect(try Self.bits(network.features([picture], path: path)[0]) == Self.bits(vector))
    }
    #expect(try Self.bits(network.features([pictures[10]], path: "plain")[0]) == Self.bits(together[10]))
    #expect(Set(together.map(Self.bits)).count == 11)
    #expect(try network.features([], path: path).isEmpty)
  }

  @Test func aPathThatIsNotThereIsTheBestOne() throws {
    let network = try ConvNet(weights: Self.bytes, inputSize: 16)
    let picture = try Self.picture(16)
    #expect(try network.features([picture], path: "none") == network.features([picture]))
    #expect(Self.paths.contains(String(cString: ck_convnet_path())))
  }

  @Test func picturesAreScaledAndGreyOnesCountThreeTimes() throws {
    let network = try ConvNet(weights: Self.bytes, inputSize: 24)
    let grey = try Raster(width: 48, height: 30, channels: 1, pixels: (0..<1_440).map { UInt8($0 % 251) })
    let colour = try Raster(width: 48, height: 30, channels: 3, pixels: grey.pixels.flatMap { [$0, $0, $0] })
    let prepared = try network.prepared(grey)
    #expect(prepared.width == 24 && prepared.height == 24 && prepared.channels == 3)
    #expect(try prepared == network.prepared(colour))
  }

  @Test func wrongWeightsSizesAndPicturesAreRefused() throws {
    #expect(throws: ImagingError.length(.weights, expected: 13_400_000, found: 4)) {
      try ConvNet(weights: [0, 0, 0, 0], inputSize: 64)
    }
    for size in [15, 1_025] {
      #expect(throws: ImagingError.option(.inputSize, value: size, allowed: 16...1_024)) {
        try ConvNet(weights: Self.bytes, inputSize: size)
      }
    }
    let network = try ConvNet(weights: Self.bytes, inputSize: 16)
    let grey = try Raster(width: 16, height: 16, channels: 1, pixels: Array(repeating: 1, count: 256))
    #expect(throws: ImagingError.channels(expected: 3, found: 1)) { try network.features([grey]) }
    let small = try Self.picture(15)
    #expect(throws: ImagingError.rasterShape(width: 15, height: 15, channels: 3, values: 675)) {
      try network.features([small])
    }
  }
}
