import CKernels
import Parallel

/// A clustering in the making: centroids, and for each point the nearest of them.
///
/// The score of a point and a centroid is ‖c‖² − 2 x·c; the squared distance is ‖x‖² + score. The nearest centroid is
/// the one with the least score, of equals the one with the lower number.
final class KMeansState: @unchecked Sendable {
  let points: PointSet
  let clusters: Int
  let threads: Int
  let centroids: FloatRows
  let centroidNorms: SharedBuffer<Float>
  /// The number of the nearest centroid of each point; −1 before there is one.
  let nearest: SharedBuffer<Int32>
  /// The score of that centroid.
  let score: SharedBuffer<Float>
  /// Clusters whose centroid lies elsewhere than when the points were last assigned.
  var moved: [Bool]
  /// Clusters whose members are not those that the centroid was computed from.
  var changed: [Bool]

  /// Starts without centroids.
  init(_ points: PointSet, clusters: Int, threads: Int) {
    self.points = points
    self.clusters = clusters
    self.threads = threads
    centroids = FloatRows(count: clusters, dimensions: points.dimensions)
    centroidNorms = SharedBuffer(repeating: 0, count: clusters)
    nearest = SharedBuffer(repeating: -1, count: points.count)
    score = SharedBuffer(repeating: .infinity, count: points.count)
    moved = [Bool](repeating: true, count: clusters)
    changed = [Bool](repeating: true, count: clusters)
  }

  /// The squared distance of a point to its centroid, from the score; never below 0, 0 at the centroid itself.
  @inline(__always)
  func squaredDistance(_ point: Int) -> Float {
    max(0, points.norms[point] + score[point])
  }

  /// Puts a centroid on a point.
  func place(_ centroid: Int, on point: Int) {
    centroids.row(centroid).update(from: points.rows.row(point), count: centroids.stride)
    centroidNorms[centroid] = points.norms[point]
  }

  /// The members of every cluster in the order of the points: those of cluster c are
  /// `members[offsets[c] ..< offsets[c + 1]]`.
  func memberLists() -> (offsets: [Int], members: [Int32]) {
    var offsets = [Int](repeating: 0, count: clusters + 1)
    for point in 0..<points.count { offsets[Int(nearest[point]) + 1] += 1 }
    for cluster in 0..<clusters { offsets[cluster + 1] += offsets[cluster] }
    var next = offsets
    var members = [Int32](repeating: 0, count: points.count)
    for point in 0..<points.count {
      let cluster = Int(nearest[point])
      members[next[cluster]] = Int32(truncatingIfNeeded: point)
      next[cluster] += 1
    }
    return (offsets, members)
  }

  /// Moves the centroid of every changed cluster to the mean of its members, summed in double in the order of the
  /// points, and notes which centroids that moved.
  func moveCentroids() throws {
    let (offsets, members) = memberLists()
    let pending = (0..<clusters).filter { changed[$0] && offsets[$0 + 1] > offsets[$0] }
    let stride = centroids.stride
    let results = try Parallel.map((pending.count + 15) / 16, threads: threads) { block in
      let sum = SharedBuffer<Double>(repeating: 0, count: stride)
      var movedHere: [Int] = []
      for cluster in pending[block * 16..<min(pending.count, block * 16 + 16)] {
        sum.base.update(repeating: 0, count: stride)
        let list = members[offsets[cluster]..<offsets[cluster + 1]]
        for point in list { ck_add_f32(sum.base, self.points.rows.row(Int(point)), stride) }
        let centroid = self.centroids.row(cluster)
        var differs = false
        for dimension in 0..<stride {
          let value = Float(sum[dimension] / Double(list.count))
          if value != centroid[dimension] { differs = true }
          centroid[dimension] = value
        }
        if differs {
          self.centroidNorms[cluster] = ck_dot_f32(centroid, centroid, stride)
          movedHere.append(cluster)
        }
      }
      return movedHere
    }
    for cluster in pending { changed[cluster] = false }
    for list in results { for cluster in list { moved[cluster] = true } }
  }
}
