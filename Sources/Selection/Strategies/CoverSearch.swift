import Synchronization

/// The greedy cover: which points are near each candidate, and how many of them no ball covers yet.
///
/// Points go by position; the first `candidates` ranks are candidates in the order of keys, the others labelled points.
struct CoverSearch {
  private let pairs: RadiusPairs
  private let ranks: [Int]
  private let positions: [Int]
  private let candidates: Int
  private let limit: Int
  private var isCovered: [Bool]
  /// How many uncovered candidates lie in the ball of each point.
  private var degrees: [Int]
  /// The neighbours of a point, one behind the other, if they are kept.
  private var lists: (offsets: [Int], members: [Int32])?

  /// What a pass over the pairs finds out.
  private struct Found {
    var degrees: [Int]
    var stored: [PointPair] = []
    var isComplete = true
    var isCovered: [Bool]
  }

  /// Counts what each ball holds, and covers what labelled points do.
  ///
  /// - Parameters:
  ///   - pairs: Points that are within a radius of each other.
  ///   - ranks: The place of each position in the order of keys, candidates before labelled points.
  ///   - candidates: How many are candidates.
  ///   - limit: How many pairs are kept at the most.
  /// - Throws: Nothing of its own.
  init(_ pairs: RadiusPairs, ranks: [Int], candidates: Int, storing limit: Int) throws {
    self.pairs = pairs
    self.ranks = ranks
    self.candidates = candidates
    self.limit = limit
    positions = ranks.ranks
    isCovered = [Bool](repeating: false, count: ranks.count)
    degrees = ranks.map { $0 < candidates ? 1 : 0 }
    let (_, nearLabelled) = try lookThrough()
    try cover((0..<ranks.count).filter { nearLabelled[$0] }.map { Int32(truncatingIfNeeded: $0) })
  }

  /// Counts pairs with a candidate that is not covered, and keeps them if they are few enough.
  private mutating func lookThrough() throws -> (pairs: Int, nearLabelled: [Bool]) {
    let count = ranks.count
    let found = Mutex(
      Found(degrees: [Int](repeating: 0, count: count), isCovered: [Bool](repeating: false, count: count)))
    let (ranks, candidates, limit, isCovered) = (ranks, candidates, limit, isCovered)
    try pairs.forEach { pairs in
      found.withLock { found in
        for pair in pairs {
          let (a, b) = (Int(pair.first), Int(pair.second))
          let (isA, isB) = (ranks[a] < candidates, ranks[b] < candidates)
          guard (isA && !isCovered[a]) || (isB && !isCovered[b]) else { continue }
          if isA != isB { found.isCovered[isA ? a : b] = true }
          guard isA && isB else { continue }
          if !isCovered[b] { found.degrees[a] += 1 }
          if !isCovered[a] { found.degrees[b] += 1 }
          guard found.isComplete else { continue }
          if found.stored.count < limit {
            found.stored.append(pair)
          } else {
            found.isComplete = false
            found.stored = []
          }
        }
      }
    }
    let result = found.withLock { $0 }
    for position in 0..<count where ranks[position] < candidates {
      degrees[position] = result.degrees[position] + (isCovered[position] ? 0 : 1)
    }
    if result.isComplete { lists = Self.lists(result.stored, count: count) }
    return (result.stored.count, result.isCovered)
  }

  /// The neighbours of every point, from pairs.
  private static func lists(_ pairs: [PointPair], count: Int) -> (offsets: [Int], members: [Int32]) {
    var offsets = [Int](repeating: 0, count: count + 1)
    for pair in pairs {
      offsets[Int(pair.first) + 1] += 1
      offsets[Int(pair.second) + 1] += 1
    }
    for point in 0..<count { offsets[point + 1] += offsets[point] }
    var next = offsets
    var members = [Int32](repeating: 0, count: 2 * pairs.count)
    for pair in pairs {
      members[next[Int(pair.first)]] = pair.second
      next[Int(pair.first)] += 1
      members[next[Int(pair.second)]] = pair.first
      next[Int(pair.second)] += 1
    }
    return (offsets, members)
  }

  /// Candidates that are covered together where neighbours are not kept.
  private static let group = 128

  /// Notes that candidates are covered: no ball gains by them any more.
  private mutating func cover(_ points: [Int32]) throws {
    for point in points { isCovered[Int(point)] = true }
    for start in stride(from: 0, to: points.count, by: Self.group) {
      let group = points[start..<min(points.count, start + Self.group)]
      let near = try neighbours(Array(group))
      for (index, point) in group.enumerated() {
        degrees[Int(point)] -= 1
        for other in near[index] where ranks[Int(other)] < candidates { degrees[Int(other)] -= 1 }
      }
    }
  }

  private func neighbours(_ points: [Int32]) throws -> [[Int32]] {
    guard let lists else { return try pairs.neighbours(of: points) }
    return points.map { Array(lists.members[lists.offsets[Int($0)]..<lists.offsets[Int($0) + 1]]) }
  }

  /// Picks so many candidates, or fewer if all are covered before.
  ///
  /// A ball only loses, so it is counted anew once it leads a heap.
  ///
  /// - Returns: Items in the order of keys, and for every item the pick that was the first to cover it; −1 for none.
  mutating func run(_ wanted: Int) throws -> (picks: [Int], clusters: [Int32]) {
    var heap = LeastHeap(
      (0..<candidates).map { (-Double(degrees[positions[$0]]), Int32(truncatingIfNeeded: $0)) })
    var picks: [Int] = []
    var clusters = [Int32](repeating: -1, count: candidates)
    while picks.count < wanted, let first = heap.first {
      let item = Int(first.item)
      let position = positions[item]
      guard -first.value == Double(degrees[position]) else {
        heap.replaceFirst(-Double(degrees[position]))
        continue
      }
      guard degrees[position] > 0 else { break }
      heap.removeFirst()
      let ball = [Int32(truncatingIfNeeded: position)] + (try neighbours([Int32(truncatingIfNeeded: position)]))[0]
      let new = ball.filter { ranks[Int($0)] < candidates && !isCovered[Int($0)] }
      for point in new { clusters[ranks[Int(point)]] = Int32(truncatingIfNeeded: picks.count) }
      picks.append(item)
      try cover(new)
      // What is left may fit now; each ball's members that are left are counted, a pair perhaps twice.
      if lists == nil, degrees.reduce(0, +) <= limit { _ = try lookThrough() }
    }
    return (picks, clusters)
  }
}
