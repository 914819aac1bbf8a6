import Parallel

/// The eigenvalues of a symmetric tridiagonal matrix, and the rotations that made it diagonal.
struct TridiagonalSpectrum {
  /// The eigenvalues, in the order in which they appeared on the diagonal.
  let values: [Double]

  private let sweeps: [Sweep]
  /// Cosine and sine of each rotation, one after the other.
  private let rotations: [Double]

  /// One pass of rotations, of the neighbours (top + count − 1, top + count), … (top, top + 1).
  private struct Sweep {
    let top: Int
    let count: Int
    /// Where its first rotation is.
    let first: Int
  }

  /// Passes for one eigenvalue; two are the rule, and no matrix of full rank was seen to take more than six.
  private static let fewPasses = 12
  /// Passes for one eigenvalue that are more than enough where what is lost in rounding counts as nothing.
  private static let mostPasses = 100

  /// Diagonalises; nil if an eigenvalue does not converge.
  ///
  /// What stands beside the diagonal is given up as soon as it is small beside its neighbours on the diagonal, so that
  /// small eigenvalues of graded matrices are found to more digits than rounding of the large ones leaves. Where many
  /// eigenvalues are zero but for rounding, as in a matrix of low rank, that may never be: both are noise then. Such a
  /// matrix is begun again, and what is small beside its norm is given up (as EISPACK's `tql2` does).
  init?(diagonal: [Double], offDiagonal: [Double]) {
    var norm = 0.0
    for (index, value) in diagonal.enumerated() {
      let before = index > 0 ? abs(offDiagonal[index - 1]) : 0
      norm = max(norm, before + abs(value) + (index < offDiagonal.count ? abs(offDiagonal[index]) : 0))
    }
    guard
      let found = Self(diagonal, offDiagonal, negligible: 0, passes: Self.fewPasses)
        ?? Self(diagonal, offDiagonal, negligible: 0x1p-53 * norm, passes: Self.mostPasses)
    else { return nil }
    self = found
  }

  /// Diagonalises; nil if an eigenvalue takes more than `passes`.
  ///
  /// What is not larger than `negligible` beside the diagonal counts as zero.
  private init?(_ diagonal: [Double], _ offDiagonal: [Double], negligible: Double, passes most: Int) {
    let n = diagonal.count
    var d = diagonal
    var e = offDiagonal + [0]
    var sweeps: [Sweep] = []
    var rotations: [Double] = []
    for low in 0..<n {
      var passes = 0
      while true {
        var end = low
        while end < n - 1 {
          let size = abs(d[end]) + abs(d[end + 1])
          if abs(e[end]) <= 0x1p-53 * size || size + abs(e[end]) == size || abs(e[end]) <= negligible { break }
          // What is so small beside the whole matrix, scaled to about 1, is lost in rounding already.
          if abs(e[end]) < 1e-290 { break }
          end += 1
        }
        if end == low { break }
        passes += 1
        guard passes <= most else { return nil }

        var g = (d[low + 1] - d[low]) / (2 * e[low])
        var r = Self.length(g, 1)
        g = d[end] - d[low] + e[low] / (g + (g >= 0 ? r : -r))
        var sine = 1.0
        var cosine = 1.0
        var moved = 0.0
        var index = end - 1
        let first = rotations.count
        var interrupted = false
        while index >= low {
          let f = sine * e[index]
          let b = cosine * e[index]
          r = Self.length(f, g)
          e[index + 1] = r
          if r == 0 {
            // The matrix falls apart here: the part above is finished later.
            d[index + 1] -= moved
            e[end] = 0
            interrupted = true
            break
          }
          sine = f / r
          cosine = g / r
          g = d[index + 1] - moved
          r = (d[index] - g) * sine + 2 * cosine * b
          moved = sine * r
          d[index + 1] = g + moved
          g = cosine * r - b
          rotations.append(cosine)
          rotations.append(sine)
          index -= 1
        }
        let count = (rotations.count - first) / 2
        if count > 0 { sweeps.append(Sweep(top: end - count, count: count, first: first)) }
        if interrupted { continue }
        d[low] -= moved
        e[low] = g
        e[end] = 0
      }
    }
    values = d
    self.sweeps = sweeps
    self.rotations = rotations
  }

  /// √(a² + b²) without overflow.
  private static func length(_ a: Double, _ b: Double) -> Double {
    let larger = max(abs(a), abs(b))
    let smaller = min(abs(a), abs(b))
    guard larger > 0 else { return 0 }
    let ratio = smaller / larger
    return larger * (1 + ratio * ratio).squareRoot()
  }

  /// The unit eigenvectors of some values, by their places in ``values``: rows of n.
  ///
  /// The rotations are applied to the rows of an identity matrix, eight columns at a time, which stay in the cache.
  func vectors(_ wanted: [Int], threads: Int) throws -> Scratch<Double> {
    let n = values.count
    let lanes = LinearKernels.lanes
    let result = Scratch<Double>(wanted.count * n)
    try Parallel.forEach((n + lanes - 1) / lanes, threads: threads) { panel in
      let columns = Scratch<Double>(n * lanes)
      let start = panel * lanes
      for lane in 0..<min(lanes, n - start) { columns.base[(start + lane) * lanes + lane] = 1 }
      rotations.withUnsafeBufferPointer { rotations in
        guard let rotations = rotations.baseAddress else { return }
        for sweep in sweeps { Self.apply(sweep, rotations + sweep.first, to: columns.base) }
      }
      for (row, value) in wanted.enumerated() {
        for lane in 0..<min(lanes, n - start) {
          result.base[row * n + start + lane] = columns.base[value * lanes + lane]
        }
      }
    }
    return result
  }

  private static func apply(
    _ sweep: Sweep, _ rotations: UnsafePointer<Double>, to columns: UnsafeMutablePointer<Double>
  ) {
    let lanes = LinearKernels.lanes
    var below = LinearKernels.load(columns + (sweep.top + sweep.count) * lanes)
    for step in 0..<sweep.count {
      let index = sweep.top + sweep.count - 1 - step
      let cosine = SIMD8(repeating: rotations[2 * step])
      let sine = SIMD8(repeating: rotations[2 * step + 1])
      let above = LinearKernels.load(columns + index * lanes)
      LinearKernels.store(sine * above + cosine * below, columns + (index + 1) * lanes)
      below = cosine * above - sine * below
    }
    LinearKernels.store(below, columns + sweep.top * lanes)
  }
}
