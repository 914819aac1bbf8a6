import Columnar
import Draws
import Labelling
import Parallel
import Selection
import Spec
import Synchronization

/// A simple random sample of the images that have not been picked, drawn while their table passes.
struct RandomShare {
  private let scores: TableReader
  private let column: String?
  private let draw: Draw

  /// Prepares a draw.
  ///
  /// - Parameters:
  ///   - scores: Every unlabelled image.
  ///   - column: The column that stands in the selection as the score; nil for none.
  ///   - draw: A draw used for nothing else.
  init(scores: TableReader, column: String?, draw: Draw) {
    self.scores = scores
    self.column = column
    self.draw = draw
  }

  /// Draws images: those with the smallest draw keys, in the order of their keys.
  ///
  /// The picks before are a certainty stratum; each other image has the probability n / N of n drawn from N.
  ///
  /// - Parameters:
  ///   - count: How many are wanted.
  ///   - picked: The ids that cannot be drawn.
  ///   - threads: How many row groups may be read at once.
  /// - Returns: The images, without a rank.
  /// - Throws: `ColumnarError`, `StorageError`.
  func images(_ count: Int, besides picked: [String], threads: Int) throws -> [SelectedImage] {
    guard count > 0 else { return [] }
    let taken = SortedIDs(picked)
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
    let (rows, offered) = head.withLock { ($0.sorted(threads: threads).map(\.row), $0.offered) }
    return try read(rows, probability: Double(rows.count) / Double(max(1, offered)))
  }

  private func read(_ rows: [Int], probability: Double) throws -> [SelectedImage] {
    let order = rows.indices.sorted { rows[$0] < rows[$1] }
    let table = try scores.read(
      rows: order.map { rows[$0] }, as: Tables.scores.selecting(["image_id"] + [column].compactMap(\.self)))
    let ids = try table.strings("image_id")
    let values = try column.map { try table.doubles($0) }
    let images = order.indices.map { place in
      SelectedImage(
        imageID: ids[place], rank: 0, share: Share.random.rawValue, score: values?[place], cluster: nil,
        distance: nil, inclusionProbability: probability)
    }
    var drawn: [SelectedImage?] = Array(repeating: nil, count: rows.count)
    for (place, rank) in order.enumerated() { drawn[rank] = images[place] }
    return drawn.compactMap(\.self)
  }
}
