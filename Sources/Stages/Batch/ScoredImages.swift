import Columnar
import Draws
import Parallel
import Selection
import Spec
import Synchronization

/// Images in the order in which they are asked about, found while the table of scores passes.
struct ScoredImages {
  /// Every unlabelled image.
  let scores: TableReader
  /// What settles ties.
  let draw: Draw
  /// How many row groups may be read at once.
  let threads: Int

  /// The images that rules and a cap let be candidates, as the streaming measure finds them.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `SelectionError`.
  func candidates(_ acquisition: Acquisition, cap: Int, atLeast: Int) throws -> CandidateHead.Found {
    let head = Mutex(CandidateHead(CandidateHead.Rule(acquisition, cap: cap, atLeast: atLeast)))
    try forEachBlock(acquisition, further: acquisition.topProbability == nil ? [] : ["probability"]) {
      [draw] first, block in
      var part = head.withLock(\.emptied)
      let probability = acquisition.topProbability == nil ? [] : try block.table.floats("probability")
      try part.offer(scores: block.scores, tiebreak: block.tiebreak, probability: probability) {
        first + $0
      } draw: {
        draw.key(block.ids.utf8($0))
      }
      head.withLock { $0.merge(part) }
    }
    return head.withLock { $0 }.finish(threads: threads)
  }

  /// The images that the model gives to some classes, best first.
  ///
  /// - Parameters:
  ///   - names: The classes.
  ///   - order: What ranks the images of a class: its streaming measure.
  ///   - count: How many of each class are wanted.
  /// - Returns: For each class how many images it has, and the rows of the first.
  /// - Throws: `ColumnarError`, `StorageError`.
  func predicted(_ names: [String], _ order: Acquisition, count: Int) throws -> [(images: Int, rows: [Int])] {
    let heads = Mutex(names.map { _ in RankedHead(limit: count) })
    let wanted = StringArray(names)
    try forEachBlock(order, further: ["predicted"]) { [draw] first, block in
      var parts = heads.withLock { $0.map { RankedHead(limit: count, last: $0.cutoff) } }
      let predicted = try block.table.strings("predicted")
      for row in 0..<predicted.count {
        guard let name = parts.indices.first(where: { predicted.compare(row, wanted, $0) == 0 }) else { continue }
        parts[name].offer(
          RankKey(
            score: RankKey.ordered(block.scores[row], largerFirst: order.base.largerFirst),
            tiebreak: block.tiebreak.map {
              RankKey.ordered($0[row], largerFirst: order.tiebreak?.largerFirst ?? true)
            } ?? 0, draw: draw.key(block.ids.utf8(row)), row: first + row))
      }
      heads.withLock { for (index, part) in parts.enumerated() { $0[index].merge(part) } }
    }
    return heads.withLock { $0.map { ($0.offered, $0.sorted(threads: threads).map(\.row)) } }
  }

  // MARK: Blocks

  /// A row group with its measures.
  private struct Block {
    let table: Table
    let ids: StringArray
    let scores: [Double]
    let tiebreak: [Double]?
  }

  private func forEachBlock(
    _ order: Acquisition, further: [String], _ body: @escaping @Sendable (_ firstRow: Int, Block) throws -> Void
  ) throws {
    var names: [String] = ["image_id"] + further
    for column in [order.base.column, order.tiebreak?.column].compactMap(\.self) where !names.contains(column) {
      names.append(column)
    }
    let columns = try Tables.scores.selecting(names)
    try Parallel.forEach(scores.rowGroups, threads: threads) { [scores, draw] group in
      let table = try scores.read(rowGroup: group, as: columns)
      let ids = try table.strings("image_id")
      func values(_ measure: Measure) throws -> [Double] {
        if let column = measure.column { return try Self.values(table, column) }
        return Measure.random((0..<ids.count).map { draw.key(ids.utf8($0)) })
      }
      try body(
        scores.firstRow(ofRowGroup: group),
        Block(
          table: table, ids: ids, scores: values(order.base), tiebreak: order.tiebreak.map { try values($0) }))
    }
  }

  /// A measure out of a block of the table of scores.
  ///
  /// - Throws: `ColumnarError` where it is not there: the pool was not scored by it.
  static func values(_ table: Table, _ column: String) throws -> [Double] { try table.doubles(column) }
}

extension Measure {
  /// The column of the table of scores that has a measure that streams; nil for one that is drawn.
  ///
  /// What is none of the measures that every table of scores has is in `score`, if it is the one of the spec.
  var column: String? {
    switch self {
    case .margin, .leastConfidence, .entropy: rawValue
    case .random: nil
    default: "score"
    }
  }
}
