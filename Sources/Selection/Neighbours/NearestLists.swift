/// The nearest neighbours of a few points, nearest first, of equally near ones the one at the earlier position.
struct NearestLists {
  /// How many neighbours a point has at the most.
  let width: Int
  private var distances: [Float]
  private var positions: [Int32]
  private var counts: [Int]

  /// Starts without neighbours.
  init(points: Int, width: Int) {
    self.width = width
    distances = [Float](repeating: .infinity, count: points * width)
    positions = [Int32](repeating: -1, count: points * width)
    counts = [Int](repeating: 0, count: points)
  }

  /// How many neighbours a point has so far.
  func count(_ point: Int) -> Int { counts[point] }

  /// A neighbour of a point and its squared distance.
  func neighbour(_ number: Int, of point: Int) -> (position: Int, squared: Float) {
    (Int(positions[point * width + number]), distances[point * width + number])
  }

  /// The greatest squared distance at which another point may still become a neighbour.
  @inline(__always)
  func reach(_ point: Int) -> Float {
    counts[point] < width ? .infinity : width > 0 ? distances[point * width + width - 1] : -1
  }

  /// Takes in a point.
  mutating func add(_ position: Int, at squared: Float, to point: Int) {
    let start = point * width
    let precedes = { (a: Float, b: Float, other: Int32) in a < b || (a == b && position < Int(other)) }
    var at = counts[point]
    if at == width {
      guard width > 0, precedes(squared, distances[start + at - 1], positions[start + at - 1]) else { return }
      at -= 1
    } else {
      counts[point] += 1
    }
    while at > 0, precedes(squared, distances[start + at - 1], positions[start + at - 1]) {
      distances[start + at] = distances[start + at - 1]
      positions[start + at] = positions[start + at - 1]
      at -= 1
    }
    distances[start + at] = squared
    positions[start + at] = Int32(truncatingIfNeeded: position)
  }
}

extension GroupedPoints {
  /// The nearest neighbours of some points among others, themselves left out.
  ///
  /// - Parameters:
  ///   - width: How many a point.
  ///   - queries: Positions.
  ///   - targets: Positions one after the other.
  ///   - isWanted: Whether a target counts.
  /// - Returns: The lists, in the order of the queries.
  func nearest(
    _ width: Int, of queries: ArraySlice<Int32>, among targets: Range<Int>,
    where isWanted: (Int) -> Bool = { _ in true }
  ) -> NearestLists {
    var lists = NearestLists(points: queries.count, width: width)
    let scratch = Self.scratch()
    for start in stride(from: 0, to: queries.count, by: Self.queries) {
      let from = queries.startIndex + start
      let part = queries[from..<min(queries.endIndex, from + Self.queries)]
      scan(
        part, targets, scratch: scratch, reach: { lists.reach(start + $0) },
        visit: { index, target, _, _ in
          let query = Int(part[part.startIndex + index])
          if target != query, isWanted(target) { lists.add(target, at: squared(query, target), to: start + index) }
          return lists.reach(start + index)
        })
    }
    return lists
  }
}
