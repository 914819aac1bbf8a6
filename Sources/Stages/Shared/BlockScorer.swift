import Columnar
import Draws
import Selection
import Spec

/// Scores the images of a row group of predictions.
struct BlockScorer: Sendable {
  /// What became of a row group.
  struct Block: Sendable {
    /// Its unlabelled images, as they stand in the table of scores.
    let table: Table
    /// The candidates among them.
    let head: CandidateHead
    /// What is known of those.
    let candidates: CandidateStore.Block
  }

  private let setup: StageSetup
  private let closed: ClosedImages
  private let draw: Draw
  private let classes: [[UInt8]]
  private let columns: TableSchema

  /// Prepares for an iteration.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - closed: The images that are not asked about.
  ///   - draw: What settles ties.
  /// - Throws: `ColumnarError`.
  init(_ setup: StageSetup, closed: ClosedImages, draw: Draw) throws {
    self.setup = setup
    self.closed = closed
    self.draw = draw
    classes = setup.spec.classes.map { Array($0.utf8) }
    columns = try Tables.predictions.selecting(["image_id", setup.spec.stages.score.probabilityColumn])
  }

  /// Scores the unlabelled images of a row group.
  ///
  /// - Parameters:
  ///   - reader: The predictions.
  ///   - rowGroup: The row group's number.
  ///   - head: What the candidates are put into.
  /// - Returns: Scores and candidates of the row group.
  /// - Throws: `ColumnarError`, `StorageError`, `DataError.temperedMissing`.
  func score(_ reader: TableReader, rowGroup: Int, head: CandidateHead) throws -> Block {
    var table = try reader.read(rowGroup: rowGroup, as: columns)
    let open = closed.ids.rowsOutside(try table.strings("image_id"))
    if let open { table = try table.rows(open) }
    let ids = try table.strings("image_id")
    let measures = try measures(table)
    var (head, candidates) = (head, CandidateStore.Block(rowGroup))
    var scores = measures.scores(measure)
    let needsDraws = scores == nil
    let keys = needsDraws ? draws(ids) : []
    if needsDraws { scores = Measure.random(keys) }
    let values = scores ?? []
    try head.offer(scores: values, tiebreak: tiebreak.flatMap { measures.scores($0) }) { place in
      candidates.take(place)
    } draw: { place in
      needsDraws ? keys[place] : draw.key(ids.utf8(place))
    }
    candidates.keep(ids: ids, scores: values, predicted: measures.predicted)
    let threshold = setup.spec.threshold
    return Block(
      table: try Table(
        schema: Tables.scores,
        columns: [
          .strings(ids), .strings(names(measures.predicted)), .floats(measures.highest), .doubles(measures.margin),
          .doubles(measures.entropy), .doubles(measures.leastConfidence),
          .bools(threshold.map { rule in values.map { rule.passes($0) } } ?? values.map { _ in true }),
        ]), head: head, candidates: candidates)
  }

  /// Puts the candidates in order.
  ///
  /// - Parameters:
  ///   - head: All row groups' candidates.
  ///   - store: What is known of them.
  ///   - threads: How many threads to use.
  /// - Returns: Their table, and how they came about.
  /// - Throws: `ColumnarError`.
  func candidates(
    _ head: CandidateHead, _ store: CandidateStore, threads: Int
  ) throws -> (table: Table, report: CandidateReport) {
    let (numbers, passed, report) = head.finish(threads: threads)
    let (ids, scores, predicted) = try store.find(numbers, threads: threads)
    let table = try Table(
      schema: Tables.candidates,
      columns: [
        .int32s(numbers.indices.map { Int32($0 + 1) }), .strings(ids),
        measure == .random ? .optionalDoubles(scores.map { _ in nil }) : .doubles(scores),
        .strings(names(predicted)), .bools(numbers.indices.map { $0 < passed }),
      ])
    return (table, report)
  }

  private var measure: Measure { setup.spec.stages.score.measure.measure }
  private var tiebreak: Measure? { setup.spec.stages.score.tiebreak?.measure }

  private func measures(_ table: Table) throws -> MeasureBlock {
    let column = setup.spec.stages.score.probabilityColumn
    // A hook may give no tempered probabilities; that there is one a class was checked when it wrote them.
    guard try table.column(column).validity == nil else {
      throw DataError.temperedMissing(program: setup.spec.stages.train.hook.run.joined(separator: " "))
    }
    return try MeasureBlock(try table.floatLists(column).values, classes: classes.count)
  }

  private func draws(_ ids: StringArray) -> [UInt64] {
    var keys: [UInt64] = []
    keys.reserveCapacity(ids.count)
    ids.forEachUTF8 { keys.append(draw.key($1)) }
    return keys
  }

  /// The names of classes, packed.
  private func names(_ predicted: [Int32]) -> StringArray {
    var bytes: [UInt8] = []
    var offsets = [0]
    bytes.reserveCapacity(predicted.count * 8)
    offsets.reserveCapacity(predicted.count + 1)
    for index in predicted {
      bytes += classes[Int(index)]
      offsets.append(bytes.count)
    }
    return StringArray(bytes: bytes, offsets: offsets)
  }
}

extension ScoreSpec {
  /// The column of the predictions that is scored.
  var probabilityColumn: String { probabilities == .raw ? "probabilities" : "tempered" }
}
