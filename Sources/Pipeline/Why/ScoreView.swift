import Columnar
import Draws
import Engine
import Foundation
import Selection
import Spec
import Stages
import Storage

/// The scores of an iteration, as far as it has come.
struct ScoreView {
  private let side: ComparedIteration
  private var rule: ScoreSpec { side.spec.stages.score }

  init(_ side: ComparedIteration) { self.side = side }

  /// The score of an image, and its place; nil where it has none.
  ///
  /// The rank takes one pass over two columns of the scores, and over the ids where scores are equal.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func score(of image: String) throws -> ImageStory.Score? {
    guard let reader = try side.table(Artifact("score", "scores.parquet")),
      let row = try StoryRow.find(image, in: reader)
    else { return nil }
    let counts = try counts()
    var score = ImageStory.Score(
      measure: rule.measure.rawValue, value: try row.double(rule.measure.rawValue),
      predicted: try row.string("predicted") ?? "", probability: try row.float("probability"), threshold: cutoff,
      passed: try row.bool("passed") ?? true, rank: nil, unlabelled: reader.rowCount, passing: counts?.passed ?? 0,
      candidates: counts?.candidates ?? 0, filled: counts?.filled ?? 0)
    if let candidates = try side.table(Artifact("score", "candidates.parquet")) {
      let candidate = try StoryRow.find(image, in: candidates)
      score.candidateRank = try candidate?.int("rank")
      if let value = try candidate?.double("score") { score.value = value }
      if candidates.rowCount > 0, candidates.schema.index(of: "score") != nil {
        let last = try candidates.read(rows: [candidates.rowCount - 1], as: candidates.schema.selecting(["score"]))
        score.lastCandidate = try last.optionalDoubles("score").first ?? nil
      }
    }
    score.rank = try score.candidateRank ?? rank(of: image, row, in: reader)
    return score
  }

  /// The threshold of the spec.
  private var cutoff: ImageStory.Cutoff? {
    if let limit = rule.below { return .init(side: .below, limit: limit) }
    return rule.above.map { .init(side: .above, limit: $0) }
  }

  /// What the score stage counted.
  private struct Counts: Decodable {
    let passed: Int
    let candidates: Int
    let filled: Int
  }

  private func counts() throws -> Counts? {
    let artifact = Artifact("score", "candidates.json")
    guard let output = side.manifest.output(artifact) else { return nil }
    let bytes = try Files.read(side.path(output, stage: artifact.stage), limit: 1 << 20)
    return try? JSONDecoder().decode(Counts.self, from: Data(bytes))
  }

  /// The image's place among all: one more than those that come before it; nil where the measure has no column.
  private func rank(of image: String, _ row: StoryRow, in reader: TableReader) throws -> Int? {
    let measure = rule.measure.rawValue
    let tiebreak = rule.tiebreak.map(\.rawValue)
    guard reader.schema.index(of: measure) != nil, tiebreak.map({ reader.schema.index(of: $0) != nil }) ?? true else {
      return nil
    }
    let draw = Draw(randomSeed: side.spec.randomSeed, iteration: side.number, stage: "score")
    func ordered(_ value: Double, _ measure: ScoreSpec.Measure) -> UInt64 {
      RankKey.ordered(value, largerFirst: measure.measure.largerFirst)
    }
    let own = ordered(try row.double(measure) ?? .nan, rule.measure)
    let ownTie = try rule.tiebreak.map { ordered(try row.double($0.rawValue) ?? .nan, $0) } ?? 0
    let ownKey = draw.key(image)
    let schema = try reader.schema.selecting([measure] + (tiebreak.map { [$0] } ?? []))
    var before = 0
    for group in 0..<reader.rowGroups {
      let table = try reader.read(rowGroup: group, as: schema)
      let values = try table.doubles(measure)
      let ties = try tiebreak.map { try table.doubles($0) }
      var equal: [Int] = []
      for (place, value) in values.enumerated() {
        let other = ordered(value, rule.measure)
        if other != own {
          if other < own { before += 1 }
          continue
        }
        let tie = rule.tiebreak.flatMap { rule in ties.map { ordered($0[place], rule) } } ?? 0
        if tie < ownTie { before += 1 } else if tie == ownTie { equal.append(place) }
      }
      guard !equal.isEmpty else { continue }
      let ids = try reader.read(rowGroup: group, as: reader.schema.selecting(["image_id"])).strings("image_id")
      for place in equal where draw.key(ids.utf8(place)) < ownKey { before += 1 }
    }
    return before + 1
  }
}
