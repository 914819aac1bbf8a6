import Columnar
import Engine
import Labelling
import Selection
import Spec

/// The candidates of a batch, best first, and how they came about.
struct CandidateRanking: Sendable {
  let ids: [String]
  /// The measure; none where images are ranked by draw.
  let scores: [Double?]
  /// The measure that found the candidates, by which they were cut off.
  let base: [Double?]
  /// How many candidates have the same score and tie-break, each itself counted.
  let tied: [Int32]
  /// The class that the model finds most probable.
  let predicted: [Int]
  /// The probability of that class.
  let probabilities: [Float]
  let report: CandidateReport
  private let cutoff: Cutoff?

  /// The candidates that the stage before has written.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ setup: StageSetup, _ scope: IterationScope) throws {
    let table = try scope.table(Catalogue.Score.candidates)
    ids = try table.strings("image_id").strings
    scores = try table.optionalDoubles("score")
    base = zip(try table.optionalDoubles("base"), scores).map { $0 ?? $1 }
    tied = try table.int32s("tied")
    predicted = try Self.classes(table.strings("predicted"), setup)
    probabilities = try table.floats("probability")
    let figures = try CandidateFigures.read(scope.path(Catalogue.Score.figures))
    report = CandidateReport(
      ranked: figures.pool, passed: figures.passed, cut: figures.cut, filled: figures.filled,
      candidates: figures.candidates, missing: 0)
    let isCut = figures.cutoffBy == .cap || figures.cutoffBy == .threshold
    cutoff = (isCut ? figures.cutoffScore : nil).map {
      Cutoff(score: $0, largerFirst: setup.spec.acquisition.base.largerFirst)
    }
  }

  /// The candidates that another threshold, measure or cap would give, out of the scores that are there.
  ///
  /// - Parameters:
  ///   - setup: The spec with that threshold or cap.
  ///   - acquisition: What ranks the images.
  ///   - reader: The table of scores.
  ///   - scope: The iteration.
  ///   - threads: How many threads to use.
  /// - Throws: `ColumnarError`, `StorageError`, `SelectionError`.
  init(
    _ setup: StageSetup, _ acquisition: Acquisition, scores reader: TableReader, scope: IterationScope, threads: Int
  ) throws {
    let batch = setup.spec.batch
    let scored = ScoredImages(scores: reader, draw: setup.draw(scope.iteration, StageName.score), threads: threads)
    let found = try scored.candidates(acquisition, cap: batch.candidateCap, atLeast: batch.wanted)
    let column = acquisition.base.column
    let table = try reader.read(
      rows: found.rows,
      as: Tables.scores.selecting(["image_id", "predicted", "probability"] + [column].compactMap(\.self)))
    let classes = try Self.classes(table.strings("predicted"), setup)
    let values = try column.map { try ScoredImages.values(table, $0) }
    cutoff = Cutoff(found, scores: values, acquisition: acquisition)
    report = found.report
    guard acquisition.reorders, let values else {
      ids = try table.strings("image_id").strings
      scores = values ?? found.rows.map { _ in nil }
      base = scores
      tied = RankKey.tied(found.keys)
      predicted = classes
      probabilities = try table.floats("probability")
      return
    }
    let known = CandidateStore.Known(
      ids: try table.strings("image_id"), rows: found.rows, scores: values, predicted: classes.map { Int32($0) },
      probabilities: try table.floats("probability"))
    let result = try StageOrder(setup, scope, scores: reader, threads: threads).scores(known)
    let order = acquisition.order(of: found, by: result.scores)
    let final = known.gather(order.places)
    ids = final.ids.strings
    scores = order.places.map { result.scores[$0] }
    base = final.scores
    tied = order.tied
    predicted = final.predicted.map { Int($0) }
    probabilities = final.probabilities
  }

  private static func classes(_ names: StringArray, _ setup: StageSetup) throws -> [Int] {
    let known = StringArray(setup.spec.classes)
    return (0..<names.count).map { row in
      (0..<known.count).first { names.compare(row, known, $0) == 0 } ?? -1
    }
  }

  /// How far a candidate's score is inside the cut-off; nil where nothing was cut off.
  func gap(_ place: Int) -> Double? {
    cutoff.flatMap { cutoff in base[place].map { cutoff.gap($0) } }
  }
}
