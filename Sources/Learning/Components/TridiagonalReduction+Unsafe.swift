import Parallel

/// A symmetric matrix as reflections around a tridiagonal one.
struct TridiagonalReduction {
  /// The tridiagonal matrix: n elements.
  let diagonal: [Double]
  /// What stands beside the diagonal: n − 1 elements.
  let offDiagonal: [Double]

  private let n: Int
  private let width: Int
  /// Row k holds, from column k + 1 on, the vector v of reflection k: I − factor·v·vᵀ.
  private let matrix: Scratch<Double>
  private let factors: [Double]

  /// Rows that one thread takes at a time.
  private static let block = 64

  /// Reduces a matrix, given by its upper triangle, times `scale`.
  init(_ upper: [Double], n: Int, scale: Double, threads: Int) throws {
    let width = LinearKernels.padded(n)
    let matrix = Scratch<Double>(n * width)
    for row in 0..<n {
      for column in row..<n {
        let value = upper[row * n + column] * scale
        matrix.base[row * width + column] = value
        matrix.base[column * width + row] = value
      }
    }

    var diagonal = [Double](repeating: 0, count: n)
    var offDiagonal = [Double](repeating: 0, count: max(0, n - 1))
    var factors = [Double](repeating: 0, count: max(0, n - 1))
    // The reflection of the step before, I − f·v·vᵀ, is still to be applied to the rows from `row` on, as
    // A − v·wᵀ − w·vᵀ; each row takes it in when it is next needed, together with its product with the next v.
    let before = Scratch<Double>(width)
    let shift = Scratch<Double>(width)
    let vector = Scratch<Double>(width)
    let product = Scratch<Double>(width)
    var pending = false
    for row in 0..<n {
      let own = matrix.base + row * width
      // Columns left of here are finished; the kernels start at the vector that holds the next column.
      let from = (row + 1) / LinearKernels.lanes * LinearKernels.lanes
      if pending {
        for column in row..<n {
          own[column] -= before.base[row] * shift.base[column] + shift.base[row] * before.base[column]
        }
      }
      diagonal[row] = own[row]
      guard row < n - 1 else { break }

      vector.clear()
      var tail = 0.0
      for column in (row + 2)..<max(row + 2, n) { tail += own[column] * own[column] }
      let head = own[row + 1]
      var factor = 0.0
      if tail > 0 {
        let length = (head * head + tail).squareRoot()
        let alpha = head > 0 ? -length : length
        offDiagonal[row] = alpha
        // v = x − alpha·e₁ scaled to v₁ = 1, which keeps it in range; factor = 2 / vᵀv.
        let first = head - alpha
        vector.base[row + 1] = 1
        for column in (row + 2)..<n { vector.base[column] = own[column] / first }
        factor = 2 / LinearKernels.dot(vector.base + from, vector.base + from, width - from)
      } else {
        offDiagonal[row] = head
      }
      factors[row] = factor

      let apply = pending
      let rest = n - row - 1
      if apply || factor != 0 {
        try Parallel.forEach(
          (rest + Self.block - 1) / Self.block, threads: rest >= 256 ? threads : 1
        ) { block in
          let start = row + 1 + block * Self.block
          for index in start..<min(start + Self.block, n) {
            let target = matrix.base + index * width
            product.base[index] = Self.update(
              target + from, count: width - from, subtract: apply,
              before: before.base + from, shift: shift.base + from,
              ownBefore: before.base[index], ownShift: shift.base[index], vector: vector.base + from)
          }
        }
      }
      for column in (row + 1)..<n { own[column] = vector.base[column] }
      pending = factor != 0
      guard pending else { continue }
      // p = f·A·v; w = p − ½f(pᵀv)·v.
      before.clear()
      shift.clear()
      var inner = 0.0
      for column in (row + 1)..<n { inner += factor * product.base[column] * vector.base[column] }
      for column in (row + 1)..<n {
        before.base[column] = vector.base[column]
        shift.base[column] = factor * product.base[column] - 0.5 * factor * inner * vector.base[column]
      }
    }
    self.n = n
    self.width = width
    self.matrix = matrix
    self.factors = factors
    self.diagonal = diagonal
    self.offDiagonal = offDiagonal
  }

  /// Takes v·wᵀ + w·vᵀ from a row, if it is to, and returns the row's product with a vector.
  private static func update(
    _ row: UnsafeMutablePointer<Double>, count: Int, subtract: Bool, before: UnsafePointer<Double>,
    shift: UnsafePointer<Double>, ownBefore: Double, ownShift: Double, vector: UnsafePointer<Double>
  ) -> Double {
    var sum = SIMD8<Double>()
    var index = 0
    if subtract {
      let first = SIMD8(repeating: ownBefore)
      let second = SIMD8(repeating: ownShift)
      while index < count {
        var value = LinearKernels.load(row + index)
        value -= first * LinearKernels.load(shift + index) + second * LinearKernels.load(before + index)
        LinearKernels.store(value, row + index)
        sum += value * LinearKernels.load(vector + index)
        index += LinearKernels.lanes
      }
    } else {
      while index < count {
        sum += LinearKernels.load(row + index) * LinearKernels.load(vector + index)
        index += LinearKernels.lanes
      }
    }
    return LinearKernels.fold(sum)
  }

  /// Turns eigenvectors of the tridiagonal matrix, rows of n, into those of the matrix, in place.
  func reflect(_ vectors: Scratch<Double>, rows: Int, threads: Int) throws {
    let group = 8
    try Parallel.forEach((rows + group - 1) / group, threads: threads) { block in
      for reflection in stride(from: n - 2, through: 0, by: -1) where factors[reflection] != 0 {
        let first = reflection + 1
        let vector = matrix.base + reflection * width + first
        for row in block * group..<min((block + 1) * group, rows) {
          let target = vectors.base + row * n + first
          let inner = LinearKernels.dot(vector, target, n - first)
          LinearKernels.add(-factors[reflection] * inner, vector, to: target, n - first)
        }
      }
    }
  }
}
