import CKernels

extension StrategyInput {
  /// The means of groups of candidates, summed in the order given, and the distance of every member from its own.
  ///
  /// - Parameter groups: Rows.
  /// - Returns: One row of floats a group; a distance for each candidate, NaN for one that is in no group.
  func means(of groups: [[Int]]) -> (centroids: [Float], distances: [Float]) {
    var centroids: [Float] = []
    centroids.reserveCapacity(groups.count * dimensions)
    var distances = [Float](repeating: .nan, count: count)
    vectors.withUnsafeBufferPointer { vectors in
      guard let base = vectors.baseAddress else { return }
      let source = RowSource(base, count: count, dimensions: dimensions, order: nil)
      for group in groups {
        let mean = source.mean(of: group.map { Int32(truncatingIfNeeded: $0) }[...]).map { Float($0) }
        centroids += mean
        for row in group {
          distances[row] = ck_squared_distance_f32(source.row(row), mean, dimensions).squareRoot()
        }
      }
    }
    return (centroids, distances)
  }
}
