import CKernels
import Draws
import Parallel

/// Divides rows into cells of neighbours, none larger than a limit.
///
/// A tree of coarse k-means: a node that is too large is divided among the centroids of a sample of it (Lloyd, eight
/// moves), its parts in turn, so that a row is compared with a few dozen centroids a level and with no more than two
/// levels up to half a million rows: O(n·d·log n) in all. Neighbouring parts that fit into a cell together become one.
///
/// What a cell border separates is not compared. A partition by another draw has other borders.
struct CellPartition {
  /// The greatest weight of a cell.
  let limit: Int
  /// What the samples' starts are drawn from.
  let draw: Draw
  /// Tells partitions of one draw apart.
  let name: String
  /// How many threads to use.
  let threads: Int

  /// Cells are aimed at this share of the limit, in eighths, so that few have to be divided again.
  private static let aim = 5
  /// Into how many parts a node is divided at the most.
  private static let branches = 32
  /// Rows sampled for each part.
  private static let sample = 64
  private static let moves = 8
  private static let block = 256
  /// Deeper than this the rows are not distinguished by distance, and their order divides them.
  private static let levels = 24

  private struct Node {
    var items: [Int32]
    var weight: Int
    var name: String
    var isCell: Bool
  }

  /// The cells of all rows of a source.
  ///
  /// - Parameters:
  ///   - source: Rows whose squares are finite.
  ///   - weights: One a row, none above the limit; nil: 1 each.
  /// - Returns: Ascending row numbers, cell by cell.
  /// - Throws: What `KMeansState` throws; nothing that its arguments do not account for.
  func cells(of source: RowSource, weights: [Int32]?) throws -> [[Int32]] {
    func weight(_ items: [Int32]) -> Int {
      guard let weights else { return items.count }
      return items.reduce(0) { $0 + Int(weights[Int($1)]) }
    }
    let all = (0..<source.count).map { Int32(truncatingIfNeeded: $0) }
    var nodes = [Node(items: all, weight: weight(all), name: name, isCell: false)]
    var level = 0
    while true {
      for index in nodes.indices where nodes[index].weight <= limit { nodes[index].isCell = true }
      let open = nodes.filter { !$0.isCell }
      guard !open.isEmpty else { break }
      let parts = level < Self.levels ? try divide(open, of: source) : open.map { _ in nil }
      var next: [Node] = []
      var at = 0
      for node in nodes {
        guard !node.isCell else {
          next.append(node)
          continue
        }
        for (number, items) in (parts[at] ?? chunks(node.items, weights: weights)).enumerated() {
          next.append(
            Node(items: items, weight: weight(items), name: "\(node.name).\(number)", isCell: parts[at] == nil))
        }
        at += 1
      }
      nodes = next
      level += 1
    }
    return packed(nodes)
  }

  /// The parts of each node that are not empty; nil for a node that does not come apart.
  private func divide(_ nodes: [Node], of source: RowSource) throws -> [[[Int32]]?] {
    let coarse = try Parallel.map(nodes.count, threads: threads) { try self.coarse(nodes[$0], of: source) }
    var tasks: [(node: Int, start: Int)] = []
    for (index, node) in nodes.enumerated() {
      tasks += stride(from: 0, to: node.items.count, by: Self.block).map { (index, $0) }
    }
    let jobs = tasks
    let found = try Parallel.map(jobs.count, threads: threads) { task in
      let (node, start) = jobs[task]
      let items = nodes[node].items[start..<min(nodes[node].items.count, start + Self.block)]
      let (state, centre) = coarse[node]
      let rows = FloatRows(count: items.count, dimensions: source.dimensions)
      source.copy(items, less: centre, to: rows)
      var nearest = [Int32](repeating: 0, count: items.count)
      var score = [Float](repeating: 0, count: items.count)
      ck_nearest_f32(
        rows.base, nil, items.count, state.centroids.base, state.centroidNorms.base, state.clusters, rows.stride,
        &nearest, &score)
      return nearest
    }
    var parts = coarse.map { [[Int32]](repeating: [], count: $0.state.clusters) }
    for (task, nearest) in found.enumerated() {
      let (node, start) = jobs[task]
      for (index, part) in nearest.enumerated() {
        parts[node][Int(max(0, part))].append(nodes[node].items[start + index])
      }
    }
    return parts.map { parts in
      let inhabited = parts.filter { !$0.isEmpty }
      return inhabited.count > 1 ? inhabited : nil
    }
  }

  /// The coarse clustering of a sample of a node: every so manieth of its rows.
  private func coarse(_ node: Node, of source: RowSource) throws -> (state: KMeansState, centre: [Float]) {
    let count = node.items.count
    let branches = min(count, Self.branching(cells: node.weight * 8 / (limit * Self.aim) + 1))
    let size = min(count, branches * Self.sample)
    let sample = source.array((0..<size).map { node.items[$0 * count / size] })
    let set = try PointSet(sample, dimensions: source.dimensions, order: Array(0..<size), threads: 1)
    let state = KMeansState(set, clusters: branches, threads: 1)
    try state.seed(stream: draw.stream(node.name))
    _ = try state.lloyd(iterations: Self.moves)
    return (state, set.mean.map { Float($0) })
  }

  /// The smallest number of branches, up to the greatest, of which the fewest levels give at least so many cells.
  static func branching(cells: Int) -> Int {
    var levels = 1
    var reach = branches
    while reach < cells {
      levels += 1
      reach *= branches
    }
    func power(_ base: Int) -> Int { (0..<levels).reduce(1) { value, _ in value * base } }
    return (2...branches).first { power($0) >= cells } ?? branches
  }

  /// Rows in their order, as many together as the limit lets.
  private func chunks(_ items: [Int32], weights: [Int32]?) -> [[Int32]] {
    var result: [[Int32]] = [[]]
    var weight = 0
    for item in items {
      let own = weights.map { Int($0[Int(item)]) } ?? 1
      if weight + own > limit, weight > 0 {
        result.append([])
        weight = 0
      }
      result[result.count - 1].append(item)
      weight += own
    }
    return result
  }

  /// The nodes' items, those of successive nodes together as long as they fit.
  private func packed(_ nodes: [Node]) -> [[Int32]] {
    var result: [[Int32]] = []
    var weight = Int.max
    for node in nodes {
      if let last = result.indices.last, weight + node.weight <= limit {
        result[last] += node.items
        weight += node.weight
      } else {
        result.append(node.items)
        weight = node.weight
      }
    }
    return result.map { $0.sorted() }
  }
}
