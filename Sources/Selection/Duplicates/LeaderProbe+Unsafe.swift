import CKernels
import Synchronization

/// Leaders in their order, as a cell or a block lists them.
struct LeaderList: Sendable {
  /// The items, ascending.
  private(set) var items: [Int32] = []
  /// Where the unit vector of each is kept.
  private(set) var slots: [Int32] = []

  mutating func append(_ item: Int32, slot: Int32) {
    items.append(item)
    slots.append(slot)
  }

  /// Forgets all and keeps the memory.
  mutating func removeAll() {
    items.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
  }
}

/// The leader that a vector joins.
struct Joined: Sendable {
  /// Nobody.
  static let none = Joined(leader: -1, distance: 0)

  /// Its item, −1 for none.
  let leader: Int32
  /// The cosine distance to it.
  let distance: Float

  /// Whether there is a leader, and it comes before that of `other`, which may have none.
  func precedes(_ other: Joined) -> Bool { leader >= 0 && (other.leader < 0 || leader < other.leader) }
}

/// Finds, for a few vectors at a time, the first leader of a list that is near.
///
/// A projection is compared first; what it does not rule out is decided by the unit vectors.
struct LeaderProbe: Sendable {
  /// How many vectors are compared at once.
  static let width = 64
  private static let panel = 256
  /// The rounding of scores: sums of products of numbers up to 1.
  private static let rounding: Float = 1e-5

  let projections: Projections
  let shelf: UnitShelf
  let near: Nearness
  private let pool: ScratchPool

  init(projections: Projections, shelf: UnitShelf, near: Nearness) {
    self.projections = projections
    self.shelf = shelf
    self.near = near
    pool = ScratchPool(dimensions: projections.rows.stride)
  }

  /// Looks for the first leader of a list that is near each of some vectors.
  ///
  /// - Parameters:
  ///   - list: The leaders.
  ///   - places: Places of the vectors in the block, `width` at most.
  ///   - items: The item of each place of the block.
  ///   - block: Their unit vectors; nil: a leader that the projection does not rule out is near enough.
  /// - Returns: The leader of each vector.
  func first(in list: LeaderList, places: ArraySlice<Int32>, items: [Int32], block: UnitBlock?) -> [Joined] {
    var found = [Joined](repeating: .none, count: places.count)
    guard !list.items.isEmpty, !places.isEmpty else { return found }
    let scratch = pool.take()
    defer { pool.give(scratch) }
    for (index, place) in places.enumerated() {
      let item = Int(items[Int(place)])
      scratch.rows.row(index).update(from: projections.rows.row(item), count: projections.rows.stride)
      scratch.norms[index] = projections.norms[item]
    }
    let width = places.count
    var open = width
    list.items.withUnsafeBufferPointer { leaders in
      guard let base = leaders.baseAddress else { return }
      for start in stride(from: 0, to: leaders.count, by: Self.panel) where open > 0 {
        let size = min(Self.panel, leaders.count - start)
        ck_scores_f32(
          projections.rows.base, base + start, size, scratch.rows.base, scratch.norms.base, width,
          projections.rows.stride, scratch.scores.base)
        for leader in 0..<size {
          let bound = near.reachSquared + Self.rounding - projections.norms[Int(leaders[start + leader])]
          let hits = ck_at_most_f32(scratch.scores.base + leader * width, bound, width, scratch.hits.base)
          for hit in 0..<hits {
            let index = Int(scratch.hits[hit])
            guard found[index].leader < 0 else { continue }
            var distance = 0.0
            if let block {
              let row = shelf.row(Int(list.slots[start + leader]))
              distance = near.distance(block.rows.row(Int(places[places.startIndex + index])), row, block.rows.stride)
              guard distance <= near.greatest else { continue }
            }
            found[index] = Joined(leader: leaders[start + leader], distance: Float(distance))
            open -= 1
          }
        }
      }
    }
    return found
  }

  /// Memory for one call at a time.
  private final class Scratch: @unchecked Sendable {
    let rows: FloatRows
    let norms = SharedBuffer<Float>(repeating: 0, count: width)
    let scores = SharedBuffer<Float>(repeating: 0, count: width * panel)
    let hits = SharedBuffer<Int32>(repeating: 0, count: width)

    init(dimensions: Int) { rows = FloatRows(count: width, dimensions: dimensions) }
  }

  private final class ScratchPool: Sendable {
    private let free = Mutex<[Scratch]>([])
    private let dimensions: Int

    init(dimensions: Int) { self.dimensions = dimensions }

    func take() -> Scratch { free.withLock { $0.popLast() } ?? Scratch(dimensions: dimensions) }

    func give(_ scratch: Scratch) { free.withLock { $0.append(scratch) } }
  }
}

/// When two unit vectors are near, and how far apart their projections may then be.
struct Nearness: Sendable {
  /// The greatest cosine distance.
  let greatest: Double
  /// The greatest distance of two projections, with what rounding may add.
  let reach: Float
  /// Its square.
  let reachSquared: Float

  init(distance: Double, dimensions: Int) {
    greatest = distance
    // An inner product of n terms in 16 chains is wrong by at most (n / 16 + 5) · 2⁻²⁴ of its terms' sizes; two vectors of
    // 32 of them differ by less than this.
    reach = Float((2 * distance).squareRoot() + 5e-5 + Double(dimensions) * 1e-7)
    reachSquared = reach * reach
  }

  /// The cosine distance of two unit vectors: half the squared distance, by `ck_squared_distance_f32`.
  @inline(__always)
  func distance(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ stride: Int) -> Double {
    Double(ck_squared_distance_f32(a, b, stride)) / 2
  }
}
