import Parallel

/// The first images of a ranking, made while the images pass in any order and in any division into blocks.
///
/// Holds twice as many as are wanted at the most: where they are that many, the better half is kept (Hoare's selection,
/// 1961), so that each image costs constant time on average and memory does not grow with the pool.
package struct RankedHead: Sendable {
  /// How many images are wanted.
  package let limit: Int
  /// How many images have been offered to it.
  package private(set) var offered = 0
  private var keys: [RankKey] = []
  private var last: RankKey?

  /// Begins with no images.
  ///
  /// - Parameters:
  ///   - limit: How many are wanted; none where it is negative.
  ///   - last: An image that `limit` others are known to come before; what comes after it need not be kept.
  package init(limit: Int, last: RankKey? = nil) {
    self.limit = max(0, limit)
    self.last = last
  }

  /// The last image that can still be among the first; nil as long as all can.
  package var cutoff: RankKey? { last }

  /// Whether an image of this score can be among the first: worth asking before its tie-break and its draw are computed.
  package func admits(score: UInt64) -> Bool { limit > 0 && last?.mayFollow(score: score) ?? true }

  /// Counts an image that `admits` has ruled out.
  package mutating func pass() { offered += 1 }

  /// Takes an image in.
  package mutating func offer(_ key: RankKey) {
    offered += 1
    take(key)
  }

  /// Takes in what another head has been offered.
  package mutating func merge(_ other: RankedHead) {
    offered += other.offered
    for key in other.keys { take(key) }
  }

  /// The first images, best first, at most `limit`.
  package func sorted(threads: Int = 1) -> [RankKey] {
    guard threads > 1, keys.count > 1 << 14 else { return Array(keys.sorted().prefix(limit)) }
    // Two halves side by side, then merged: most of the sorting is in the halves.
    let middle = keys.count / 2
    let halves = [keys[..<middle], keys[middle...]]
    // Sorting throws nothing; were it to, one thread would sort the same.
    guard let parts = try? Parallel.map(2, threads: 2, { halves[$0].sorted() }) else {
      return Array(keys.sorted().prefix(limit))
    }
    let (first, second) = (parts[0], parts[1])
    var merged: [RankKey] = []
    merged.reserveCapacity(min(limit, keys.count))
    var (left, right) = (0, 0)
    while merged.count < limit, left < first.count || right < second.count {
      if right == second.count || (left < first.count && first[left] < second[right]) {
        merged.append(first[left])
        left += 1
      } else {
        merged.append(second[right])
        right += 1
      }
    }
    return merged
  }

  private mutating func take(_ key: RankKey) {
    guard limit > 0 else { return }
    if let last, last < key { return }
    keys.append(key)
    guard keys.count >= max(64, 2 * limit) else { return }
    keys.withUnsafeMutableBufferPointer { Self.partition(&$0, at: limit - 1) }
    last = keys[limit - 1]
    keys.removeLast(keys.count - limit)
  }

  /// Moves the images so that the one of rank `target` is at its place, all before it come before, all behind it behind.
  private static func partition(_ keys: inout UnsafeMutableBufferPointer<RankKey>, at target: Int) {
    var low = 0
    var high = keys.count - 1
    while low < high {
      let pivot = median(keys[low], keys[(low + high) / 2], keys[high])
      var left = low
      var right = high
      while left <= right {
        while keys[left] < pivot { left += 1 }
        while pivot < keys[right] { right -= 1 }
        if left <= right {
          keys.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if target <= right {
        high = right
      } else if target >= left {
        low = left
      } else {
        return
      }
    }
  }

  private static func median(_ a: RankKey, _ b: RankKey, _ c: RankKey) -> RankKey {
    max(min(a, b), min(max(a, b), c))
  }
}
