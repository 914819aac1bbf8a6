import Columnar
import Engine
import Foundation
import Imaging
import JSON
import Labelling
import Spec
import Storage
import Texts

/// Gives every image a vector, by a hook or the built-in patch embedder.
///
/// Vectors are kept by image hash under the embedder's key, so only new images cost anything.
package struct EmbedStage: Stage {
  private let setup: StageSetup
  private var embed: EmbedSpec { setup.spec.stages.embed }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup.given(Self.parts(setup.spec)) }

  /// What it is given of the spec: the embedder is given no classes, and the random seed only to be fitted by.
  package static func parts(_ spec: PipelineSpec) -> [SpecPart] {
    let embed = spec.stages.embed
    return SpecPart.images + [
      .part(\.stages.embed), .brokenShare,
    ] + (embed.fit ? [.randomSeed] : []) + (embed.isBuiltIn ? [.pixelLimit] : [])
  }

  package var name: String { StageName.embed }
  package var kind: String { StageName.embed }
  package var version: Int { 1 }
  package var reads: [Artifact] { [Catalogue.Pool.images] }
  package var hook: HookCommand? { setup.hook(embed.hook) }
  package var parameters: [NamedValue] { setup.parameters(of: .embed) }

  package func request(_ iteration: Int) throws -> [NamedValue] { try embedder.requestComponents() }

  /// What makes the vectors, and all that it is given.
  private var embedder: Embedder { Embedder(setup, stage: name) }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    // The state is fitted on the first pool; the vectors that exist are those of the iteration before. A picture that was
    // not found may have another address now.
    [
      embed.fit ? scope.earlierInput(Catalogue.Pool.images, iteration: 0) : nil,
      scope.earlierInput(Catalogue.Embed.index, iteration: scope.iteration - 1),
    ].compactMap(\.self) + ImageAddresses.inputs(scope)
  }

  package func run(_ context: StageContext) async throws {
    let pool = try PoolTable(path: context.path(Catalogue.Pool.images))
    let store = try embedder.store(context.scope)
    let checkpoint = try Checkpoint.folder(of: self, context)
    if embed.fit { try await fit(store, checkpoint: checkpoint, context) }

    let before = context.scope.iteration - 1
    let (earlier, others) = try store.index(
      context.scope.path(Catalogue.Embed.index, iteration: before), unless: context.scope.iteration < 2)
    var wanted: [Digest: Int] = [:]
    for row in pool.ids.indices where earlier[pool.digests[row]] == nil && wanted[pool.digests[row]] == nil {
      wanted[pool.digests[row]] = row
    }
    let anew = wanted.keys.count { others.contains($0) }
    if anew > 0 {
      context.remark(
        "\(anew) images of iteration \(before) are embedded anew: the embedder, or what it is given, is another")
    }
    let (located, broken) = try await embedMissing(
      wanted, pool: pool, store: store, checkpoint: checkpoint, context)
    try write(pool, located: earlier.merging(located) { old, _ in old }, broken: broken, context)
    try Files.remove(checkpoint)
  }

  // MARK: Fitting

  private func fit(_ store: EmbeddingStore, checkpoint: String, _ context: StageContext) async throws {
    if !store.isFitted {
      let first = context.scope.path(Catalogue.Pool.images, iteration: 0)
      let pool = try PoolTable(path: Files.exists(first) ? first : context.path(Catalogue.Pool.images))
      let images = "\(context.scratch)/fit-images.parquet"
      let addresses = try ImageAddresses(context.scope, iteration: Files.exists(first) ? 0 : nil)
      _ = try TableIO.write(imageTable(pool, rows: pool.selectable, addresses), to: images)
      let state = "\(context.scratch)/state"
      try Files.createDirectory(state)
      context.report(0.01, "fitting the embedder")
      try await call(
        embedder.fitRequest, inputs: .init(images: images), outputs: .init(state: state), checkpoint: checkpoint,
        required: [], name: "fit", context
      ) { context.report(0.3 * $0, $1) }
      try store.publishState(state)
    }
    for file in try store.stateFiles() { try context.recordShared(path: file) }
  }

  // MARK: Embedding

  private func embedMissing(
    _ wanted: [Digest: Int], pool: PoolTable, store: EmbeddingStore, checkpoint: String, _ context: StageContext
  ) async throws -> (located: [Digest: EmbeddingStore.Location], broken: [Digest: String]) {
    // Hash order: the parts are the same whatever the file names, the shards or what an earlier attempt left.
    let digests = wanted.keys.sorted()
    let (kept, damaged) = try store.locate(Set(digests))
    for part in damaged { context.note("\(part) cannot be read: what it holds is made anew; winnow verify says more") }
    var located: [Digest: EmbeddingStore.Location] = [:]
    var broken: [Digest: String] = [:]
    for (number, start) in stride(from: 0, to: digests.count, by: EmbeddingStore.partRows).enumerated() {
      let part = digests[start..<min(digests.count, start + EmbeddingStore.partRows)]
      let done = Double(start) / Double(digests.count)
      let share = Double(part.count) / Double(digests.count)
      let missing = part.filter { kept[$0] == nil }.compactMap { wanted[$0] }
      var vectors = try store.vectors(part.compactMap { digest in kept[digest].map { (digest, $0) } })
      if !missing.isEmpty {
        let answer = try await embedded(
          missing, pool: pool, store: store, checkpoint: checkpoint, number: number, context
        ) {
          context.report(0.3 + 0.7 * (done + share * $0), $1)
        }
        vectors = (vectors + answer.vectors).sorted { $0.digest < $1.digest }
        broken.merge(answer.broken) { first, _ in first }
      }
      guard !vectors.isEmpty else { continue }
      let file = try store.write(vectors, staging: "\(context.scratch)/part-\(number).parquet")
      context.recordShared(file.table, path: file.path)
      for (row, vector) in vectors.enumerated() {
        located[vector.digest] = .init(part: file.path, row: Int32(row))
      }
    }
    return (located, broken)
  }

  /// Calls the hook on some rows of the pool.
  private func embedded(
    _ rows: [Int], pool: PoolTable, store: EmbeddingStore, checkpoint: String, number: Int, _ context: StageContext,
    moved: @escaping @Sendable (Double, String) -> Void
  ) async throws -> HookEmbeddings {
    let images = "\(context.scratch)/images-\(number).parquet"
    let written = "\(context.scratch)/embeddings-\(number).parquet"
    let failed = "\(context.scratch)/broken-\(number).parquet"
    // The built-in embedders hash the bytes that they decode; of other programs nobody knows what they saw.
    let watch = embed.isBuiltIn ? nil : try watch(rows, pool: pool, context)
    let sorted = (watch?.unchanged ?? rows).sortedByBytes { pool.ids[$0] }
    if let watch, sorted.isEmpty {
      return HookEmbeddings.none.without(Set(watch.changedBefore.map { pool.digests[$0] }))
    }
    _ = try TableIO.write(imageTable(pool, rows: sorted, ImageAddresses(context.scope)), to: images)
    try await call(
      embedder.embedRequest, inputs: .init(images: images, state: embed.fit ? store.statePath : nil),
      outputs: .init(embeddings: written, broken: failed), checkpoint: checkpoint, required: [written],
      name: "embed-\(number)", context, moved: moved)
    let answer = try HookEmbeddings(
      embeddings: written, broken: failed, asked: sorted.map { (pool.ids[$0], pool.digests[$0]) },
      dimensions: embed.dimensions, stage: name)
    guard let watch else { return answer }
    return answer.without(Set((watch.changedBefore + watch.changed()).map { pool.digests[$0] }))
  }

  /// Remembers how the files of some rows are before a program of the user's reads them.
  private func watch(_ rows: [Int], pool: PoolTable, _ context: StageContext) throws -> PictureWatch {
    let root = setup.root
    // A pool that is a table was never read by us.
    let listed = setup.poolTable == nil ? HashCache(directory: context.scope.directory, root: root).load() : [:]
    return try PictureWatch(rows, of: pool, root: root, listed: listed)
  }

  private func call(
    _ asked: HookRequest, inputs: HookRequest.Inputs, outputs: HookRequest.Outputs, checkpoint: String,
    required: [String], name callName: String, _ context: StageContext,
    moved: @escaping @Sendable (Double, String) -> Void
  ) async throws {
    var request = asked
    request.inputs = inputs
    request.inputs.weights = try embedder.weights()
    request.outputs = outputs
    request.checkpoint = checkpoint
    request.threads = context.threads
    let job = try HookRunner.Job(
      stage: name, hook: setup.hook(embed.hook), request: request.encoded(),
      scratch: "\(context.scratch)/\(callName)",
      log: "\(context.scope.directory.iteration(context.scope.iteration))/logs/\(name)-\(callName).log",
      outputs: required, optional: [outputs.broken].compactMap(\.self),
      trees: [context.output, outputs.state].compactMap(\.self),
      inputs: [inputs.images, inputs.state, request.inputs.weights].compactMap(\.self))
    do {
      try await context.hooks.run(job, moved: moved)
    } catch let error as EngineError {
      if let outdated = OutdatedEmbedderError(error) { throw outdated }
      throw error
    }
  }

  // MARK: Tables

  private func imageTable(_ pool: PoolTable, rows: [Int], _ addresses: ImageAddresses) throws -> Table {
    // What a folder holds was read there; what a table lists may be anywhere.
    let mayBeAbsent = setup.poolTable != nil
    let paths = rows.map { "\(setup.root)/\(pool.ids[$0])" }.map { mayBeAbsent && !Files.exists($0) ? nil : $0 }
    return try Table(
      schema: Tables.hookImages,
      columns: [
        .strings(rows.map { pool.ids[$0] }), .digests(rows.map { pool.digests[$0] }),
        .optionalStrings(paths), .optionalStrings(rows.map { addresses.byImage[pool.ids[$0].exact] }),
      ])
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
