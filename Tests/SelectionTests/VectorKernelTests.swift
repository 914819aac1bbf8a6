import CKernels
import Draws
import Foundation
import Testing

/// The documented order of accumulation, written out: 16 chains, then halves.
private func chains(_ terms: [(Float, Float)]) -> Float {
  var chain = [Float](repeating: 0, count: 16)
  for (index, (a, b)) in terms.enumerated() { chain[index % 16].addProduct(a, b) }
  for width in [8, 4, 2, 1] {
    for j in 0..<width { chain[j] += chain[j + width] }
  }
  return chain[0]
}

private func dot(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Float {
  chains(Array(zip(a, b)))
}

private func squaredDistance(_ a: [Float], _ b: [Float]) -> Float {
  chains(zip(a, b).map { ($0 - $1, $0 - $1) })
}

private struct Problem {
  let points: [Float]
  let centroids: [Float]
  let norms: [Float]
  let count: Int
  let clusters: Int
  let stride: Int

  /// Few distinct values make ties; zeros past `dimensions` are the padding.
  init(count: Int, clusters: Int, dimensions: Int, ties: Bool, stream: inout DrawStream) {
    let stride = (dimensions + 15) / 16 * 16
    func matrix(_ rows: Int, _ stream: inout DrawStream) -> [Float] {
      (0..<rows * stride).map { index in
        if index % stride >= dimensions { return 0 }
        return ties ? Float(stream.below(3)) : Float(stream.uniform(in: -1...1))
      }
    }
    points = matrix(count, &stream)
    let centroids = matrix(clusters, &stream)
    self.centroids = centroids
    norms = (0..<clusters).map { c in
      let row = centroids[c * stride..<(c + 1) * stride]
      return dot(row, row)
    }
    (self.count, self.clusters, self.stride) = (count, clusters, stride)
  }

  func score(_ point: Int, _ cluster: Int) -> Float {
    let inner = dot(
      points[point * stride..<(point + 1) * stride], centroids[cluster * stride..<(cluster + 1) * stride])
    return norms[cluster].addingProduct(-2, inner)
  }

  func nearest(rows: [Int32]?) -> (index: [Int32], score: [Float]) {
    var index = [Int32](repeating: 99, count: rows?.count ?? count)
    var score = [Float](repeating: 99, count: index.count)
    ck_nearest_f32(points, rows, index.count, centroids, norms, clusters, stride, &index, &score)
    return (index, score)
  }

  func scores(rows: [Int32]?) -> [Float] {
    let count = rows?.count ?? count
    var result = [Float](repeating: 99, count: count * clusters)
    ck_scores_f32(points, rows, count, centroids, norms, clusters, stride, &result)
    return result
  }
}

private func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

/// Runs `body` with every path that this processor has.
private func everyKernel(_ body: (String) throws -> Void) rethrows {
  defer { _ = ck_use_kernel(-1) }
  for kernel in 0..<Int32(CK_KERNEL_COUNT.rawValue) where ck_kernel_available(kernel) != 0 {
    #expect(ck_use_kernel(kernel) != 0)
    #expect(ck_kernel_in_use() == kernel)
    try body(ck_kernel_name(kernel).map { String(cString: $0) } ?? "")
  }
}

@Suite(.serialized)
struct VectorKernelTests {
  @Test func productsAndDistancesHaveTheDocumentedBitsOnEveryPath() {
    var stream = DrawStream(seed: 1)
    for length in Array(0...40) + [63, 64, 65, 200, 512, 513] {
      let a = (0..<length).map { _ in Float(stream.normal() * (stream.below(2) == 0 ? 1 : 1e-6)) }
      let b = (0..<length).map { _ in Float(stream.normal() * (stream.below(2) == 0 ? 1 : 1e6)) }
      let product = dot(a[...], b[...])
      let distance = squaredDistance(a, b)
      everyKernel { name in
        #expect(ck_dot_f32(a, b, length).bitPattern == product.bitPattern, "\(name) \(length)")
        #expect(ck_squared_distance_f32(a, b, length).bitPattern == distance.bitPattern, "\(name) \(length)")
        #expect(ck_squared_distance_f32(a, a, length) == 0)
      }
    }
  }

  @Test func extremeValuesHaveTheSameBitsOnEveryPath() {
    let values: [Float] = [
      0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-38, -1e-38, 1e38, -1e38, 1, -1, 3e-23, 0.1,
    ]
    var stream = DrawStream(seed: 5)
    for length in [1, 15, 16, 17, 48] {
      for _ in 0..<40 {
        let a = (0..<length).map { _ in values[stream.below(values.count)] }
        let b = (0..<length).map { _ in values[stream.below(values.count)] }
        let product = dot(a[...], b[...])
        everyKernel { name in
          let value = ck_dot_f32(a, b, length)
          #expect(value.isNaN ? product.isNaN : value.bitPattern == product.bitPattern, "\(name)")
        }
      }
    }
  }

  @Test func nearestHasTheDocumentedBitsOnEveryPath() {
    var stream = DrawStream(seed: 2)
    let shapes = [
      (1, 1, 1), (3, 2, 5), (4, 4, 16), (5, 5, 17), (7, 9, 40), (259, 6, 3), (2, 300, 33), (6, 7, 600),
    ]
    for (count, clusters, dimensions) in shapes {
      for ties in [false, true] {
        let problem = Problem(
          count: count, clusters: clusters, dimensions: dimensions, ties: ties, stream: &stream)
        let rows = (0..<count).map { _ in Int32(stream.below(count)) }
        let expected = (0..<count).map { p in (0..<clusters).map { problem.score(p, $0) } }
        // The first of the least: ties go to the lower index.
        let least = expected.map { row in row.min() ?? .infinity }
        let index = expected.indices.map { p in Int32(expected[p].firstIndex(of: least[p]) ?? -1) }
        everyKernel { name in
          let all = problem.nearest(rows: nil)
          #expect(bits(all.score) == bits(least), "\(name) \(count)×\(clusters)×\(dimensions)")
          #expect(all.index == index, "\(name) \(count)×\(clusters)×\(dimensions)")
          #expect(bits(problem.scores(rows: nil)) == bits(expected.flatMap(\.self)))
          let some = problem.nearest(rows: rows)
          #expect(some.index == rows.map { index[Int($0)] })
          #expect(bits(problem.scores(rows: rows)) == bits(rows.flatMap { expected[Int($0)] }))
        }
      }
    }
  }

  @Test func equalCentroidsGoToTheLowerIndexOnEveryPath() {
    let row = (0..<16).map { Float($0) }
    let centroids = [Float](repeating: 9, count: 16) + row + row + row + row + row + row
    let norms = (0..<7).map { c in
      let centroid = Array(centroids[c * 16..<c * 16 + 16])
      return ck_dot_f32(centroid, centroid, 16)
    }
    everyKernel { name in
      var index: [Int32] = [0]
      var score: [Float] = [0]
      ck_nearest_f32(row, nil, 1, centroids, norms, 7, 16, &index, &score)
      #expect(index == [1], "\(name)")
      #expect(score == [-norms[1]], "\(name)")
    }
  }

  @Test func nanNeverWinsAndNoCentroidIsMinusOne() {
    let point = [Float](repeating: 1, count: 16)
    let centroids = [Float](repeating: 1, count: 48)
    everyKernel { name in
      var index: [Int32] = [7]
      var score: [Float] = [7]
      ck_nearest_f32(point, nil, 1, centroids, [.nan, 16, .nan], 3, 16, &index, &score)
      #expect(index == [1], "\(name)")
      ck_nearest_f32(point, nil, 1, centroids, [.nan, .nan, .infinity], 3, 16, &index, &score)
      #expect(index == [-1] && score == [.infinity], "\(name)")
      ck_nearest_f32(point, nil, 1, centroids, [16], 0, 16, &index, &score)
      #expect(index == [-1] && score == [.infinity], "\(name)")
    }
  }

  @Test func theEnvironmentChoosesAPath() {
    defer {
      unsetenv("WINNOW_KERNEL")
      _ = ck_use_kernel(-1)
    }
    setenv("WINNOW_KERNEL", "plain", 1)
    _ = ck_use_kernel(-1)
    #expect(ck_kernel_in_use() == 0)
    setenv("WINNOW_KERNEL", "abacus", 1)
    _ = ck_use_kernel(-1)
    #expect(ck_kernel_available(ck_kernel_in_use()) != 0)
  }

  @Test func unknownPathsAreRefused() {
    #expect(ck_use_kernel(17) == 0)
    #expect(ck_kernel_name(17) == nil)
    #expect(ck_kernel_name(-1) == nil)
    #expect(ck_kernel_available(-1) == 0)
  }

  @Test func addsWhatACentroidWouldLeave() {
    // Two points and two centroids: ‖x‖² plus the lesser score, not below zero.
    var sum = [10.0, 20]
    ck_add_least_f32(&sum, [-3, -5, -2, -40], [4, 9], [-4, -6], 2, 2)
    #expect(sum == [13, 20])
  }

  @Test func addsFloatsToDoublesExactly() {
    var sum = [1e9, 0.1, -0.0]
    ck_add_f32(&sum, [0.25, 0.1, 0], 3)
    #expect(sum == [1e9 + 0.25, 0.1 + Double(Float(0.1)), 0])
  }
}
