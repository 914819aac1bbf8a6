import CKernels
import Draws
import Selection
import Testing

/// Points in blobs, with repeated points among them.
private func blobs(_ count: Int, _ dimensions: Int, blobs: Int, repeats: Bool, seed: UInt64) -> [Float] {
  var stream = DrawStream(seed: seed)
  let centres = (0..<blobs * dimensions).map { _ in Float(stream.normal() * 3) }
  var points: [Float] = []
  for point in 0..<count {
    if repeats, point > 0, stream.below(3) == 0 {
      let other = stream.below(point)
      points += points[other * dimensions..<(other + 1) * dimensions]
    } else {
      let blob = stream.below(blobs)
      for dimension in 0..<dimensions {
        points.append(centres[blob * dimensions + dimension] + Float(stream.normal()))
      }
    }
  }
  return points
}

private func keys(_ count: Int) -> [UInt64] {
  let draw = Draw(randomSeed: 4, iteration: 0, stage: "points")
  return (0..<count).map { draw.key("image-\($0).png") }
}

private let draw = Draw(randomSeed: 4, iteration: 2, stage: "cluster")

private func squared(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
  zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
}

/// Checks what must hold of every clustering.
private func check(_ result: KMeans.Result, _ points: [Float], _ dimensions: Int, clusters: Int) {
  let count = points.count / dimensions
  #expect(result.centroids.count == clusters * dimensions)
  #expect(result.assignment.count == count && result.distances.count == count)
  var sizes = [Int](repeating: 0, count: clusters)
  for cluster in result.assignment { sizes[Int(cluster)] += 1 }
  #expect(sizes == result.sizes)
  #expect(sizes.allSatisfy { $0 > 0 })
  let scale = points.reduce(1.0) { max($0, Double($1 * $1)) } * Double(dimensions)
  var inertia = 0.0
  for point in 0..<count {
    let cluster = Int(result.assignment[point])
    let row = points[point * dimensions..<(point + 1) * dimensions]
    let distance = squared(row, result.centroids[cluster * dimensions..<(cluster + 1) * dimensions])
    #expect(abs(distance - Double(result.distances[point])) <= 1e-5 * scale)
    inertia += distance
  }
  #expect(abs(inertia - result.inertia) <= 1e-4 * max(1, inertia))
}

/// Lloyd's algorithm in doubles without any saving, from given centroids; every cluster must stay inhabited.
private func referenceLloyd(
  _ points: [Float], _ dimensions: Int, from start: [Float], iterations: Int
) -> [Int32] {
  let count = points.count / dimensions
  let clusters = start.count / dimensions
  var centroids = start.map { Double($0) }
  var assignment = [Int32](repeating: -1, count: count)
  func assign() {
    for point in 0..<count {
      var least = Double.infinity
      for cluster in 0..<clusters {
        var distance = 0.0
        for d in 0..<dimensions {
          let difference = Double(points[point * dimensions + d]) - centroids[cluster * dimensions + d]
          distance += difference * difference
        }
        if distance < least {
          least = distance
          assignment[point] = Int32(cluster)
        }
      }
    }
  }
  assign()
  for _ in 0..<iterations {
    for cluster in 0..<clusters {
      let members = (0..<count).filter { assignment[$0] == Int32(cluster) }
      for d in 0..<dimensions where !members.isEmpty {
        let sum = members.reduce(0.0) { $0 + Double(points[$1 * dimensions + d]) }
        centroids[cluster * dimensions + d] = sum / Double(members.count)
      }
    }
    assign()
  }
  return assignment
}

