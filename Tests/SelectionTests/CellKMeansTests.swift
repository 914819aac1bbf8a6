import CKernels
import Draws
import Selection
import Testing

private let draw = Draw(randomSeed: 4, iteration: 2, stage: "cluster")

private func keys(_ count: Int) -> [UInt64] {
  let draw = Draw(randomSeed: 4, iteration: 0, stage: "points")
  return (0..<count).map { draw.key("image-\($0).png") }
}

/// Runs of points that lie close together, in a few places.
private func runs(_ count: Int, _ dimensions: Int, seed: UInt64) -> [Float] {
  var stream = DrawStream(seed: seed)
  var points: [Float] = []
  while points.count < count * dimensions {
    let place = (0..<dimensions).map { _ in Float(stream.normal()) }
    for _ in 0..<1 + stream.below(8) {
      points += place.map { $0 + 0.3 * Float(stream.normal()) }
    }
  }
  return Array(points.prefix(count * dimensions))
}

private func squared(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
  zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
}

private func row(_ points: [Float], _ index: Int, _ dimensions: Int) -> ArraySlice<Float> {
  points[index * dimensions..<(index + 1) * dimensions]
}

private func inCells(
  _ points: [Float], _ dimensions: Int, clusters: Int, cell: Int, iterations: Int = 25, keys given: [UInt64]? = nil,
  threads: Int = 2
) throws -> KMeans.Result {
  try KMeans.cluster(
    points, dimensions: dimensions, clusters: clusters, iterations: iterations, draw: draw,
    pointKeys: given ?? keys(points.count / dimensions), threads: threads, algorithm: .cells(of: cell))
}

/// Checks that every cluster has members, that its centroid is their mean, and that distances and inertia are those.
private func check(_ result: KMeans.Result, _ points: [Float], _ dimensions: Int, clusters: Int) {
  let count = points.count / dimensions
  #expect(result.centroids.count == clusters * dimensions)
  var members = [[Int]](repeating: [], count: clusters)
  for point in 0..<count { members[Int(result.assignment[point])].append(point) }
  #expect(result.sizes == members.map(\.count))
  #expect(members.allSatisfy { !$0.isEmpty })
  var inertia = 0.0
  for (cluster, list) in members.enumerated() {
    for d in 0..<dimensions {
      let mean = list.reduce(0.0) { $0 + Double(points[$1 * dimensions + d]) } / Double(max(1, list.count))
      #expect(abs(mean - Double(result.centroids[cluster * dimensions + d])) < 1e-5)
    }
    for point in list {
      let distance = squared(row(points, point, dimensions), row(result.centroids, cluster, dimensions))
      #expect(abs(distance - Double(result.distances[point])) < 1e-4 * max(1, distance))
      inertia += distance
    }
  }
  #expect(abs(inertia - result.inertia) <= 1e-4 * max(1, inertia))
}

private func expectSame(_ a: KMeans.Result, _ b: KMeans.Result) {
  #expect(a.centroids.map(\.bitPattern) == b.centroids.map(\.bitPattern))
  #expect(a.assignment == b.assignment)
  #expect(a.distances.map(\.bitPattern) == b.distances.map(\.bitPattern))
  #expect(a.inertia.bitPattern == b.inertia.bitPattern)
  #expect(a.iterations == b.iterations && a.converged == b.converged)
}

/// Ward's clustering in doubles by comparing all pairs of clusters for each merge.
private func referenceWard(_ points: [Float], _ dimensions: Int, clusters: Int) -> Set<Set<Int>> {
  var groups = (0..<points.count / dimensions).map { [$0] }
  func mean(_ group: [Int]) -> [Double] {
    (0..<dimensions).map { d in
      group.reduce(0.0) { $0 + Double(points[$1 * dimensions + d]) } / Double(group.count)
    }
  }
  while groups.count > clusters {
    var best = (cost: Double.infinity, a: 0, b: 0)
    let means = groups.map(mean)
    for a in groups.indices {
      for b in a + 1..<groups.count {
        let distance = zip(means[a], means[b]).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let (m, n) = (Double(groups[a].count), Double(groups[b].count))
        if distance * m * n / (m + n) < best.cost { best = (distance * m * n / (m + n), a, b) }
      }
    }
    groups[best.a] += groups[best.b]
    groups.remove(at: best.b)
  }
  return Set(groups.map { Set($0) })
}

