/// The Cholesky factor of a penalised sum of squares of rows, each with a 1 behind it for the bias.
///
/// Doubles in a fixed order, without a kernel: the bits are the same everywhere.
struct TriangularFactor: Sendable {
  private let size: Int
  /// Row-major, the lower triangle.
  private let lower: [Double]

  /// Factors λ I + Σ w h hᵀ, the bias's own penalty a hundred-millionth of its sum and as much again.
  ///
  /// - Parameters:
  ///   - rows: Rows of `dimensions` floats, all finite.
  ///   - dimensions: At least 1.
  ///   - weights: One a row, none negative.
  ///   - penalty: λ, above 0.
  init(rows: [Float], dimensions: Int, weights: [Double], penalty: Double) {
    let size = dimensions + 1
    var matrix = [Double](repeating: 0, count: size * size)
    matrix.withUnsafeMutableBufferPointer { matrix in
      rows.withUnsafeBufferPointer { rows in
        var row = [Double](repeating: 1, count: size)
        row.withUnsafeMutableBufferPointer { row in
          for (index, weight) in weights.enumerated() where weight > 0 {
            for column in 0..<dimensions { row[column] = Double(rows[index * dimensions + column]) }
            for line in 0..<size {
              let factor = weight * row[line]
              for column in 0...line { matrix[line * size + column] += factor * row[column] }
            }
          }
        }
      }
      for line in 0..<dimensions { matrix[line * size + line] += penalty }
      matrix[size * size - 1] += 1e-8 * (1 + matrix[size * size - 1])
      Self.factor(matrix, size: size)
    }
    self.size = size
    lower = matrix
  }

  /// L⁻¹ h for a row of vectors; inner products of these are those of the rows with the inverse between.
  func solve(_ vectors: [Float], row: Int) -> [Double] {
    var result = [Double](repeating: 1, count: size)
    vectors.withUnsafeBufferPointer { vectors in
      lower.withUnsafeBufferPointer { lower in
        result.withUnsafeMutableBufferPointer { result in
          for column in 0..<size - 1 { result[column] = Double(vectors[row * (size - 1) + column]) }
          for line in 0..<size {
            var sum = result[line]
            for column in 0..<line { sum -= lower[line * size + column] * result[column] }
            result[line] = sum / lower[line * size + line]
          }
        }
      }
    }
    return result
  }

  private static func factor(_ matrix: UnsafeMutableBufferPointer<Double>, size: Int) {
    for line in 0..<size {
      for column in 0...line {
        var sum = matrix[line * size + column]
        for index in 0..<column { sum -= matrix[line * size + index] * matrix[column * size + index] }
        if column < line {
          matrix[line * size + column] = sum / matrix[column * size + column]
        } else {
          // Rounding must not leave a pivot of nothing.
          matrix[line * size + line] = max(sum, 1e-12 * max(1e-300, matrix[line * size + line])).squareRoot()
        }
      }
    }
  }
}
