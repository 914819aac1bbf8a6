import CKernels

/// Looks for the first leaders that are near vectors; one thread's.
///
/// Sketches are compared first; what they do not rule out is decided by the unit vectors.
struct LeaderProbe {
  /// A vector that looks for a leader.
  struct Query {
    let item: Int32
    /// The unit vector; nil: a leader that the sketch does not rule out is near enough.
    let unit: UnsafePointer<Float>?
    /// The first leader that is near.
    var joined = Joined.none
  }

  /// How many sketches are compared with each vector in turn: as many as lie close to the processor.
  private static let panel = 128

  private let sketches: Sketches
  private let shelf: LeaderShelf
  private let near: Nearness
  private let reachSquared: Int
  private let scores = SharedBuffer<Int32>(repeating: 0, count: panel)
  private let hits = SharedBuffer<Int32>(repeating: 0, count: panel)

  /// Prepares to look among leaders that are on a shelf.
  init(_ sketches: Sketches, _ shelf: LeaderShelf, _ near: Nearness) {
    self.sketches = sketches
    self.shelf = shelf
    self.near = near
    let reach = sketches.reach(near)
    // Where vectors hardly differ, what is near may be farther than any sketches are apart.
    reachSquared = Int(min(reach * reach, 0x1p31))
  }

  /// Finds the first leader of a list that is near each vector.
  ///
  /// - Parameters:
  ///   - queries: The vectors; those that have joined a leader keep it.
  ///   - slots: Where the leaders are, ascending.
  ///   - since: The slot from which on leaders are looked at.
  func look(_ queries: inout [Query], in slots: [Int32], since: Int) {
    slots.withUnsafeBufferPointer { slots in
      guard let base = slots.baseAddress else { return }
      for start in stride(from: Self.place(of: since, in: slots), to: slots.count, by: Self.panel) {
        let size = min(Self.panel, slots.count - start)
        for index in queries.indices where queries[index].joined.leader < 0 {
          look(&queries[index], base + start, size)
        }
      }
    }
  }

  private func look(_ query: inout Query, _ slots: UnsafePointer<Int32>, _ count: Int) {
    let item = Int(query.item)
    ck_sketch_scores_i32(
      shelf.sketches.base, shelf.norms.base, slots, count, sketches.row(item), shelf.width, scores.base)
    // Sketches that are as far apart as can be are so by less than the greatest whole number.
    let bound = Int32(clamping: reachSquared - Int(sketches.norms[item]))
    for hit in 0..<ck_at_most_i32(scores.base, bound, count, hits.base) {
      let slot = Int(slots[Int(hits[hit])])
      let distance = query.unit.map { near.distance($0, shelf.unit(slot), shelf.stride) } ?? 0
      guard distance <= near.greatest else { continue }
      query.joined = Joined(leader: shelf.items[slot], distance: Float(distance))
      return
    }
  }

  /// The first place with a slot that is not below another.
  private static func place(of slot: Int, in slots: UnsafeBufferPointer<Int32>) -> Int {
    var (low, high) = (0, slots.count)
    while low < high {
      let middle = (low + high) / 2
      if slots[middle] < slot { low = middle + 1 } else { high = middle }
    }
    return low
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
}
