import CKernels
import Parallel

/// Unit vectors of a block of items, padded for the kernels.
///
/// Memory that is made once and filled for one block after the other.
final class UnitBlock: @unchecked Sendable {
  /// The unit vectors; those of zero vectors are zeros.
  let rows: FloatRows
  /// The lengths before; 0 of zero vectors.
  let norms: SharedBuffer<Double>
  private let dimensions: Int

  init(capacity: Int, dimensions: Int) {
    rows = FloatRows(count: capacity, dimensions: dimensions)
    norms = SharedBuffer(repeating: 0, count: capacity)
    self.dimensions = dimensions
  }

  /// Scales vectors, one behind the other, to length 1, and puts each into its place.
  ///
  /// - Parameters:
  ///   - values: The vectors.
  ///   - places: The place of each in the block.
  ///   - threads: How many threads to use.
  /// - Returns: The first place, in their order, of a vector that holds a NaN or an infinity, nil if none does.
  /// - Throws: Nothing of its own.
  func fill(_ values: [Float], at places: [Int], threads: Int) throws -> Int? {
    let share = 64
    let wrong = try Parallel.map((places.count + share - 1) / share, threads: threads) { [self] part -> Int? in
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return nil }
        var wrong: Int?
        for number in part * share..<min(places.count, (part + 1) * share) {
          let place = places[number]
          norms[place] = ck_unit_f32(base + number * dimensions, dimensions, rows.row(place))
          if !norms[place].isFinite { wrong = min(wrong ?? place, place) }
        }
        return wrong
      }
    }
    return wrong.compactMap(\.self).min()
  }
}
