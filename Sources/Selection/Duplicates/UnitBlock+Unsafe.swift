import CKernels
import Parallel

/// Unit vectors of a block of items, padded for the kernels.
///
/// Memory that is made once and filled for one block after the other.
final class UnitBlock: @unchecked Sendable {
  /// The unit vectors; those of zero vectors are zeros.
  let rows: FloatRows
  /// The number of the block's items.
  private(set) var count = 0
  /// The lengths before; 0 of zero vectors.
  let norms: SharedBuffer<Double>
  private let dimensions: Int

  init(capacity: Int, dimensions: Int) {
    rows = FloatRows(count: capacity, dimensions: dimensions)
    norms = SharedBuffer(repeating: 0, count: capacity)
    self.dimensions = dimensions
  }

  /// Scales `count` vectors, one behind the other, to length 1.
  ///
  /// - Parameters:
  ///   - values: The vectors.
  ///   - count: At most the capacity.
  ///   - threads: How many threads to use.
  /// - Returns: The place in the block of the first vector that holds a NaN or an infinity, nil if none does.
  /// - Throws: Nothing of its own.
  func fill(_ values: [Float], count: Int, threads: Int) throws -> Int? {
    self.count = count
    let share = 64
    let wrong = try Parallel.map((count + share - 1) / share, threads: threads) { [self] part -> Int? in
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return nil }
        var wrong: Int?
        for place in part * share..<min(count, (part + 1) * share) {
          norms[place] = ck_unit_f32(base + place * dimensions, dimensions, rows.row(place))
          if wrong == nil, !norms[place].isFinite { wrong = place }
        }
        return wrong
      }
    }
    return wrong.compactMap(\.self).first
  }
}
