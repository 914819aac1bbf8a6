import CKernels
import Parallel

/// Euclidean distances from each of some vectors to all of others, a few of either side in the cache at a time.
///
/// A distance is the root of `ck_squared_distance_f32`, which is exact for equal vectors and accurate for near ones. What
/// is summed or compared over the others goes in their order, so no number depends on the threads.
enum VectorDistances {
  private static let block = 32
  private static let tile = 64

  /// The least distance of each vector to any of the others, infinite where there are none.
  ///
  /// - Throws: `SelectionError.notFinite` where a vector is not finite or too large to be squared.
  static func nearest(_ vectors: [Float], to others: [Float], dimensions: Int, threads: Int) throws -> [Double] {
    let least = try fold(vectors, others, dimensions: dimensions, from: .infinity, threads: threads) {
      least, _, _, squared in
      if squared < least { least = squared }
    }
    return least.map { $0.squareRoot() }
  }

  /// The sum of 1 / (1 + d) over the others but one, for each vector.
  ///
  /// - Parameters:
  ///   - vectors: Rows of `dimensions` floats.
  ///   - others: Rows of `dimensions` floats.
  ///   - own: The place among the others that is the vector itself, −1 for none; one a vector.
  ///   - dimensions: At least 1.
  ///   - threads: How many threads to use.
  /// - Returns: One sum a vector.
  /// - Throws: `SelectionError.notFinite` where a vector is not finite or too large to be squared.
  static func similarity(
    _ vectors: [Float], to others: [Float], own: [Int], dimensions: Int, threads: Int
  ) throws -> [Double] {
    try fold(vectors, others, dimensions: dimensions, from: 0, threads: threads) { sum, row, other, squared in
      if own[row] != other { sum += 1 / (1 + squared.squareRoot()) }
    }
  }

  private static func fold(
    _ vectors: [Float], _ others: [Float], dimensions: Int, from start: Double, threads: Int,
    _ take: @escaping @Sendable (inout Double, Int, Int, Double) -> Void
  ) throws -> [Double] {
    guard dimensions >= 1 else {
      throw SelectionError.outside(.dimensions, found: dimensions, least: 1, greatest: .max)
    }
    for (argument, values) in [(SelectionError.Argument.embeddings, vectors), (.sample, others)] {
      guard values.count % dimensions == 0 else {
        throw SelectionError.count(
          of: argument, expected: (values.count / dimensions + 1) * dimensions, found: values.count)
      }
      do {
        try PointSet.check(
          values, dimensions: dimensions, order: Array(0..<values.count / dimensions), threads: threads)
      } catch SelectionError.notFinite(_, let row) {
        throw SelectionError.notFinite(argument, row: row)
      }
    }
    let (rows, count) = (vectors.count / dimensions, others.count / dimensions)
    let blocks = (rows + block - 1) / block
    return try Parallel.map(blocks, threads: threads) { number in
      let first = number * block
      var results = [Double](repeating: start, count: min(rows, first + block) - first)
      vectors.withUnsafeBufferPointer { vectors in
        others.withUnsafeBufferPointer { others in
          guard let from = vectors.baseAddress, let to = others.baseAddress else { return }
          for begin in stride(from: 0, to: count, by: tile) {
            for row in results.indices {
              for other in begin..<min(count, begin + tile) {
                let squared = ck_squared_distance_f32(
                  from + (first + row) * dimensions, to + other * dimensions, dimensions)
                take(&results[row], first + row, other, Double(squared))
              }
            }
          }
        }
      }
      return results
    }.flatMap(\.self)
  }
}
