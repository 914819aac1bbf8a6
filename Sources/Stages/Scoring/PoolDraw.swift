import Columnar
import Draws
import Selection
import Synchronization

/// A simple random sample of images, drawn while their table passes.
package struct PoolDraw: Sendable {
  /// The ids of the images, in the column `image_id`.
  private let images: BlockStream
  /// A draw used for nothing else.
  private let draw: Draw
  /// How many blocks may be looked at at once.
  private let threads: Int

  /// Declares a draw.
  ///
  /// - Parameters:
  ///   - images: Their table, of which the column `image_id` is looked at.
  ///   - draw: A draw used for nothing else.
  ///   - threads: How many threads to use.
  package init(_ images: BlockStream, draw: Draw, threads: Int) {
    self.images = images
    self.draw = draw
    self.threads = threads
  }

  /// The unlabelled images of an iteration.
  ///
  /// - Throws: `ColumnarError`.
  init(scores: TableReader, draw: Draw, threads: Int) throws {
    self.init(BlockStream(scores, as: try Tables.scores.selecting(["image_id"])), draw: draw, threads: threads)
  }

  /// Draws images: those with the smallest draw keys, in the order of their keys.
  ///
  /// - Parameters:
  ///   - count: How many are wanted.
  ///   - open: Which images of a block can be drawn; nil: all of them.
  /// - Returns: The images' rows, and out of how many they were drawn: each had the same probability.
  /// - Throws: `ColumnarError`, `StorageError`, and what `open` throws.
  package func rows(
    _ count: Int, open: @Sendable (StringArray) throws -> [Int]? = { _ in nil }
  ) throws -> (rows: [Int], of: Int) {
    let head = Mutex(RankedHead(limit: count))
    try images.forEach(threads: threads) { block in
      let ids = try block.table.strings("image_id")
      var part = RankedHead(limit: count, last: head.withLock(\.cutoff))
      if let rows = try open(ids) {
        for row in rows { part.offer(RankKey(score: 0, draw: draw.key(ids.utf8(row)), row: block.firstRow + row)) }
      } else {
        ids.forEachUTF8 { row, id in
          part.offer(RankKey(score: 0, draw: draw.key(id), row: block.firstRow + row))
        }
      }
      return part
    } consume: { part in
      head.withLock { $0.merge(part) }
    }
    return head.withLock { ($0.sorted(threads: threads).map(\.row), $0.offered) }
  }
}
