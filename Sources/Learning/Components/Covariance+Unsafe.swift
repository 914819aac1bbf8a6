import Parallel

/// The mean and the covariance of samples.
struct Covariance {
  /// `dimensions` numbers.
  let mean: [Double]
  /// Dimensions × dimensions, with divisor rows − 1; only what is on and right of the diagonal is set.
  let upper: [Double]

  /// Rows that are centred and multiplied together.
  static let chunk = 256

  /// Computes both in double precision, rows in order whatever the threads.
  init(_ samples: UnsafePointer<Float>, rows: Int, dimensions: Int, threads: Int) throws {
    let lanes = LinearKernels.lanes
    let panels = (dimensions + lanes - 1) / lanes
    let width = panels * lanes
    nonisolated(unsafe) let samples = samples

    let sums = Self.means(samples, rows: rows, dimensions: dimensions, padded: width)
    let result = Scratch<Double>(width * width)
    // Panel by panel, each the same eight columns of all rows of the chunk.
    let packed = Scratch<Double>(width * Self.chunk)
    for first in stride(from: 0, to: rows, by: Self.chunk) {
      let count = min(Self.chunk, rows - first)
      try Parallel.forEach(panels, threads: threads) { panel in
        for row in 0..<count {
          let target = packed.base + (panel * Self.chunk + row) * lanes
          let source = samples + (first + row) * dimensions + panel * lanes
          for lane in 0..<min(lanes, dimensions - panel * lanes) {
            target[lane] = Double(source[lane]) - sums.base[panel * lanes + lane]
          }
        }
      }
      try Parallel.forEach(panels, threads: threads) { panel in
        for other in panel..<panels {
          Self.multiply(
            packed.base + panel * Self.chunk * lanes, packed.base + other * Self.chunk * lanes, rows: count,
            into: result.base + panel * lanes * width + other * lanes, width: width)
        }
      }
    }

    let divisor = Double(max(1, rows - 1))
    var upper = [Double](repeating: 0, count: dimensions * dimensions)
    for row in 0..<dimensions {
      for column in row..<dimensions {
        upper[row * dimensions + column] = result.base[row * width + column] / divisor
      }
    }
    self.upper = upper
    mean = sums.array(count: dimensions)
  }

  /// The mean of each column, followed by zeros up to `padded`.
  static func means(_ samples: UnsafePointer<Float>, rows: Int, dimensions: Int, padded: Int) -> Scratch<Double> {
    let sums = Scratch<Double>(padded)
    for row in 0..<rows {
      for column in 0..<dimensions { sums.base[column] += Double(samples[row * dimensions + column]) }
    }
    for column in 0..<dimensions { sums.base[column] /= Double(max(1, rows)) }
    return sums
  }

  /// Adds, for two panels of eight columns, the products of each column of one with each of the other.
  static func multiply(
    _ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, rows: Int,
    into out: UnsafeMutablePointer<Double>, width: Int
  ) {
    let lanes = LinearKernels.lanes
    for lane in stride(from: 0, to: lanes, by: 2) {
      var sum0 = LinearKernels.load(out + lane * width)
      var sum1 = LinearKernels.load(out + (lane + 1) * width)
      for row in 0..<rows {
        let value = LinearKernels.load(right + row * lanes)
        sum0 += value * SIMD8(repeating: left[row * lanes + lane])
        sum1 += value * SIMD8(repeating: left[row * lanes + lane + 1])
      }
      LinearKernels.store(sum0, out + lane * width)
      LinearKernels.store(sum1, out + (lane + 1) * width)
    }
  }
}
