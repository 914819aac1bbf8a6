import Columnar
import Engine
import Labelling
import Parallel
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
  package var version: Int { 2 }
  package var reads: [Artifact] {
    [ScoreStage.scores, ScoreStage.candidates, EmbedStage.index]
      + (cluster.method == .kcenter ? AmendStage.reads(setup) : [])
  }
  package var parameters: [NamedValue] {
    [
      NamedValue("method", cluster.method.rawValue), NamedValue("batch", String(cluster.batch)),
      NamedValue("random", String(cluster.randomShare)), NamedValue("iterations", String(cluster.iterations)),
      NamedValue("measure", setup.spec.stages.score.measure.rawValue),
    ]
  }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    // Only the core-set looks at what is labelled.
    cluster.method == .kcenter ? LabelHistory.inputs(scope) : []
  }

  package func run(_ context: StageContext) async throws {
    let scores = try TableReader(path: context.path(ScoreStage.scores), threads: context.threads)
    guard cluster.batch <= scores.rowCount else {
      throw DataError.poolTooSmall(stage: name, asked: cluster.batch, available: scores.rowCount)
    }
    let table = try TableIO.read(context.path(ScoreStage.candidates), schema: Tables.candidates)
    let ids = try table.strings("image_id").strings
    let values = try table.optionalDoubles("score")
    let draw = setup.draw(context.scope.iteration, name)
    let vectors = EmbeddingReader(context.scope.directory, threads: context.threads)
    let index = context.path(EmbedStage.index)
    let chosen = try setup.spec.batch.choose(
      keys: ids.map { draw.key($0) }, draw: draw, threads: context.threads,
      labelled: {
        let labelled = try LabelHistory(context.scope).entries.filter { $0.label != nil }.map(\.imageID)
        return try vectors.vectors(vectors.known(labelled, index: index), index: index).values
      },
      vectors: { try vectors.vectors(ids, index: index) })

    var images = chosen.picks.map { pick in
      SelectedImage(
        imageID: ids[pick.row], rank: 0, share: pick.share.rawValue, score: values[pick.row],
        cluster: pick.cluster.map(Int.init), distance: pick.distance, inclusionProbability: pick.inclusionProbability)
    }
    images += try RandomShare(
      scores: scores, column: setup.spec.stages.score.scoreColumn,
      draw: setup.draw(context.scope.iteration, "\(name)/random")
    ).images(cluster.batch - images.count, besides: images.map(\.imageID), threads: context.threads)
    for index in images.indices { images[index].rank = index + 1 }
    try context.write(SelectedImage.table(images), to: "selection.parquet")
  }
}
