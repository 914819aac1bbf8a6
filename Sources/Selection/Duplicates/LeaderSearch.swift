import Parallel

/// Leader clustering of vectors that come block by block in the order of their priority.
///
/// Vectors are compared with the leaders so far, never with the others: first with those of earlier blocks; then, a few
/// vectors at a time, with those of the block.
final class LeaderSearch {
  /// How many vectors of a block are decided together.
  private static let step = 256
  /// How many vectors a thread takes at a time.
  private static let share = 64

  private let sketches: Sketches
  private let index: LeaderIndex
  private let threads: Int
  /// The cell of each item.
  private let cells: [UInt16]
  private var zeroLeader: Int32?
  /// The leader of each item, itself where it leads; −1 where it is not decided.
  let leaders: SharedBuffer<Int32>
  /// The cosine distance of each item to its leader.
  let distances: SharedBuffer<Float>
  /// How many leaders are not listed in all cells where something near them may be.
  private(set) var cutShort = 0

  /// Prepares a search among the vectors of which these are the sketches.
  init(_ sketches: Sketches, _ index: LeaderIndex, threads: Int) throws {
    self.sketches = sketches
    self.index = index
    self.threads = threads
    cells = try Self.map(sketches.count, threads: threads) { items in
      let scratch = index.scratch()
      return items.map { index.cell($0, scratch) }
    }
    leaders = SharedBuffer(repeating: -1, count: sketches.count)
    distances = SharedBuffer(repeating: 0, count: sketches.count)
  }

  /// How many leaders' vectors are held.
  var held: Int { index.count }

  /// Lets go of the leaders' vectors, when all later items have been compared with them.
  func letGo() { index.removeAll() }

  /// Decides the next items, which ascend and are later than all that were decided, by their unit vectors.
  func decide(_ items: [Int32], _ block: UnitBlock) throws {
    try join(items, block)
    let before = held
    var rest = items.indices.filter { leaders[Int(items[$0])] < 0 }[...]
    let probe = index.probe()
    while !rest.isEmpty {
      let step = Array(rest.prefix(Self.step))
      rest = rest.dropFirst(Self.step)
      let known = try self.first(step, of: items, block, since: before)
      let visits = try visits(step.map { items[$0] })
      var own: [Int32] = []
      for (number, place) in step.enumerated() {
        let (item, unit) = (items[place], block.rows.row(place))
        var query = [LeaderProbe.Query(item: item, unit: unit, joined: known[number])]
        probe.look(&query, in: own, since: 0)
        let joined = query[0].joined
        note(joined.leader >= 0 ? joined : Joined(leader: item, distance: 0), of: item)
        guard joined.leader < 0 else { continue }
        own.append(index.append(item, unit, in: cells[Int(item)], visiting: visits[number].cells))
        cutShort += visits[number].isCutShort ? 1 : 0
      }
    }
  }

  /// Finds leaders, by their unit vectors, for items that come after all leaders held.
  func join(_ items: [Int32], _ block: UnitBlock) throws {
    for item in items where sketches.isZero[Int(item)] {
      if zeroLeader == nil { zeroLeader = item }
      leaders[Int(item)] = zeroLeader ?? item
    }
    let open = open(items)
    for (place, joined) in try zip(open, first(open, of: items, block, since: 0)) where joined.leader >= 0 {
      note(joined, of: items[place])
    }
  }

  /// Those of some items that may be near a leader, by their sketches, or are zeros.
  func mayJoin(_ items: [Int32]) throws -> [Int32] {
    var may = items.map { sketches.isZero[Int($0)] }
    let open = open(items)
    for (place, joined) in try zip(open, first(open, of: items, nil, since: 0)) where joined.leader >= 0 {
      may[place] = true
    }
    return items.indices.filter { may[$0] }.map { items[$0] }
  }

  /// The places of the items that are not decided, cell after cell: the leaders that one of them meets are then still near the
  /// processor when the next one does.
  private func open(_ items: [Int32]) -> [Int] {
    guard held > 0 else { return [] }
    return items.indices
      .filter { leaders[Int(items[$0])] < 0 && !sketches.isZero[Int(items[$0])] }
      .map { (cell: cells[Int(items[$0])], place: $0) }
      .sorted { $0 < $1 }
      .map(\.place)
  }

  /// The first leader, from a slot on, that is near each of some items, by their places among `items` and in the block.
  private func first(_ places: [Int], of items: [Int32], _ block: UnitBlock?, since: Int) throws -> [Joined] {
    let (index, cells) = (index, cells)
    return try Self.map(places.count, threads: threads) { range in
      let probe = index.probe()
      var rest = places[range]
      var found: [Joined] = []
      while let first = rest.first {
        let cell = cells[Int(items[first])]
        let same = rest.prefix { cells[Int(items[$0])] == cell }
        var queries = same.map { place in
          LeaderProbe.Query(item: items[place], unit: block.map { UnsafePointer($0.rows.row(place)) })
        }
        index.look(&queries, in: cell, since: since, probe)
        found += queries.map(\.joined)
        rest = rest[same.endIndex...]
      }
      return found
    }
  }

  /// The cells that some items visit if they lead.
  private func visits(_ items: [Int32]) throws -> [(cells: [UInt16], isCutShort: Bool)] {
    let index = index
    return try Self.map(items.count, threads: threads) { range in
      let scratch = index.scratch()
      return items[range].map { index.visits($0, scratch) }
    }
  }

  private func note(_ joined: Joined, of item: Int32) {
    leaders[Int(item)] = joined.leader
    distances[Int(item)] = joined.distance
  }

  /// What a thread makes of each range of a few of `count` numbers, one behind the other.
  private static func map<Element: Sendable>(
    _ count: Int, threads: Int, _ body: @escaping @Sendable (Range<Int>) -> [Element]
  ) throws -> [Element] {
    try Parallel.map((count + share - 1) / share, threads: threads) { part in
      body(part * share..<min(count, (part + 1) * share))
    }.flatMap(\.self)
  }
}