struct CellKMeansTests {
  @Test(arguments: [1, 7, 40, 79])
  func withoutExchangeOneCellIsWardsClustering(clusters: Int) throws {
    let points = runs(80, 6, seed: 3)
    let result = try inCells(points, 6, clusters: clusters, cell: 100, iterations: 0)
    check(result, points, 6, clusters: clusters)
    let groups = Dictionary(grouping: 0..<80) { result.assignment[$0] }
    #expect(Set(groups.values.map { Set($0) }) == referenceWard(points, 6, clusters: clusters))
  }

  @Test func theTreesOfAllCellsAreCutAtOneHeight() throws {
    // A tight crowd and a wide one, each a cell of its own: all but one of the clusters go to the wide one.
    var stream = DrawStream(seed: 5)
    let tight = (0..<50).map { _ in Float(stream.uniform()) * 0.001 }
    let wide = (0..<50).map { 1000 + Float($0) * 10 }
    let result = try inCells(tight + wide, 1, clusters: 51, cell: 60, iterations: 0)
    check(result, tight + wide, 1, clusters: 51)
    #expect(Set(result.assignment.prefix(50)).count == 1)
    #expect(Set(result.assignment.suffix(50)).count == 50)
  }

  @Test func afterTheExchangeNoSinglePointCanMoveForTheBetter() throws {
    let points = runs(150, 5, seed: 11)
    let before = try inCells(points, 5, clusters: 40, cell: 200, iterations: 0)
    let result = try inCells(points, 5, clusters: 40, cell: 200, iterations: 100)
    check(result, points, 5, clusters: 40)
    #expect(result.converged)
    #expect(result.inertia <= before.inertia)
    for point in 0..<150 {
      let own = Int(result.assignment[point])
      let size = Double(result.sizes[own])
      guard size > 1 else { continue }
      let saved = Double(result.distances[point]) * size / (size - 1)
      for other in 0..<40 where other != own {
        let size = Double(result.sizes[other])
        let cost = squared(row(points, point, 5), row(result.centroids, other, 5)) * size / (size + 1)
        #expect(cost >= saved * (1 - 1e-3))
      }
    }
  }

  @Test func theExchangeLessensTheInertiaAcrossCells() throws {
    let points = runs(1500, 8, seed: 21)
    var before = Double.infinity
    for iterations in [0, 1, 2, 25] {
      let result = try inCells(points, 8, clusters: 400, cell: 128, iterations: iterations)
      check(result, points, 8, clusters: 400)
      #expect(result.inertia <= before * (1 + 1e-6))
      before = result.inertia
    }
  }

  @Test(arguments: [300, 1024])
  func isNoWorseThanLloydWhereClustersAreMany(cell: Int) throws {
    let points = runs(1500, 8, seed: 2)
    let lloyd = try KMeans.cluster(
      points, dimensions: 8, clusters: 375, draw: draw, pointKeys: keys(1500), threads: 2, starts: 1,
      algorithm: .lloyd)
    #expect(try inCells(points, 8, clusters: 375, cell: cell).inertia < lloyd.inertia)
  }

  @Test(arguments: [(40, 250), (64, 600), (700, 250)])
  func threadsDoNotMatter(cell: Int, clusters: Int) throws {
    let points = runs(2100, 7, seed: 8)
    let first = try inCells(points, 7, clusters: clusters, cell: cell, threads: 1)
    check(first, points, 7, clusters: clusters)
    for threads in [2, 4] {
      expectSame(try inCells(points, 7, clusters: clusters, cell: cell, threads: threads), first)
    }
  }

