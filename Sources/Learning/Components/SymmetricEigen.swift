extension PrincipalComponents {
  /// The eigenvalues and eigenvectors of a symmetric matrix.
  ///
  /// Householder reflections to a tridiagonal matrix, implicit QL on that (Golub and Van Loan, "Matrix Computations",
  /// §8.3; the rotations of EISPACK's `tql2`), then the reflections again on the vectors that are asked for. Elements are
  /// combined in an order of their own, so the bits are the same for any number of threads and on any processor.
  ///
  /// - Parameters:
  ///   - matrix: n × n; only what is on and right of the diagonal is read.
  ///   - n: How many rows there are.
  ///   - count: How many eigenvectors are wanted, of the largest eigenvalues; nil for all.
  ///   - threads: How many threads may work.
  /// - Returns: All n values, descending, and `count` rows of n: unit vectors, the coordinate of the largest absolute
  ///   value (the first, at a tie) positive.
  /// - Throws: ``LearningError`` for a wrong length, a number that is not finite, or no convergence (which is not known
  ///   to happen).
  /// - Complexity: About 6·n³ operations.
  package static func symmetricEigen(
    _ matrix: [Double], n: Int, count: Int? = nil, threads: Int = 1
  ) throws -> (values: [Double], vectors: [Double]) {
    guard n >= 0 else { throw LearningError.option(.dimensions) }
    let count = count ?? n
    guard (0...n).contains(count) else { throw LearningError.option(.components) }
    try Check.shape(.matrix, matrix.count, rows: n, columns: n)
    try Check.finite(.matrix, matrix, columns: n)
    guard n > 0 else { return ([], []) }

    // Scaled by a power of two, so that squares neither overflow nor vanish and no digit is lost.
    var largest = 0.0
    for row in 0..<n { for column in row..<n { largest = max(largest, abs(matrix[row * n + column])) } }
    guard largest > 0 else { return ([Double](repeating: 0, count: n), identity(count, columns: n)) }
    let scale = Double(sign: .plus, exponent: min(max(-largest.exponent, -1022), 1022), significand: 1)

    let reduced = try TridiagonalReduction(matrix, n: n, scale: scale, threads: threads)
    guard let spectrum = TridiagonalSpectrum(diagonal: reduced.diagonal, offDiagonal: reduced.offDiagonal)
    else { throw LearningError.overflow }
    let order = (0..<n).sorted {
      spectrum.values[$0] != spectrum.values[$1]
        ? spectrum.values[$0] > spectrum.values[$1] : $0 < $1
    }
    let vectors = try spectrum.vectors(Array(order.prefix(count)), threads: threads)
    try reduced.reflect(vectors, rows: count, threads: threads)
    var result = vectors.array(count: count * n)
    for row in 0..<count { fixSign(&result, row * n..<(row + 1) * n) }
    return (order.map { spectrum.values[$0] / scale }, result)
  }

  private static func identity(_ rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows { result[row * columns + row] = 1 }
    return result
  }

  /// Makes the coordinate of the largest absolute value (the first, at a tie) positive.
  static func fixSign(_ values: inout [Double], _ range: Range<Int>) {
    var best = range.lowerBound
    for index in range where abs(values[index]) > abs(values[best]) { best = index }
    guard values[best] < 0 else { return }
    for index in range { values[index] = -values[index] }
  }
}
