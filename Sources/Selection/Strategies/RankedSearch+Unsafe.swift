import Parallel

extension RankedSearch {
  /// Candidates that a thread compares with picks at once.
  private static let part = 32

  /// Compares every candidate with every labelled point.
  func compareWithLabelled() throws {
    let labelled = points.groups[1]
    guard !labelled.isEmpty else { return }
    let width = GroupedPoints.queries
    try Parallel.forEach((count + width - 1) / width, threads: points.threads) { number in
      let start = number * width
      let items = (start..<min(self.count, start + width)).map { Int32(truncatingIfNeeded: $0) }
      self.points.scan(
        items[...], labelled, scratch: GroupedPoints.scratch(), reach: { self.least[start + $0] },
        visit: { index, other, _, _ in self.meet(start + index, self.points.squared(start + index, other)) })
    }
  }

  /// Compares candidates with the picks that they have not seen.
  func compareWithPicks(_ items: [Int32]) throws {
    let sorted = items.sorted { (seen[Int($0)], $0) < (seen[Int($1)], $1) }
    let count = picks.count
    try Parallel.forEach((sorted.count + Self.part - 1) / Self.part, threads: points.threads) { number in
      let part = sorted[number * Self.part..<min(sorted.count, (number + 1) * Self.part)]
      // From the pick that one of them has not seen: what others have seen changes nothing for them.
      let from = part.first.map { Int(self.seen[Int($0)]) } ?? count
      let items = Array(part)
      self.points.scan(
        part, rows: self.picked.row(from), norms: self.pickedNorms.base + from, count: count - from,
        scratch: GroupedPoints.scratch(), reach: { self.least[Int(items[$0])] },
        visit: { index, other, _, _ in
          self.meet(Int(items[index]), self.points.squared(Int(items[index]), self.picks[from + other].item))
        })
      for item in items { self.seen[Int(item)] = Int32(truncatingIfNeeded: count) }
    }
  }

  private func meet(_ item: Int, _ squared: Float) -> Float {
    if squared < least[item] {
      least[item] = squared
      novelty[item] = 1 - 1 / (1 + Double(squared).squareRoot())
    }
    return least[item]
  }

  /// The candidate whose mean distance from all is least; of equals the first.
  ///
  /// A tile's distances leave 64, whose are then taken from the differences.
  func middle() throws -> Int {
    let width = GroupedPoints.queries
    let sums = SharedBuffer<Double>(repeating: 0, count: count)
    try Parallel.forEach((count + width - 1) / width, threads: points.threads) { number in
      let items = (number * width..<min(self.count, (number + 1) * width)).map { Int32(truncatingIfNeeded: $0) }
      self.points.scan(
        items[...], self.points.groups[0], scratch: GroupedPoints.scratch(), reach: { _ in .infinity },
        visit: { index, _, squared, _ in
          sums[number * width + index] += max(0, squared).squareRoot()
          return .infinity
        })
    }
    let foremost = try Ranking.rank(
      scores: sums.array, largerFirst: false, keys: [UInt64](repeating: 0, count: count)
    ).prefix(64)
    let exact = try Parallel.map(foremost.count, threads: points.threads) { number in
      (0..<self.count).reduce(0.0) { $0 + Double(self.points.squared(foremost[number], $1)).squareRoot() }
    }
    let best = exact.indices.min { (exact[$0], foremost[$0]) < (exact[$1], foremost[$1]) }
    return best.map { foremost[$0] } ?? 0
  }
}