  @Test(arguments: [50, 900])
  func theOrderOfRowsDoesNotMatter(cell: Int) throws {
    // A third of the points stand there twice.
    var points = runs(600, 5, seed: 6)
    points += points.prefix(300 * 5)
    let all = keys(900)
    let result = try inCells(points, 5, clusters: 220, cell: cell, keys: all)
    var stream = DrawStream(seed: 12)
    for _ in 0..<3 {
      let shuffle = stream.shuffled(Array(0..<900))
      let again = try inCells(
        shuffle.flatMap { row(points, $0, 5) }, 5, clusters: 220, cell: cell, keys: shuffle.map { all[$0] })
      #expect(again.centroids == result.centroids)
      #expect(again.assignment == shuffle.map { result.assignment[$0] })
      #expect(again.distances == shuffle.map { result.distances[$0] })
      #expect(again.inertia == result.inertia)
    }
  }

  @Test(arguments: [(3, 0.0), (50, 0), (300, 0), (50, 0.3), (300, -7)])
  func equalPointsAreSpreadOverTheClusters(clusters: Int, value: Double) throws {
    let points = [Float](repeating: Float(value), count: 300 * 3)
    // Cells hold 16 points or, where there are few clusters, all.
    let result = try inCells(points, 3, clusters: clusters, cell: clusters < 50 ? 300 : 16)
    check(result, points, 3, clusters: clusters)
    #expect(result.inertia == 0)
    #expect(result.converged)
  }

  @Test(arguments: [30, 90, 150])
  func repeatedPointsCostNothingWhileThereAreClustersForThem(clusters: Int) throws {
    let places = runs(30, 4, seed: 14)
    let points = (0..<150).flatMap { row(places, $0 % 30, 4) }
    for cell in [20, 40, 200] {
      let result = try inCells(points, 4, clusters: clusters, cell: cell)
      check(result, points, 4, clusters: clusters)
      #expect(result.inertia < 1e-9)
    }
  }

  @Test func oneRowAndOneClusterAreClustered() throws {
    let one = try inCells([1, 2], 2, clusters: 1, cell: 8)
    #expect(one.centroids == [1, 2] && one.assignment == [0] && one.inertia == 0)
    let mean = try inCells([1, 2, 3, 6], 1, clusters: 1, cell: 8)
    #expect(mean.centroids == [3] && mean.inertia == 14 && mean.sizes == [4])
  }

  @Test func everyPointItsOwnCluster() throws {
    let points = runs(90, 3, seed: 4)
    let result = try inCells(points, 3, clusters: 90, cell: 16)
    #expect(Set(result.assignment).count == 90)
    #expect(result.inertia == 0)
  }

  @Test func oneFarPointAfterAnotherComesToAnEnd() throws {
    // Each division takes one point off: the depth is bounded, and the rest is divided by its order.
    let points = (0..<200).map { Float(1 << min(60, $0)) }
    let result = try inCells(points, 1, clusters: 150, cell: 4)
    #expect(result.sizes.count == 150 && result.sizes.allSatisfy { $0 > 0 })
  }

  @Test func refusesFewerClustersThanCells() throws {
    #expect {
      try inCells(runs(400, 3, seed: 1), 3, clusters: 2, cell: 16)
    } throws: { error in
      guard case .outside(.clusters, found: 2, let least, greatest: 400)? = error as? SelectionError else {
        return false
      }
      return least >= 25
    }
  }

  @Test(arguments: [Float.nan, .infinity, 3e38, -1e19])
  func refusesPointsThatCannotBeSquared(value: Float) {
    var points = [Float](repeating: 1, count: 400)
    points[4 * 6 + 1] = value
    #expect(throws: SelectionError.notFinite(.embeddings, row: 6)) {
      try inCells(points, 4, clusters: 20, cell: 16)
    }
  }

  @Test func theSizeOfTheJobAloneDecides() {
    func rule(_ count: Int, _ clusters: Int, _ dimensions: Int) -> KMeans.Algorithm {
      KMeans.algorithm(count: count, clusters: clusters, dimensions: dimensions)
    }
    #expect(rule(200_000, 50_000, 512) == .cells(of: 1024))
    #expect(rule(20_000, 5_000, 512) == .cells(of: 1024))
    #expect(rule(20_000, 1_250, 512) == .cells(of: 1024))
    #expect(rule(20_000, 1_249, 512) == .lloyd)
    #expect(rule(200_000, 256, 512) == .lloyd)
    #expect(rule(1_500, 150, 512) == .lloyd)
    #expect(rule(200_000, 200_000, 512) == .lloyd)
    // 2³¹ multiplications a pass, and one point more.
    #expect(rule(1 << 14, 1 << 12, 32) == .lloyd)
    #expect(rule((1 << 14) + 1, 1 << 12, 32) == .cells(of: 1024))
    #expect(rule(.max, .max - 1, .max) == .lloyd)
  }
}

