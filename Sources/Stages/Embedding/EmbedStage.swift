import Columnar
import Engine
import Imaging
import Spec
import Storage

/// Gives every image a vector, by a hook or a built-in embedder, or by several whose vectors stand side by side.
///
/// Vectors are kept by image hash under the embedder's key, so only new images cost anything.
package struct EmbedStage: Stage {
  private let setup: StageSetup
  private var embed: [EmbedSpec] { setup.spec.stages.embed }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup.given(Self.parts(setup.spec)) }

  /// What it is given of the spec: the embedder is given no classes, and the random seed only to be fitted by.
  package static func parts(_ spec: PipelineSpec) -> [SpecPart] {
    let embed = spec.stages.embed
    return SpecPart.images + [
      .part(\.stages.embed), .brokenShare,
    ] + (embed.contains(where: \.fit) ? [.randomSeed] : []) + (embed.isBuiltIn ? [.pixelLimit] : [])
  }

  package var name: String { StageName.embed }
  package var kind: String { StageName.embed }
  package var version: Int { 1 }
  package var reads: [Artifact] { [Catalogue.Pool.images] }
  package var hooks: [HookCommand] { embedders.map(\.hook) }
  package var parameters: [NamedValue] { setup.parameters(of: .embed) }

  package func request(_ iteration: Int) throws -> [NamedValue] {
    try embedders.enumerated().flatMap { number, embedder in
      let prefix = embedders.count > 1 ? "\(number) " : ""
      return try embedder.requestComponents().map { NamedValue(prefix + $0.name, $0.value) }
    }
  }

  /// What makes the vectors, each with all that it is given.
  private var embedders: [Embedder] { embed.map { Embedder($0, setup, stage: name) } }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    // A state is fitted, and the scale of vectors that stand side by side is taken, on the first pool; the vectors that exist
    // are those of the iteration before. A picture that was not found may have another address now.
    [
      embed.contains(where: \.fit) || embed.count > 1
        ? scope.earlierInput(Catalogue.Pool.images, iteration: 0) : nil,
      scope.earlierInput(Catalogue.Embed.index, iteration: scope.iteration - 1),
    ].compactMap(\.self) + ImageAddresses.inputs(scope)
  }

  package func run(_ context: StageContext) async throws {
    let pool = try PoolTable(path: context.path(Catalogue.Pool.images))
    let checkpoint = try Checkpoint.folder(of: self, context)
    let embeddings = try embedders.enumerated().map { number, embedder in
      let share = 1 / Double(embedders.count)
      return try Embedding(
        embedder, setup, checkpoint: checkpoint,
        part: embedders.count > 1 ? .init(name: String(number), from: Double(number) * share, share: share) : nil,
        context)
    }
    let together = embeddings.count > 1 ? try SideBySide(embeddings, context) : nil
    let store = together?.store ?? embeddings[0].store

    let before = context.scope.iteration - 1
    let (earlier, others) = try store.index(
      context.scope.path(Catalogue.Embed.index, iteration: before), unless: before < 0)
    var wanted: [Digest: Int] = [:]
    for row in pool.ids.indices where earlier[pool.digests[row]] == nil && wanted[pool.digests[row]] == nil {
      wanted[pool.digests[row]] = row
    }
    let anew = wanted.keys.count { others.contains($0) }
    if anew > 0 {
      context.remark(
        "\(anew) images of iteration \(before) are embedded anew: the embedder, or what it is given, is another")
    }
    var made: [Embedding.Made] = []
    for embedding in embeddings {
      try await embedding.fit()
      made.append(try await embedding.embed(wanted, of: pool))
    }
    let located = try together?.put(made, wanted: wanted) ?? made[0].located
    let broken = made.reduce(into: [:]) { $0.merge($1.broken) { first, _ in first } }
    try write(pool, located: earlier.merging(located) { old, _ in old }, broken: broken, context)
    try Files.remove(checkpoint)
  }

  private func write(
    _ pool: PoolTable, located: [Digest: EmbeddingStore.Location], broken: [Digest: String], _ context: StageContext
  ) throws {
    let rows = pool.ids.indices.filter { located[pool.digests[$0]] != nil }
    let locations = rows.compactMap { located[pool.digests[$0]] }
    try context.write(
      Table(
        schema: Tables.embeddingIndex,
        columns: [
          .strings(rows.map { pool.ids[$0] }), .digests(rows.map { pool.digests[$0] }),
          .strings(locations.map(\.part)), .int32s(locations.map(\.row)),
        ]), to: Catalogue.Embed.index)
    let lost = pool.ids.indices.filter { located[pool.digests[$0]] == nil }
    let reasons = lost.map { broken[pool.digests[$0]] ?? "not_embedded" }
    let ids = lost.map { pool.ids[$0] }
    try BrokenImages.check(
      stage: name, ids: ids, reasons: reasons, total: pool.ids.count, share: setup.spec.pool.brokenShare)
    try context.write(
      Table(schema: Tables.broken, columns: [.strings(ids), .strings(reasons)]), to: Catalogue.Embed.broken)
  }
}
