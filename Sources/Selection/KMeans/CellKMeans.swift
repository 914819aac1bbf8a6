import CKernels
import Draws
import Parallel

/// K-means with very many clusters: a tree of merges in cells of neighbours, then an exchange of points in other cells.
///
/// 1. The points are divided into cells of up to 1,024 neighbours (`CellPartition`).
/// 2. In each cell all pairs are compared once, and Ward's tree of merges is grown (`WardMerges`).
/// 3. All trees are cut at one height, which leaves exactly as many clusters as are wanted, no cluster empty, and none
///    where it saves less inertia than it would elsewhere (`WardCut`).
/// 4. The clusters are divided into other cells by their centroids, and in each of those points move between clusters
/// as long as that lessens the inertia (`CellExchange`): what the first cells' borders cut apart meets here.
///
/// A point is compared with a few dozen centroids a level of the partitions and with half its cell, twice, whatever the
/// number of clusters: O(n·d·(log n + cell)). Memory: the centroids, a few numbers a point, and 12 MiB a thread for
/// 512 dimensions; the points stay where they are.
struct CellKMeans {
  /// The greatest number of points of a cell, by default.
  ///
  /// Measured with 200,000 points in 512 dimensions and 50,000 clusters: 512 take three quarters of the time at 0.9 %
  /// more inertia, 2,048 take two thirds more at no less.
  static let cell = 1024
  /// How often clusters are divided into other cells; a second time took 1 % of the inertia for 40 % of the time.
  static let rounds = 1

  let source: RowSource
  let cell: Int
  let clusters: Int
  let iterations: Int
  let draw: Draw
  let threads: Int
  private let pool: CellScratchPool

  /// Declares a clustering.
  init(_ source: RowSource, cell: Int, clusters: Int, iterations: Int, draw: Draw, threads: Int) {
    self.source = source
    self.cell = cell
    self.clusters = clusters
    self.iterations = iterations
    self.draw = draw
    self.threads = threads
    pool = CellScratchPool(limit: cell, dimensions: source.dimensions)
  }

  /// Clusters the source's items into `centroids`, rows of its dimensions.
  ///
  /// - Returns: The cluster of each item and its squared distance from the centroid, both by item.
  func run(centroids: SharedRows) throws -> (
    cluster: SharedBuffer<Int32>, distances: SharedBuffer<Float>, sweeps: Int, converged: Bool
  ) {
    let start = try merged()
    let cluster = SharedBuffer<Int32>(repeating: 0, count: source.count)
    for item in 0..<source.count { cluster[item] = start[item] }
    let distances = SharedBuffer<Float>(repeating: 0, count: source.count)
    var sweeps = 0
    var converged = true
    for round in 1...Self.rounds {
      let members = Members(cluster, clusters: clusters)
      try Parallel.forEach((clusters + 63) / 64, threads: threads) { block in
        for own in block * 64..<min(clusters, block * 64 + 64) {
          centroids.set(own, to: source.mean(of: members.of(own)))
        }
      }
      let partition = CellPartition(limit: cell, draw: draw, name: "k-means/exchange/\(round)", threads: threads)
      let sizes = (0..<clusters).map { Int32(truncatingIfNeeded: members.of($0).count) }
      let cells = try centroids.withSource { try partition.cells(of: $0, weights: sizes) }
      let ends = try Parallel.map(cells.count, threads: threads) { index in
        pool.lend {
          exchange(cells[index], of: members, cluster: cluster, distances: distances, centroids: centroids, scratch: $0)
        }
      }
      sweeps += ends.map(\.sweeps).max() ?? 0
      converged = converged && ends.allSatisfy(\.converged)
    }
    return (cluster, distances, sweeps, converged)
  }

  /// The clusters of the cut trees.
  ///
  /// - Throws: `SelectionError.outside` where there are fewer clusters than cells, as only a size of cells that is no
  /// default leads to.
  private func merged() throws -> [Int32] {
    let partition = CellPartition(limit: cell, draw: draw, name: "k-means/merge", threads: threads)
    let cells = try partition.cells(of: source, weights: nil)
    let trees = try Parallel.map(cells.count, threads: threads) { index in
      let items = cells[index]
      return pool.lend { scratch in
        scratch.load(items, of: source)
        return WardMerges.tree(count: items.count, costs: scratch.pairs).map {
          WardMerge(height: $0.height, left: items[Int($0.left)], right: items[Int($0.right)])
        }
      }
    }
    let merges = Array(trees.joined())
    guard cells.count <= clusters else {
      throw SelectionError.outside(.clusters, found: clusters, least: cells.count, greatest: source.count)
    }
    let made = WardCut.made(merges, count: source.count - clusters)
    return WardCut.clusters(merges, made: made, count: source.count).of
  }

  /// Exchanges the points of some clusters, and sets their centroids and the points' distances.
  private func exchange(
    _ cell: [Int32], of members: Members, cluster: SharedBuffer<Int32>, distances: SharedBuffer<Float>,
    centroids: SharedRows, scratch: CellScratch
  ) -> (sweeps: Int, converged: Bool) {
    var items: [Int32] = []
    var local: [Int32] = []
    for (number, own) in cell.enumerated() {
      let list = members.of(Int(own))
      items += list
      local += repeatElement(Int32(truncatingIfNeeded: number), count: list.count)
    }
    var end = (sweeps: 0, converged: true)
    var lists = cell.indices.map { _ in [Int32]() }
    if cell.count > 1 {
      scratch.load(items, of: source)
      var exchange = CellExchange(local, clusters: cell.count, scratch: scratch)
      end = exchange.run(sweeps: iterations)
      local = exchange.cluster
    }
    for (index, number) in local.enumerated() { lists[Int(number)].append(items[index]) }
    for (number, own) in cell.enumerated() {
      let list = lists[number].sorted()
      centroids.set(Int(own), to: source.mean(of: list[...]))
      for item in list {
        cluster[Int(item)] = own
        distances[Int(item)] = ck_squared_distance_f32(
          source.row(Int(item)), centroids.row(Int(own)), source.dimensions)
      }
    }
    return end
  }
}

/// The items of every cluster, ascending.
struct Members: Sendable {
  private let offsets: [Int]
  private let items: [Int32]

  /// Sorts items by cluster.
  init(_ cluster: SharedBuffer<Int32>, clusters: Int) {
    var offsets = [Int](repeating: 0, count: clusters + 1)
    for item in 0..<cluster.count { offsets[Int(cluster[item]) + 1] += 1 }
    for own in 0..<clusters { offsets[own + 1] += offsets[own] }
    var next = offsets
    var items = [Int32](repeating: 0, count: cluster.count)
    for item in 0..<cluster.count {
      let own = Int(cluster[item])
      items[next[own]] = Int32(truncatingIfNeeded: item)
      next[own] += 1
    }
    self.offsets = offsets
    self.items = items
  }

  /// The items of one cluster.
  func of(_ cluster: Int) -> ArraySlice<Int32> { items[offsets[cluster]..<offsets[cluster + 1]] }
}
