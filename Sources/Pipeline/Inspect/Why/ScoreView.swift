import Columnar
import Draws
import Engine
import Selection
import Spec
import Stages

/// The scores of an iteration, as far as it has come.
struct ScoreView {
  private let side: RecordedIteration
  private var rule: ScoreSpec { side.spec.stages.score }
  /// The measure that finds the candidates, which is not that of the spec where candidates are put in a new order.
  private var base: Measure { side.spec.acquisition.base }

  init(_ side: RecordedIteration) { self.side = side }

  /// The score of an image, and its place; nil where it has none.
  ///
  /// The rank takes one pass over two columns of the scores, and over the ids where scores are equal.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func score(of image: String) throws -> SelectionTrace.Score? {
    guard let reader = try side.table(Catalogue.Score.scores),
      let row = try TraceRow.find(image, in: reader)
    else { return nil }
    let counts = try counts()
    var score = SelectionTrace.Score(
      measure: base.rawValue, value: try column(in: reader).flatMap { try row.double($0) },
      predicted: try row.string("predicted") ?? "", probability: try row.float("probability"), threshold: threshold,
      topProbability: topProbability, passed: try row.bool("passed") ?? true, unlabelled: reader.rowCount,
      passing: counts?.passed ?? 0, candidates: counts?.candidates ?? 0, filled: counts?.filled ?? 0)
    if let candidates = try side.table(Catalogue.Score.candidates) {
      let candidate = try TraceRow.find(image, in: candidates)
      score.candidateRank = try candidate?.int("rank")
      score.base = try candidate?.double("base")
      if let value = try candidate?.double("score") { (score.measure, score.value) = (rule.measure.rawValue, value) }
      if candidates.rowCount > 0, candidates.schema.index(of: "score") != nil {
        let last = try candidates.read(rows: [candidates.rowCount - 1], as: candidates.schema.selecting(["score"]))
        score.lastCandidate = try last.optionalDoubles("score").first ?? nil
      }
    }
    score.rank = try score.candidateRank ?? rank(of: image, row, in: reader)
    return score
  }

  /// The column that has the measure; nil where there is none.
  private func column(in reader: TableReader) -> String? {
    [base.rawValue, "score"].first { reader.schema.index(of: $0) != nil }
  }

  /// The threshold of the spec.
  private var threshold: SelectionTrace.Cutoff? {
    if let limit = rule.below { return .init(side: .below, limit: limit) }
    return rule.above.map { .init(side: .above, limit: $0) }
  }

  /// The range that the top probability must be in.
  private var topProbability: [Double]? { rule.topProbability.map { [$0.low, $0.high] } }

  /// What the score stage counted; nil where it wrote nothing of it.
  private func counts() throws -> CandidateCounts? {
    let artifact = Catalogue.Score.figures
    guard let output = side.manifest.output(artifact) else { return nil }
    return try CandidateCounts.read(side.path(output, stage: artifact.stage))
  }

  /// The image's place among all: one more than those that come before it; nil where the measure has no column.
  private func rank(of image: String, _ row: TraceRow, in reader: TableReader) throws -> Int? {
    guard let measure = column(in: reader), let value = try row.double(measure) else { return nil }
    // A tie-break at random is the order of the draw.
    let shown = rule.tiebreak == .random ? nil : rule.tiebreak
    let tiebreak = shown.map { (column: $0.rawValue, largerFirst: $0.largerFirst) }
    if let tiebreak, reader.schema.index(of: tiebreak.column) == nil { return nil }
    let draw = Draw(randomSeed: side.spec.randomSeed, iteration: side.number, stage: StageName.score)
    let largerFirst = base.largerFirst
    let own = RankKey.ordered(value, largerFirst: largerFirst)
    let ownTie = try tiebreak.map { RankKey.ordered(try row.double($0.column) ?? .nan, largerFirst: $0.largerFirst) }
    let ownKey = draw.key(image)
    let schema = try reader.schema.selecting([measure] + (tiebreak.map { [$0.column] } ?? []))
    var before = 0
    for group in 0..<reader.rowGroups {
      let table = try reader.read(rowGroup: group, as: schema)
      let values = try table.optionalDoubles(measure)
      let ties = try tiebreak.map { try table.doubles($0.column) }
      var equal: [Int] = []
      for (place, value) in values.enumerated() {
        let other = RankKey.ordered(value ?? .nan, largerFirst: largerFirst)
        if other != own {
          if other < own { before += 1 }
          continue
        }
        guard let tiebreak, let ties, let ownTie else {
          equal.append(place)
          continue
        }
        let tie = RankKey.ordered(ties[place], largerFirst: tiebreak.largerFirst)
        if tie < ownTie { before += 1 } else if tie == ownTie { equal.append(place) }
      }
      guard !equal.isEmpty else { continue }
      let ids = try reader.read(rowGroup: group, as: reader.schema.selecting(["image_id"])).strings("image_id")
      for place in equal where draw.key(ids.utf8(place)) < ownKey { before += 1 }
    }
    return before + 1
  }
}
