/// Cuts the trees of all cells at one height, so that clusters are many where they save the most inertia.
enum WardCut {
  /// The merges that are made: the given number with the least heights, of equals the earlier ones.
  ///
  /// As no merge is lower than those within it and all of those are before it, what is made is whole. O(n).
  ///
  /// - Parameters:
  ///   - merges: Of all cells, one behind the other.
  ///   - count: At most the number of merges.
  /// - Returns: Whether each is made.
  static func made(_ merges: [WardMerge], count: Int) -> [Bool] {
    // Heights are not negative, so they sort as their bits do: by the upper, then by the lower half.
    func bits(_ merge: WardMerge) -> UInt32 { merge.height > 0 ? merge.height.bitPattern : 0 }
    var left = count
    func place(_ digit: (UInt32) -> Int?) -> Int {
      var histogram = [Int](repeating: 0, count: 1 << 16)
      for merge in merges { if let digit = digit(bits(merge)) { histogram[digit] += 1 } }
      for (digit, number) in histogram.enumerated() {
        if number > left || digit == histogram.count - 1 { return digit }
        left -= number
      }
      return 0
    }
    let upper = place { Int($0 >> 16) }
    let lower = place { Int($0 >> 16) == upper ? Int($0 & 0xffff) : nil }
    let limit = UInt32(upper) << 16 | UInt32(lower)
    return merges.map { merge in
      if bits(merge) < limit { return true }
      guard bits(merge) == limit, left > 0 else { return false }
      left -= 1
      return true
    }
  }

  /// The clusters that merges leave of points, numbered by their first points.
  ///
  /// - Parameters:
  ///   - merges: Merges between points from 0 to `count` − 1.
  ///   - made: Whether each is made.
  ///   - count: How many points there are.
  /// - Returns: The cluster of each point, and how many there are.
  static func clusters(_ merges: [WardMerge], made: [Bool], count: Int) -> (of: [Int32], count: Int) {
    var parent = (0..<count).map { Int32(truncatingIfNeeded: $0) }
    func root(_ point: Int32) -> Int32 {
      var at = point
      while parent[Int(at)] != at {
        parent[Int(at)] = parent[Int(parent[Int(at)])]
        at = parent[Int(at)]
      }
      return at
    }
    for (merge, isMade) in zip(merges, made) where isMade {
      let (a, b) = (root(merge.left), root(merge.right))
      parent[Int(max(a, b))] = min(a, b)
    }
    var number = [Int32](repeating: -1, count: count)
    var next: Int32 = 0
    for point in 0..<count {
      let own = root(Int32(truncatingIfNeeded: point))
      if number[Int(own)] < 0 {
        number[Int(own)] = next
        next += 1
      }
      number[point] = number[Int(own)]
    }
    return (number, Int(next))
  }
}
