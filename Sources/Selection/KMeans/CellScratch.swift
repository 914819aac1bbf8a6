import CKernels
import Synchronization

/// What the work on a cell needs in memory: its points, and two matrices of all their pairs.
final class CellScratch: Sendable {
  let rows: FloatRows
  let norms: SharedBuffer<Float>
  /// Squared distances of all pairs, or costs of joining clusters.
  let pairs: SharedBuffer<Float>
  /// Sums of those over clusters.
  let sums: SharedBuffer<Float>
  private let band: SharedBuffer<Float>
  private static let sample = 32

  /// Allocates for cells of up to `limit` points.
  init(limit: Int, dimensions: Int) {
    rows = FloatRows(count: limit, dimensions: dimensions)
    norms = SharedBuffer(repeating: 0, count: limit)
    pairs = SharedBuffer(repeating: 0, count: limit * limit)
    sums = SharedBuffer(repeating: 0, count: limit * limit)
    band = SharedBuffer(repeating: 0, count: limit * 64)
  }

  /// Takes in the points of a cell and computes the squared distances of all pairs.
  ///
  /// They are taken less the mean of a few of them, so that little is lost in the difference of norms and inner
  /// products.
  func load(_ items: [Int32], of source: RowSource) {
    let some = (0..<min(Self.sample, items.count)).map { items[$0 * items.count / min(Self.sample, items.count)] }
    source.copy(items[...], less: source.mean(of: some[...]).map { Float($0) }, to: rows)
    for index in 0..<items.count {
      norms[index] = ck_dot_f32(rows.row(index), rows.row(index), rows.stride)
    }
    ck_pair_distances_f32(rows.base, norms.base, items.count, rows.stride, band.base, pairs.base)
  }
}

/// Scratch memory for as many cells as are worked on at once, so that none is asked from the system twice.
final class CellScratchPool: Sendable {
  private let limit: Int
  private let dimensions: Int
  private let free = Mutex<[CellScratch]>([])

  /// Starts empty.
  init(limit: Int, dimensions: Int) {
    self.limit = limit
    self.dimensions = dimensions
  }

  /// Lends scratch memory to `body`.
  func lend<Result>(_ body: (CellScratch) throws -> Result) rethrows -> Result {
    let scratch = free.withLock { $0.popLast() } ?? CellScratch(limit: limit, dimensions: dimensions)
    defer { free.withLock { $0.append(scratch) } }
    return try body(scratch)
  }
}