extension VectorKernelTests {
  @Test func clusteringsInCellsHaveTheSameBitsOnEveryPath() throws {
    let points = runs(900, 19, seed: 44)
    defer { _ = ck_use_kernel(-1) }
    for cell in [60, 1024] {
      var first: KMeans.Result?
      for kernel in 0..<Int32(CK_KERNEL_COUNT.rawValue) where ck_use_kernel(kernel) != 0 {
        let result = try inCells(points, 19, clusters: 200, cell: cell)
        if let first { expectSame(result, first) }
        first = first ?? result
      }
    }
  }

  @Test func passesOverPairsHaveTheDocumentedBitsOnEveryPath() {
    var stream = DrawStream(seed: 9)
    defer { _ = ck_use_kernel(-1) }
    for count in [1, 2, 63, 64, 65, 200] {
      let rows = (0..<count * 16).map { _ in Float(stream.normal()) }
      let norms = (0..<count).map { index in
        rows[index * 16..<index * 16 + 16].withUnsafeBufferPointer { row in
          row.baseAddress.map { ck_dot_f32($0, $0, 16) } ?? 0
        }
      }
      var scores = [Float](repeating: 0, count: count * count)
      ck_scores_f32(rows, nil, count, rows, norms, count, 16, &scores)
      let values = (0..<count).map { _ in Float(stream.below(4)) }
      let gone: [Float] = (0..<count).map { _ in stream.below(3) == 0 ? .infinity : 0 }
      let left = (0..<count).filter { gone[$0] == 0 }
      let least = left.min { (values[$0], $0) < (values[$1], $1) }
      for kernel in 0..<Int32(CK_KERNEL_COUNT.rawValue) where ck_use_kernel(kernel) != 0 {
        var distances = [Float](repeating: -1, count: count * count)
        var scratch = [Float](repeating: 0, count: 64 * count)
        ck_pair_distances_f32(rows, norms, count, 16, &scratch, &distances)
        var found: Float = -1
        #expect(ck_least_f32(values, gone, count, &found) == least ?? -1)
        #expect(found == least.map { values[$0] } ?? .infinity)
        var joined = [Float](repeating: 0, count: count)
        ck_join_costs_f32(distances, scores.map(abs), norms, 2, 3, 0.5, count, &joined)
        var sum = values
        ck_add_rows_f32(&sum, norms, count)
        var lowest = values
        var at = [Int32](repeating: 7, count: count)
        ck_lessen_f32(&lowest, &at, norms, 3, 0.25, 9, count)
        for i in 0..<count {
          for j in i..<count {
            let expected = max(0, norms[i] + scores[i * count + j])
            #expect(distances[i * count + j].bitPattern == expected.bitPattern)
            #expect(distances[j * count + i].bitPattern == expected.bitPattern)
          }
          #expect(distances[i * count + i] == 0)
          let s = norms[i]
          let cost = ((2 + s) * distances[i] + (3 + s) * abs(scores[i]) - s * 0.5) / (5 + s)
          #expect(joined[i].bitPattern == max(0, cost).bitPattern)
          #expect(sum[i].bitPattern == (values[i] + norms[i]).bitPattern)
          let value = (norms[i] - 3) * 0.25
          #expect(lowest[i] == min(values[i], value))
          #expect(at[i] == (value < values[i] ? 9 : 7))
        }
      }
    }
  }
}
