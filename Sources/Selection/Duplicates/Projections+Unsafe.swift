import CKernels
import Parallel

/// The projections of all vectors of a search, in the order of their items.
///
/// 32 floats a vector: what a search over millions of vectors holds of each.
final class Projections: @unchecked Sendable {
  let basis: PrincipalBasis
  /// One row an item.
  let rows: FloatRows
  /// The squared length of each row, by `ck_dot_f32`.
  let norms: SharedBuffer<Float>
  /// Whether an item is a vector of zeros, which has no direction.
  let isZero: SharedBuffer<Bool>

  init(basis: PrincipalBasis, count: Int) {
    self.basis = basis
    rows = FloatRows(count: count, dimensions: basis.directions.count)
    norms = SharedBuffer(repeating: 0, count: count)
    isZero = SharedBuffer(repeating: false, count: count)
  }

  /// Projects a block of vectors, each of another one of the items.
  func add(_ block: UnitBlock, items: [Int32], threads: Int) throws {
    let share = 64
    try Parallel.forEach((items.count + share - 1) / share, threads: threads) { [self] part in
      let first = part * share
      let count = min(share, items.count - first)
      let scratch = SharedBuffer<Float>(repeating: 0, count: count * basis.directions.count)
      basis.project(block.rows.row(first), count: count, scratch: scratch) { rows.row(Int(items[first + $0])) }
      for place in first..<first + count {
        let item = Int(items[place])
        norms[item] = ck_dot_f32(rows.row(item), rows.row(item), rows.stride)
        isZero[item] = block.norms[place] == 0
      }
    }
  }
}
