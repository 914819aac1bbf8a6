import CKernels
import Parallel

/// The points of a clustering in the order of their keys, less their mean, padded for the kernels.
///
/// Squared distances come from ‖x‖² − 2 x·c + ‖c‖²; without the mean the norms are no larger than the spread, so little
/// is lost in the difference.
final class PointSet: Sendable {
  /// How many rows one block of work has.
  static let block = 1024
  /// Squared norms below this leave room for every sum in a distance: less its mean, a point's is at most four times
  /// as large.
  static let greatestNorm = Float.greatestFiniteMagnitude / 64

  let rows: FloatRows
  /// ‖x‖² of each row, by `ck_dot_f32`.
  let norms: SharedBuffer<Float>
  let mean: [Double]
  let dimensions: Int

  /// The number of points.
  var count: Int { rows.count }
  /// The number of blocks of work over the points.
  var blocks: Int { (count + Self.block - 1) / Self.block }

  /// Copies `points` in the given order of rows.
  ///
  /// - Throws: `SelectionError.notFinite` where a point is not finite or too large to be squared.
  init(_ points: [Float], dimensions: Int, order: [Int], threads: Int) throws {
    let count = order.count
    let rows = FloatRows(count: count, dimensions: dimensions)
    let norms = SharedBuffer<Float>(repeating: 0, count: count)
    let blocks = (count + Self.block - 1) / Self.block
    let sums = SharedBuffer<Double>(repeating: 0, count: blocks * dimensions)
    try Self.check(points, dimensions: dimensions, order: order, threads: threads)
    try Parallel.forEach(blocks, threads: threads) { block in
      points.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress else { return }
        for index in block * Self.block..<min(count, (block + 1) * Self.block) {
          ck_add_f32(sums.base + block * dimensions, source + order[index] * dimensions, dimensions)
        }
      }
    }
    var mean = [Double](repeating: 0, count: dimensions)
    for block in 0..<blocks {
      for dimension in 0..<dimensions { mean[dimension] += sums[block * dimensions + dimension] }
    }
    for dimension in 0..<dimensions { mean[dimension] /= Double(max(1, count)) }

    let centre = mean.map { Float($0) }
    try Parallel.forEach(blocks, threads: threads) { block in
      points.withUnsafeBufferPointer { source in
        centre.withUnsafeBufferPointer { centre in
          for index in block * Self.block..<min(count, (block + 1) * Self.block) {
            let row = rows.row(index)
            let start = order[index] * dimensions
            for dimension in 0..<dimensions { row[dimension] = source[start + dimension] - centre[dimension] }
            norms[index] = ck_dot_f32(row, row, rows.stride)
          }
        }
      }
    }
    self.rows = rows
    self.norms = norms
    self.mean = centre.map { Double($0) }
    self.dimensions = dimensions
  }

  /// Checks that every point can be squared.
  ///
  /// - Throws: `SelectionError.notFinite` where a point is not finite or too large.
  static func check(_ points: [Float], dimensions: Int, order: [Int], threads: Int) throws {
    try Parallel.forEach((order.count + block - 1) / block, threads: threads) { number in
      try points.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress else { return }
        for row in order[number * block..<min(order.count, (number + 1) * block)] {
          guard ck_dot_f32(source + row * dimensions, source + row * dimensions, dimensions) < greatestNorm else {
            throw SelectionError.notFinite(.embeddings, row: row)
          }
        }
      }
    }
  }
}
