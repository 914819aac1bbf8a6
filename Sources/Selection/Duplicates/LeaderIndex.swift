/// The leaders that are held, by the cells where what is near them may be.
///
/// A leader is listed in its own cell and in those that it visits; a vector looks into its own. Threads look while nothing is
/// added, and one adds while nobody looks.
final class LeaderIndex: @unchecked Sendable {
  private let shelf: LeaderShelf
  private let sketches: Sketches
  private let near: Nearness
  private let cells: NeighbourCells
  /// Where the leaders that each cell lists are on the shelf, ascending.
  private var lists: [[Int32]]

  /// Prepares an index without leaders, of which it can hold `capacity`.
  init(_ sketches: Sketches, _ cells: NeighbourCells, near: Nearness, dimensions: Int, capacity: Int) {
    self.sketches = sketches
    self.near = near
    self.cells = cells
    shelf = LeaderShelf(capacity: capacity, width: sketches.width, dimensions: dimensions)
    lists = Array(repeating: [], count: cells.count)
  }

  /// How many leaders there are.
  var count: Int { shelf.count }

  /// What a thread looks for leaders with.
  func probe() -> LeaderProbe { LeaderProbe(sketches, shelf, near) }

  /// What a thread finds cells with.
  func scratch() -> NeighbourCells.Scratch { NeighbourCells.Scratch(cells) }

  /// The cell of an item.
  func cell(_ item: Int, _ scratch: NeighbourCells.Scratch) -> UInt16 { UInt16(cells.own(item, scratch)) }

  /// The cells that an item visits if it leads, and whether it would visit more.
  func visits(_ item: Int32, _ scratch: NeighbourCells.Scratch) -> (cells: [UInt16], isCutShort: Bool) {
    cells.visits(Int(item), scratch)
  }

  /// Finds the first leader, of those in the slots from `since` on, that is near each of some vectors of a cell.
  func look(_ queries: inout [LeaderProbe.Query], in cell: UInt16, since: Int, _ probe: LeaderProbe) {
    probe.look(&queries, in: lists[Int(cell)], since: since)
  }

  /// Adds a leader, which comes after all others.
  ///
  /// - Returns: Its slot.
  func append(_ item: Int32, _ unit: UnsafePointer<Float>, in cell: UInt16, visiting visits: [UInt16]) -> Int32 {
    let slot = Int32(shelf.count)
    shelf.append(item, unit, sketch: sketches.row(Int(item)), norm: sketches.norms[Int(item)])
    lists[Int(cell)].append(slot)
    for other in visits { lists[Int(other)].append(slot) }
    return slot
  }

  /// Forgets all leaders and keeps the memory.
  func removeAll() {
    shelf.removeAll()
    for cell in lists.indices { lists[cell].removeAll(keepingCapacity: true) }
  }
}
