import Columnar
import Selection
import Stages

/// The scores of every image of a pick, the labelled ones among them: the one table of a pick that grows with its files.
struct PickScores {
  private var ids = StringArray()
  private var margin: [Double] = []
  private var entropy: [Double] = []
  private var leastConfidence: [Double] = []
  private var scores: [Double] = []
  private var tiebreak: [Double]?
  private var keys: [UInt64] = []
  private let acquisition: Acquisition

  /// What a block adds.
  private struct Part: Sendable {
    let ids: StringArray
    let scores: [Double]
    let measures: MeasureBlock
    let keys: [UInt64]
  }

  /// Scores all images in one pass.
  ///
  /// - Throws: `PickError`, `ColumnarError`, `StorageError`, `SelectionError`.
  init(_ files: PickFiles, threads: Int) throws {
    acquisition = files.scorer.acquisition
    let tie = acquisition.tiebreak.flatMap { $0 == .random ? nil : $0 }
    tiebreak = tie.map { _ in [] }
    let scorer = files.scorer
    try files.blocks()?.forEach(threads: threads) { block in
      let images = try files.images(block).images
      let (scores, measures) = try scorer.scores(images)
      var keys: [UInt64] = []
      images.ids.forEachUTF8 { keys.append(scorer.draw.key($1)) }
      return Part(
        ids: images.ids, scores: scores, measures: try measures ?? MeasureBlock([], classes: 1), keys: keys)
    } consume: { part in
      ids.append(contentsOf: part.ids)
      margin += part.measures.margin
      entropy += part.measures.entropy
      leastConfidence += part.measures.leastConfidence
      scores += part.scores
      if let tie { tiebreak? += part.measures.scores(tie) ?? [] }
      keys += part.keys
    }
  }

  /// The table, in the order of the ids.
  ///
  /// - Parameter candidates: The candidates, which come first where they are put in a new order.
  /// - Returns: The table that `winnow pick --scores` writes.
  /// - Throws: `ColumnarError`, `SelectionError`.
  func table(_ candidates: PickCandidates) throws -> Table {
    var ranking = try Ranking.rank(
      scores: scores, largerFirst: acquisition.base.largerFirst, tiebreak: tiebreak,
      tiebreakLargerFirst: acquisition.tiebreak?.largerFirst ?? true, keys: keys)
    var final: [Double?] = acquisition.measure == .random ? scores.map { _ in nil } : scores
    if acquisition.reorders {
      let taken = Set(candidates.known.rows)
      ranking = candidates.known.rows + ranking.filter { !taken.contains($0) }
      final = scores.map { _ in nil }
      for (row, score) in zip(candidates.known.rows, candidates.scores) { final[row] = score }
    }
    var ranks = Array(repeating: Int32(0), count: ranking.count)
    for (rank, row) in ranking.enumerated() { ranks[row] = Int32(rank + 1) }
    let rows = ids.ascends ? Array(0..<ids.count) : ids.ascending()
    func column(_ values: [Double]) -> Column { .doubles(rows.map { values[$0] }) }
    return try Table(
      schema: Tables.pickScores,
      columns: [
        .strings(ids.gather(rows)), column(margin), column(entropy), column(leastConfidence),
        .int32s(rows.map { ranks[$0] }), .optionalDoubles(rows.map { final[$0] }),
      ])
  }
}
