import Parallel

/// The inner products of samples with each other, after their mean was taken off.
///
/// Its eigenvalues are those of the covariance that are not zero, and it is the smaller matrix where there are fewer
/// samples than numbers in one.
struct Gram {
  /// `dimensions` numbers.
  let mean: [Double]
  /// Rows × rows, with divisor rows − 1; only what is on and right of the diagonal is set.
  let upper: [Double]

  private let rows: Int
  private let dimensions: Int

  /// Computes both in double precision, columns in order whatever the threads.
  init(_ samples: UnsafePointer<Float>, rows: Int, dimensions: Int, threads: Int) throws {
    let lanes = LinearKernels.lanes
    let panels = (rows + lanes - 1) / lanes
    let width = panels * lanes
    nonisolated(unsafe) let samples = samples
    let means = Covariance.means(samples, rows: rows, dimensions: dimensions, padded: dimensions)

    let result = Scratch<Double>(width * width)
    // Panel by panel, each the same eight rows of all columns of the chunk.
    let packed = Scratch<Double>(width * Covariance.chunk)
    for first in stride(from: 0, to: dimensions, by: Covariance.chunk) {
      let count = min(Covariance.chunk, dimensions - first)
      try Parallel.forEach(panels, threads: threads) { panel in
        for lane in 0..<min(lanes, rows - panel * lanes) {
          let source = samples + (panel * lanes + lane) * dimensions + first
          let target = packed.base + panel * Covariance.chunk * lanes + lane
          for column in 0..<count { target[column * lanes] = Double(source[column]) - means.base[first + column] }
        }
      }
      try Parallel.forEach(panels, threads: threads) { panel in
        for other in panel..<panels {
          Covariance.multiply(
            packed.base + panel * Covariance.chunk * lanes, packed.base + other * Covariance.chunk * lanes, rows: count,
            into: result.base + panel * lanes * width + other * lanes, width: width)
        }
      }
    }

    let divisor = Double(max(1, rows - 1))
    var upper = [Double](repeating: 0, count: rows * rows)
    for row in 0..<rows {
      for column in row..<rows { upper[row * rows + column] = result.base[row * width + column] / divisor }
    }
    self.upper = upper
    mean = means.array(count: dimensions)
    self.rows = rows
    self.dimensions = dimensions
  }

  /// Sums of the centred samples: for each row of weights, one a sample, a row of `dimensions`.
  ///
  /// - Parameters:
  ///   - weights: count × rows.
  ///   - count: How many sums.
  ///   - samples: What the matrix was made of.
  ///   - threads: How many threads may work.
  /// - Returns: count × dimensions.
  /// - Throws: Nothing of its own.
  func combinations(
    _ weights: [Double], count: Int, of samples: UnsafePointer<Float>, threads: Int
  ) throws -> Scratch<Double> {
    let group = 8
    let result = Scratch<Double>(count * dimensions)
    nonisolated(unsafe) let samples = samples
    try Parallel.forEach((count + group - 1) / group, threads: threads) { block in
      let centred = Scratch<Double>(dimensions)
      for row in 0..<rows {
        for column in 0..<dimensions {
          centred.base[column] = Double(samples[row * dimensions + column]) - mean[column]
        }
        for sum in block * group..<min((block + 1) * group, count) {
          LinearKernels.add(
            weights[sum * rows + row], centred.base, to: result.base + sum * dimensions, dimensions)
        }
      }
    }
    return result
  }
}
