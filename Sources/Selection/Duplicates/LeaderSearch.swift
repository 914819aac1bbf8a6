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
  /// How many vectors had more neighbouring cells than are looked into.
  private(set) var cutShort = 0

  /// Prepares a search among the vectors of which these are the projections.
  init(_ projections: Projections, distance: Double, dimensions: Int, threads: Int) throws {
    self.projections = projections
    self.threads = threads
    near = Nearness(distance: distance, dimensions: dimensions)
    shelf = UnitShelf(dimensions: dimensions)
    probe = LeaderProbe(projections: projections, shelf: shelf, near: near)
    cells = try NeighbourCells(projections, threads: threads)
    residents = Array(repeating: LeaderList(), count: cells.count)
    visitors = residents
    leaders = SharedBuffer(repeating: -1, count: projections.rows.count)
  }

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
    let places = try cells.places(items, of: projections, reach: near.reach, threads: threads)
    cutShort += places.cutShort
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
    let places = try cells.places(items, of: projections, reach: near.reach, threads: threads)
    cutShort += places.cutShort
    try join(items, block, places)
  }

  /// Those of some items that may be near a leader, by their projections.
  func mayJoin(_ items: [Int32]) throws -> [Int32] {
    let places = try cells.places(items, of: projections, reach: near.reach, threads: threads)
    let found = try firstLeaders(items, nil, places)
    return items.indices.filter { found[$0] >= 0 || projections.isZero[Int(items[$0])] }.map { items[$0] }
  }

  private func join(_ items: [Int32], _ block: UnitBlock, _ places: CellPlaces) throws {
    for item in items where projections.isZero[Int(item)] {
      if zeroLeader == nil { zeroLeader = item }
      leaders[Int(item)] = zeroLeader ?? item
    }
    for (place, leader) in try firstLeaders(items, block, places).enumerated() where leader >= 0 {
      leaders[Int(items[place])] = leader
    }
  }

  /// The first leader of earlier blocks that is near each item.
  private func firstLeaders(_ items: [Int32], _ block: UnitBlock?, _ places: CellPlaces) throws -> [Int32] {
    var found = [Int32](repeating: -1, count: items.count)
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
      for (place, leader) in zip(task.places, result) where leader >= 0 {
        found[Int(place)] = found[Int(place)] < 0 ? leader : min(found[Int(place)], leader)
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
    for (place, leader) in zip(step, found) {
      let item = items[Int(place)]
      let first = leader >= 0 ? leader : probe.first(in: own, places: [place], items: items, block: block)[0]
      leaders[Int(item)] = first >= 0 ? first : item
      guard first < 0 else { continue }
      let slot = Int32(shelf.count)
      shelf.append(block.rows.row(Int(place)))
      own.append(item, slot: slot)
      fresh.append(item, slot: slot)
      residents[places.own(Int(place))].append(item, slot: slot)
      for cell in places.visits(Int(place)) { visitors[Int(cell)].append(item, slot: slot) }
    }
  }
}
