import Columnar
import Draws
import Parallel
import Selection
import Synchronization

/// A simple random sample of the images that may be picked, drawn while their table passes.
struct PoolDraw {
  /// Every unlabelled image.
  let scores: TableReader
  /// A draw used for nothing else.
  let draw: Draw
  /// How many row groups may be read at once.
  let threads: Int

  /// Draws images: those with the smallest draw keys, in the order of their keys.
  ///
  /// - Parameters:
  ///   - count: How many are wanted.
  ///   - excluded: The ids that cannot be drawn.
  /// - Returns: The images' rows, and out of how many they were drawn: each had the same probability.
  /// - Throws: `ColumnarError`, `StorageError`.
  func rows(_ count: Int, besides excluded: [String] = []) throws -> (rows: [Int], of: Int) {
    let taken = SortedIDs(excluded)
    let head = Mutex(RankedHead(limit: count))
    let columns = try Tables.scores.selecting(["image_id"])
    try Parallel.forEach(scores.rowGroups, threads: threads) { [scores, draw] group in
      let ids = try scores.read(rowGroup: group, as: columns).strings("image_id")
      let first = scores.firstRow(ofRowGroup: group)
      var part = RankedHead(limit: count, last: head.withLock(\.cutoff))
      if let rows = taken.rowsOutside(ids) {
        for row in rows { part.offer(RankKey(score: 0, draw: draw.key(ids.utf8(row)), row: first + row)) }
      } else {
        ids.forEachUTF8 { row, id in part.offer(RankKey(score: 0, draw: draw.key(id), row: first + row)) }
      }
      head.withLock { $0.merge(part) }
    }
    return head.withLock { ($0.sorted(threads: threads).map(\.row), $0.offered) }
  }
}
