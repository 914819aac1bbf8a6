import Columnar
import Engine
import Labelling
import Selection
import Spec
import Storage

/// Picks a diverse batch out of the candidates, and a share at random from the whole remaining pool.
package struct ClusterStage: Stage {
  private let setup: StageSetup
  private var cluster: ClusterSpec { setup.spec.stages.cluster }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup }

  package var name: String { "cluster" }
  package var kind: String { "cluster" }
  package var version: Int { 1 }
  package var reads: [Artifact] { [ScoreStage.scores, EmbedStage.index] }
  package var parameters: [NamedValue] {
    [
      NamedValue("method", cluster.method.rawValue), NamedValue("batch", String(cluster.batch)),
      NamedValue("candidates", String(cluster.candidates)), NamedValue("random", String(cluster.randomShare)),
      NamedValue("iterations", String(cluster.iterations)),
      NamedValue("measure", setup.spec.stages.score.measure.rawValue),
      NamedValue("below", setup.spec.stages.score.below.map { String($0) } ?? ""),
      NamedValue("above", setup.spec.stages.score.above.map { String($0) } ?? ""),
    ]
  }

  package func run(_ context: StageContext) async throws {
    let scores = try TableIO.read(context.path(ScoreStage.scores), schema: Tables.scores)
    let ids = try scores.strings("image_id").strings
    let ranks = try scores.int32s("rank")
    guard cluster.batch <= ids.count else {
      throw DataError.poolTooSmall(stage: name, asked: cluster.batch, available: ids.count)
    }
    var ranking = Array(repeating: 0, count: ids.count)
    for (row, rank) in ranks.enumerated() { ranking[Int(rank) - 1] = row }
    let measure = try measureColumn(scores)
    let draw = setup.draw(context.scope.iteration, name)
    let randomDraw = setup.draw(context.scope.iteration, "\(name)/random")
    let chosen = try setup.spec.batch.select(
      ranking: ranking, scores: measure ?? ranking.map { _ in 0 }, keys: ids.map { draw.key($0) },
      randomKeys: ids.map { randomDraw.key($0) }, draw: draw, threads: context.threads
    ) { rows in try vectors(rows, ids: ids, context) }

    let picks = chosen.picks.enumerated().map { rank, pick in
      SelectedImage(
        imageID: ids[pick.row], rank: rank + 1, share: pick.share.rawValue, score: measure?[pick.row],
        cluster: pick.cluster.map(Int.init), distance: pick.distance, inclusionProbability: pick.inclusionProbability)
    }
    try context.write(SelectedImage.table(picks), to: "selection.parquet")
    let report = chosen.report
    try context.write(
      CandidateFigures(
        pool: report.ranked, passed: report.passed, cut: report.cut, filled: report.filled,
        candidates: report.candidates
      ).encoded(), to: "candidates.json")
  }

  /// The measure by row; nil for the random one, which has no column.
  private func measureColumn(_ scores: Table) throws -> [Double]? {
    switch setup.spec.stages.score.measure {
    case .margin: try scores.doubles("margin")
    case .entropy: try scores.doubles("entropy")
    case .leastConfidence: try scores.doubles("least_confidence")
    case .random: nil
    }
  }

  /// The vectors of some rows of the scores, and their length.
  private func vectors(_ rows: [Int], ids: [String], _ context: StageContext) throws -> (
    values: [Float], dimensions: Int
  ) {
    let index = try TableIO.read(context.path(EmbedStage.index), schema: Tables.embeddingIndex)
    let indexed = try index.strings("image_id").strings
    let parts = try index.strings("part")
    let partRows = try index.int32s("row")
    let position = Dictionary(
      indexed.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let locations = try rows.map { row in
      guard let at = position[ids[row].exact] else {
        throw DataError.hookMissesImages(
          stage: "embed", file: EmbedStage.index.name, missing: 1, asked: rows.count, first: ids[row])
      }
      return EmbeddingStore.Location(part: parts[at], row: partRows[at])
    }
    return try EmbeddingReader(directory: context.scope.directory).gather(locations)
  }
}
