import Imaging

/// Small encoders and images, made of a generator of their own.
struct TestEncoder {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }

  mutating func image(_ options: PatchEncoder.Options) throws -> Raster {
    let side = options.inputSize
    let flat = side / 3
    let pixels = (0..<side * side * options.channels).map { index -> UInt8 in
      // The first rows are even, as much of a real photograph is.
      index < flat * side * options.channels ? 200 : UInt8(uniform() * 255.99)
    }
    return try Raster(width: side, height: side, channels: options.channels, pixels: pixels)
  }

  /// A whitening with the eigenvectors I − 2uuᵀ.
  mutating func whitening(_ size: Int) throws -> PatchWhitening {
    var unit = (0..<size).map { _ in uniform() - 0.5 }
    let length = unit.reduce(0) { $0 + $1 * $1 }.squareRoot()
    unit = unit.map { $0 / length }
    var vectors: [Double] = []
    for i in 0..<size {
      for j in 0..<size { vectors.append((i == j ? 1 : 0) - 2 * unit[i] * unit[j]) }
    }
    return try PatchWhitening(
      mean: (0..<size).map { _ in uniform() * 0.2 - 0.1 }, eigenvalues: (0..<size).map { _ in uniform() * 2 },
      eigenvectors: vectors)
  }

  mutating func encoder(
    _ options: PatchEncoder.Options
  ) throws -> (encoder: PatchEncoder, whitening: PatchWhitening, centroids: [Float]) {
    let whitening = try whitening(options.patchLength)
    let centroids = (0..<options.filters * options.patchLength).map { _ in Float(uniform() * 2 - 1) }
    return (
      try PatchEncoder(options: options, whitening: whitening, centroids: centroids), whitening, centroids
    )
  }

  /// The features as the paper has them, nothing folded, in Double.
  static func reference(
    _ image: Raster, _ options: PatchEncoder.Options, _ whitening: PatchWhitening, _ centroids: [Float]
  ) -> [Double] {
    let (positions, filters, size) = (options.positions, options.filters, options.patchLength)
    let cells = options.cells
    var sums = [Double](repeating: 0, count: cells * cells * filters)
    var maxima = sums
    var counts = [Double](repeating: 0, count: cells * cells)
    for row in 0..<positions {
      for column in 0..<positions {
        var patch: [Double] = []
        for y in 0..<options.patch {
          for x in 0..<options.patch * options.channels {
            let line = (row * options.stride + y) * image.width * options.channels
            patch.append(Double(image.pixels[line + column * options.stride * options.channels + x]))
          }
        }
        let mean = patch.reduce(0, +) / Double(size)
        let variance = patch.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size - 1)
        let normalised = patch.map { ($0 - mean) / (variance + 10).squareRoot() }
        let z = (0..<size).map { i in
          (0..<size).reduce(0.0) {
            $0 + whitening.matrix[i * size + $1] * (normalised[$1] - whitening.mean[$1])
          }
        }
        let distances = (0..<filters).map { filter in
          (0..<size).reduce(0.0) {
            let difference = z[$1] - Double(centroids[filter * size + $1])
            return $0 + difference * difference
          }.squareRoot()
        }
        let average = distances.reduce(0, +) / Double(filters)
        let cell = row * cells / positions * cells + column * cells / positions
        counts[cell] += 1
        for filter in 0..<filters {
          let active = max(0, average - distances[filter])
          sums[cell * filters + filter] += active
          maxima[cell * filters + filter] = max(maxima[cell * filters + filter], active)
        }
      }
    }
    var features: [Double] = []
    for cell in 0..<cells * cells {
      features += (0..<filters).map { sums[cell * filters + $0] / counts[cell] }
      features += maxima[cell * filters..<(cell + 1) * filters]
    }
    return features
  }
}
