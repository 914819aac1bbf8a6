import Parallel

/// Rows made orthonormal, one after the other, and more rows where there are too few.
struct OrthonormalRows {
  private let dimensions: Int
  private let rows: Scratch<Double>

  /// Takes `count` rows of `dimensions` numbers, to be changed in place.
  init(_ rows: Scratch<Double>, dimensions: Int) {
    self.rows = rows
    self.dimensions = dimensions
  }

  /// Brings a row to length 1; if `exactly`, takes off it what lies along the rows before it.
  ///
  /// - Returns: False if nothing of it is left.
  func normalise(_ row: Int, exactly: Bool) -> Bool {
    let own = rows.base + row * dimensions
    // Twice is enough (Giraud, Langou, Rozložník, "The loss of orthogonality in the Gram-Schmidt process", 2005).
    for _ in 0..<(exactly ? 2 : 1) {
      guard scale(own) else { return false }
      if exactly {
        for other in 0..<row {
          let before = rows.base + other * dimensions
          LinearKernels.add(-LinearKernels.dot(before, own, dimensions), before, to: own, dimensions)
        }
      }
    }
    return scale(own)
  }

  /// Divides a row by its length, unless that is lost in rounding.
  private func scale(_ row: UnsafeMutablePointer<Double>) -> Bool {
    // The largest first, so that no square overflows or vanishes.
    var largest = 0.0
    for index in 0..<dimensions { largest = max(largest, abs(row[index])) }
    guard largest > 0, largest.isFinite else { return false }
    for index in 0..<dimensions { row[index] /= largest }
    let length = LinearKernels.dot(row, row, dimensions).squareRoot()
    for index in 0..<dimensions { row[index] /= length }
    return true
  }

  /// Adds rows orthogonal to the first `known` until there are `count`: the same ones for the same rows.
  ///
  /// They are unit vectors, reflected by the Householder reflections that make the known rows triangular.
  func complete(from known: Int, to count: Int, threads: Int) throws {
    guard known < count else { return }
    let reflections = Scratch<Double>(known * dimensions)
    let factors = Scratch<Double>(known)
    for row in 0..<known {
      let vector = reflections.base + row * dimensions
      vector.update(from: rows.base + row * dimensions, count: dimensions)
      reflect(vector, by: 0..<row, reflections, factors)
      for index in 0..<row { vector[index] = 0 }
      let length = LinearKernels.dot(vector, vector, dimensions).squareRoot()
      vector[row] += vector[row] >= 0 ? length : -length
      let square = LinearKernels.dot(vector, vector, dimensions)
      factors.base[row] = square > 0 ? 2 / square : 0
    }
    try Parallel.forEach(count - known, threads: threads) { index in
      let target = rows.base + (known + index) * dimensions
      target.update(repeating: 0, count: dimensions)
      target[known + index] = 1
      reflect(target, by: (0..<known).reversed(), reflections, factors)
    }
  }

  private func reflect(
    _ vector: UnsafeMutablePointer<Double>, by order: some Sequence<Int>, _ reflections: Scratch<Double>,
    _ factors: Scratch<Double>
  ) {
    for reflection in order {
      let normal = reflections.base + reflection * dimensions
      let inner = LinearKernels.dot(normal, vector, dimensions)
      LinearKernels.add(-factors.base[reflection] * inner, normal, to: vector, dimensions)
    }
  }
}
