import Parallel

/// Leader clustering of vectors that come block by block in the order of their priority.
///
/// Vectors are compared with the leaders so far, never with the others: first with those of earlier blocks, by cells; then with
/// those of the block, a few vectors at a time.
final class LeaderSearch {
  /// How many vectors of a block are decided together.
  private static let step = 128

  let projections: Projections
  let near: Nearness
  private let cells: NeighbourCells
  private let shelf: UnitShelf
  private let probe: LeaderProbe
  private let threads: Int
  private var residents: [LeaderList]
  private var visitors: [LeaderList]
  private var zeroLeader: Int32?
  /// The leader of each item, itself where it leads; −1 where it is not decided.
  let leaders: SharedBuffer<Int32>
  /// The cosine distance of each item to its leader.
  let distances: SharedBuffer<Float>
  /// The items that had more neighbouring cells than are looked into.
  private let isCutShort: SharedBuffer<Bool>

  /// Prepares a search among the vectors of which these are the projections.
  init(_ projections: Projections, near: Nearness, dimensions: Int, cellsAtMost: Int, threads: Int) throws {
    self.projections = projections
    self.threads = threads
    self.near = near
    shelf = UnitShelf(dimensions: dimensions)
    probe = LeaderProbe(projections: projections, shelf: shelf, near: near)
    cells = try NeighbourCells(projections, mostVisits: cellsAtMost, threads: threads)
    residents = Array(repeating: LeaderList(), count: cells.count)
    visitors = residents
    leaders = SharedBuffer(repeating: -1, count: projections.rows.count)
    distances = SharedBuffer(repeating: 0, count: projections.rows.count)
    isCutShort = SharedBuffer(repeating: false, count: projections.rows.count)
  }

  /// How many items had more neighbouring cells than are looked into.
  var cutShort: Int { isCutShort.array.count { $0 } }

  /// How many leaders' vectors are held.
  var held: Int { shelf.count }

  /// Lets go of the leaders' vectors, when all later items have been compared with them.
  func letGo() {
    shelf.removeAll()
    for cell in residents.indices {
      residents[cell].removeAll()
      visitors[cell].removeAll()
    }
  }

  /// Decides the next items, which ascend and are later than all that were decided, by their unit vectors.
  func decide(_ items: [Int32], _ block: UnitBlock) throws {
    let places = try places(of: items)
    try join(items, block, places)
    var rest = items.indices.filter { leaders[Int(items[$0])] < 0 }.map { Int32($0) }[...]
    var fresh = LeaderList()
    while !rest.isEmpty {
      try decide(rest.prefix(Self.step), items, block, places, &fresh)
      rest = rest.dropFirst(Self.step)
    }
  }

  /// Finds leaders, by their unit vectors, for items that come after all leaders held.
  func join(_ items: [Int32], _ block: UnitBlock) throws {
    let places = try places(of: items)
    try join(items, block, places)
  }

  /// Those of some items that may be near a leader, by their projections.
  func mayJoin(_ items: [Int32]) throws -> [Int32] {
    let places = try places(of: items)
    let found = try firstLeaders(items, nil, places)
    return items.indices.filter { found[$0].leader >= 0 || projections.isZero[Int(items[$0])] }.map { items[$0] }
  }

  private func places(of items: [Int32]) throws -> CellPlaces {
    let places = try cells.places(items, of: projections, reach: near.reach, threads: threads)
    for place in places.cutShort { isCutShort[Int(items[Int(place)])] = true }
    return places
  }

  private func join(_ items: [Int32], _ block: UnitBlock, _ places: CellPlaces) throws {
    for item in items where projections.isZero[Int(item)] {
      if zeroLeader == nil { zeroLeader = item }
      leaders[Int(item)] = zeroLeader ?? item
    }
    for (place, joined) in try firstLeaders(items, block, places).enumerated() where joined.leader >= 0 {
      note(joined, of: items[place])
    }
  }

  private func note(_ joined: Joined, of item: Int32) {
    leaders[Int(item)] = joined.leader
    distances[Int(item)] = joined.distance
  }

  /// The first leader of earlier blocks that is near each item.
  private func firstLeaders(_ items: [Int32], _ block: UnitBlock?, _ places: CellPlaces) throws -> [Joined] {
    var found = [Joined](repeating: .none, count: items.count)
    guard held > 0 else { return found }
    var own = Array(repeating: [Int32](), count: cells.count)
    var visiting = own
    for place in items.indices where leaders[Int(items[place])] < 0 && !projections.isZero[Int(items[place])] {
      own[places.own(place)].append(Int32(place))
      for cell in places.visits(place) { visiting[Int(cell)].append(Int32(place)) }
    }
    // Those at home meet who lives there and who visits; those who visit meet who lives there.
    var tasks: [(list: LeaderList, places: ArraySlice<Int32>)] = []
    for cell in residents.indices {
      for (list, queries) in [(residents[cell], own[cell] + visiting[cell]), (visitors[cell], own[cell])]
      where !list.items.isEmpty {
        for start in stride(from: 0, to: queries.count, by: LeaderProbe.width) {
          tasks.append((list, queries[start..<min(queries.count, start + LeaderProbe.width)]))
        }
      }
    }
    let (probe, shared) = (probe, tasks)
    let results = try Parallel.map(shared.count, threads: threads) { task in
      probe.first(in: shared[task].list, places: shared[task].places, items: items, block: block)
    }
    for (task, result) in zip(tasks, results) {
      for (place, joined) in zip(task.places, result) where joined.precedes(found[Int(place)]) {
        found[Int(place)] = joined
      }
    }
    return found
  }

  /// Decides a few vectors that are near no leader of an earlier block.
  private func decide(
    _ step: ArraySlice<Int32>, _ items: [Int32], _ block: UnitBlock, _ places: CellPlaces, _ fresh: inout LeaderList
  ) throws {
    let share = 32
    let (probe, known) = (probe, fresh)
    let found = try Parallel.map((step.count + share - 1) / share, threads: threads) { part in
      let first = step.startIndex + part * share
      return probe.first(in: known, places: step[first..<min(step.endIndex, first + share)], items: items, block: block)
    }.flatMap(\.self)
    var own = LeaderList()
    for (place, known) in zip(step, found) {
      let item = items[Int(place)]
      let joined = known.leader >= 0 ? known : probe.first(in: own, places: [place], items: items, block: block)[0]
      note(joined.leader >= 0 ? joined : Joined(leader: item, distance: 0), of: item)
      guard joined.leader < 0 else { continue }
      let slot = Int32(shelf.count)
      shelf.append(block.rows.row(Int(place)))
      own.append(item, slot: slot)
      fresh.append(item, slot: slot)
      residents[places.own(Int(place))].append(item, slot: slot)
      for cell in places.visits(Int(place)) { visitors[Int(cell)].append(item, slot: slot) }
    }
  }
}