struct KMeansTests {
  @Test func findsTwoObviousClusters() throws {
    let points: [Float] = [0, 0, 0, 2, 2, 0, 2, 2, 10, 10, 10, 12, 12, 10, 12, 12]
    let result = try KMeans.cluster(
      points, dimensions: 2, clusters: 2, draw: draw, pointKeys: keys(8), threads: 1)
    let first = Int(result.assignment[0])
    #expect(result.assignment.prefix(4).allSatisfy { Int($0) == first })
    #expect(result.assignment.suffix(4).allSatisfy { Int($0) == 1 - first })
    #expect(Array(result.centroids[first * 2..<first * 2 + 2]) == [1, 1])
    #expect(Array(result.centroids[(1 - first) * 2..<(1 - first) * 2 + 2]) == [11, 11])
    #expect(result.distances == [Float](repeating: 2, count: 8))
    #expect(result.inertia == 16)
    #expect(result.sizes == [4, 4])
    #expect(result.converged)
  }

  @Test func theBestOfSeveralStartsIsKept() throws {
    let points = blobs(300, 4, blobs: 30, repeats: false, seed: 3)
    func inertia(_ starts: Int) throws -> Double {
      try KMeans.cluster(
        points, dimensions: 4, clusters: 30, draw: draw, pointKeys: keys(300), threads: 1, starts: starts
      ).inertia
    }
    let inertias = try [1, 2, 4, 8].map(inertia)
    #expect(inertias == inertias.sorted(by: >))
    #expect(
      try KMeans.cluster(points, dimensions: 4, clusters: 30, draw: draw, pointKeys: keys(300), threads: 1).inertia
        == inertias[2])
  }

  @Test(arguments: [(200, 5, 12), (150, 17, 20), (60, 2, 25), (130, 3, 60)])
  func agreesWithPlainLloydFromTheSameStart(count: Int, dimensions: Int, clusters: Int) throws {
    let points = blobs(count, dimensions, blobs: 9, repeats: false, seed: UInt64(count))
    func run(_ iterations: Int) throws -> KMeans.Result {
      try KMeans.cluster(
        points, dimensions: dimensions, clusters: clusters, iterations: iterations, draw: draw,
        pointKeys: keys(count), threads: 2, starts: 1)
    }
    let start = try run(0)
    check(start, points, dimensions, clusters: clusters)
    #expect(start.iterations == 0)
    var before = start.inertia
    for iterations in [1, 3, 12] {
      let result = try run(iterations)
      check(result, points, dimensions, clusters: clusters)
      let expected = referenceLloyd(
        points, dimensions, from: start.centroids, iterations: result.iterations)
      #expect(result.assignment == expected, "\(iterations) iterations")
      #expect(result.inertia <= before)
      before = result.inertia
    }
  }

  @Test func aConvergedClusteringIsAFixedPoint() throws {
    let points = blobs(300, 6, blobs: 8, repeats: true, seed: 17)
    let result = try KMeans.cluster(
      points, dimensions: 6, clusters: 20, iterations: 200, draw: draw, pointKeys: keys(300), threads: 1)
    #expect(result.converged)
    for cluster in 0..<20 {
      let members = (0..<300).filter { result.assignment[$0] == Int32(cluster) }
      for d in 0..<6 {
        let mean = members.reduce(0.0) { $0 + Double(points[$1 * 6 + d]) } / Double(members.count)
        #expect(abs(mean - Double(result.centroids[cluster * 6 + d])) < 1e-5)
      }
    }
    for point in 0..<300 {
      let row = points[point * 6..<(point + 1) * 6]
      let least = (0..<20).map { squared(row, result.centroids[$0 * 6..<($0 + 1) * 6]) }.min()
      #expect(Double(result.distances[point]) <= (least ?? 0) + 1e-4)
    }
  }

  @Test(arguments: [1, 7, 40, 199, 300])
  func threadsDoNotMatter(clusters: Int) throws {
    // More than one block of points, so that threads have something to share.
    let count = 2100
    let points = blobs(count, 4, blobs: 15, repeats: true, seed: 3)
    let results = try [1, 2, 4].map { threads in
      try KMeans.cluster(
        points, dimensions: 4, clusters: clusters, iterations: 6, draw: draw, pointKeys: keys(count),
        threads: threads)
    }
    for result in results.dropFirst() { expectSame(result, results[0]) }
  }

  @Test(arguments: [3, 30, 290])
  func theOrderOfRowsDoesNotMatter(clusters: Int) throws {
    let count = 600
    let dimensions = 5
    let points = blobs(count, dimensions, blobs: 11, repeats: true, seed: 5)
    let allKeys = keys(count)
    let result = try KMeans.cluster(
      points, dimensions: dimensions, clusters: clusters, draw: draw, pointKeys: allKeys, threads: 2)
    var stream = DrawStream(seed: 12)
    for _ in 0..<3 {
      let shuffle = stream.shuffled(Array(0..<count))
      let again = try KMeans.cluster(
        shuffle.flatMap { points[$0 * dimensions..<($0 + 1) * dimensions] }, dimensions: dimensions,
        clusters: clusters, draw: draw, pointKeys: shuffle.map { allKeys[$0] }, threads: 2)
      #expect(again.centroids == result.centroids)
      #expect(again.assignment == shuffle.map { result.assignment[$0] })
      #expect(again.distances == shuffle.map { result.distances[$0] })
      #expect(again.inertia == result.inertia)
    }
  }

  @Test func anotherSeedGivesAnotherStart() throws {
    let points = blobs(200, 3, blobs: 40, repeats: false, seed: 9)
    let results = try (0..<3).map { seed in
      try KMeans.cluster(
        points, dimensions: 3, clusters: 10, iterations: 0,
        draw: Draw(randomSeed: UInt64(seed), iteration: 0, stage: "cluster"), pointKeys: keys(200), threads: 1
      )
    }
    #expect(results[0].centroids != results[1].centroids || results[1].centroids != results[2].centroids)
  }

  @Test func everyPointItsOwnCluster() throws {
    let points = blobs(50, 7, blobs: 5, repeats: true, seed: 2)
    let result = try KMeans.cluster(
      points, dimensions: 7, clusters: 50, draw: draw, pointKeys: keys(50), threads: 2)
    #expect(Set(result.assignment).count == 50)
    #expect(result.inertia == 0)
    #expect(result.converged)
    check(result, points, 7, clusters: 50)
  }

  @Test(arguments: [2, 3, 4, 9])
  func moreClustersThanDistinctPoints(clusters: Int) throws {
    // Ten points in three places.
    let places: [[Float]] = [[0, 0], [1, 0], [5, 5]]
    let points = (0..<10).flatMap { places[$0 % 3] }
    let result = try KMeans.cluster(
      points, dimensions: 2, clusters: clusters, draw: draw, pointKeys: keys(10), threads: 2)
    check(result, points, 2, clusters: clusters)
    if clusters >= 3 { #expect(result.inertia < 1e-9) }
  }

  @Test(arguments: [2, 260])
  func allPointsEqual(clusters: Int) throws {
    let points = [Float](repeating: 0.3, count: 300 * 3)
    let result = try KMeans.cluster(
      points, dimensions: 3, clusters: clusters, draw: draw, pointKeys: keys(300), threads: 2)
    check(result, points, 3, clusters: clusters)
    #expect(result.inertia == 0)
    #expect(result.converged)
  }

  @Test func oneClusterIsTheMean() throws {
    let result = try KMeans.cluster(
      [1, 2, 3, 6], dimensions: 1, clusters: 1, draw: draw, pointKeys: keys(4), threads: 1)
    #expect(result.centroids == [3])
    #expect(result.inertia == 14)
  }

  @Test func farFromTheOriginIsNoLessExact() throws {
    let points = blobs(200, 4, blobs: 6, repeats: false, seed: 31)
    let near = try KMeans.cluster(
      points, dimensions: 4, clusters: 6, draw: draw, pointKeys: keys(200), threads: 1)
    let far = try KMeans.cluster(
      points.map { $0 + 1000 }, dimensions: 4, clusters: 6, draw: draw, pointKeys: keys(200), threads: 1)
    #expect(far.assignment == near.assignment)
  }

  @Test func theStartFindsPlacesThatLieApart() throws {
    // 40 places far from each other, 15 points in each: greedy k-means++ finds every one of them.
    var stream = DrawStream(seed: 8)
    let points = (0..<600).flatMap { point -> [Float] in
      let place = Float(point % 40) * 1000
      return [place + Float(stream.uniform()), Float(stream.uniform())]
    }
    let result = try KMeans.cluster(
      points, dimensions: 2, clusters: 40, iterations: 0, draw: draw, pointKeys: keys(600), threads: 2)
    #expect(result.sizes == [Int](repeating: 15, count: 40))
  }

  @Test func refusesWhatDoesNotFit() {
    func run(_ points: [Float], _ dimensions: Int, _ clusters: Int, _ count: Int, iterations: Int = 1) throws {
      _ = try KMeans.cluster(
        points, dimensions: dimensions, clusters: clusters, iterations: iterations, draw: draw,
        pointKeys: keys(count), threads: 1)
    }
    #expect(throws: SelectionError.outside(.dimensions, found: 0, least: 1, greatest: .max)) {
      try run([], 0, 1, 1)
    }
    #expect(throws: SelectionError.count(of: .embeddings, expected: 4, found: 3)) {
      try run([1, 2, 3], 2, 1, 2)
    }
    #expect(throws: SelectionError.outside(.clusters, found: 3, least: 1, greatest: 2)) {
      try run([1, 2], 1, 3, 2)
    }
    #expect(throws: SelectionError.outside(.clusters, found: 0, least: 1, greatest: 2)) {
      try run([1, 2], 1, 0, 2)
    }
    #expect(throws: SelectionError.outside(.clusters, found: 1, least: 1, greatest: 0)) {
      try run([], 1, 1, 0)
    }
    #expect(throws: SelectionError.outside(.iterations, found: -1, least: 0, greatest: .max)) {
      try run([1, 2], 1, 1, 2, iterations: -1)
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 3e38, -1e19])
  func refusesPointsThatCannotBeSquared(value: Float) {
    var points = [Float](repeating: 1, count: 40)
    points[4 * 6 + 1] = value
    #expect(throws: SelectionError.notFinite(.embeddings, row: 6)) {
      try KMeans.cluster(points, dimensions: 4, clusters: 2, draw: draw, pointKeys: keys(10), threads: 2)
    }
  }

  @Test func largeFiniteValuesAreClustered() throws {
    let points: [Float] = [1e18, -1e18, 1.1e18, -1.1e18]
    let result = try KMeans.cluster(
      points, dimensions: 1, clusters: 2, draw: draw, pointKeys: keys(4), threads: 1)
    #expect(result.assignment[0] == result.assignment[2])
    #expect(result.assignment[1] == result.assignment[3])
    #expect(result.assignment[0] != result.assignment[1])
  }
}

private func expectSame(_ a: KMeans.Result, _ b: KMeans.Result) {
  #expect(a.centroids.map(\.bitPattern) == b.centroids.map(\.bitPattern))
  #expect(a.assignment == b.assignment)
  #expect(a.distances.map(\.bitPattern) == b.distances.map(\.bitPattern))
  #expect(a.inertia.bitPattern == b.inertia.bitPattern)
  #expect(a.iterations == b.iterations)
}

extension VectorKernelTests {
  @Test func clusteringsHaveTheSameBitsOnEveryPath() throws {
    let points = blobs(500, 19, blobs: 10, repeats: true, seed: 44)
    defer { _ = ck_use_kernel(-1) }
    for clusters in [12, 260] {
      var first: KMeans.Result?
      for kernel in 0..<Int32(CK_KERNEL_COUNT.rawValue) where ck_use_kernel(kernel) != 0 {
        let result = try KMeans.cluster(
          points, dimensions: 19, clusters: clusters, draw: draw, pointKeys: keys(500), threads: 2)
        if let first { expectSame(result, first) }
        first = first ?? result
      }
    }
  }
}
