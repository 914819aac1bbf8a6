import Columnar
import Engine
import Imaging
import Labelling
import Spec
import Storage

/// Makes the vectors of one embedder: fits it where it must be, calls it on what has no vector yet, and keeps what it answers.
struct Embedding {
  /// What there is of the image files that were asked for.
  struct Made {
    let located: [Digest: EmbeddingStore.Location]
    /// The others, and what is wrong with each.
    let broken: [Digest: String]
  }

  /// What tells one embedder of several from the others.
  struct Part {
    /// What its files are named after.
    let name: String
    /// Where its part of the progress begins.
    let from: Double
    /// How much of the progress is its.
    let share: Double
  }

  let store: EmbeddingStore
  private let embedder: Embedder
  private let setup: StageSetup
  private let checkpoint: String
  /// Where what is not kept goes.
  private let scratch: String
  /// What its calls are named by.
  private let prefix: String
  /// What part of the stage's progress is its.
  private let progress: (from: Double, share: Double)
  private let context: StageContext
  private var embed: EmbedSpec { embedder.embed }

  /// Prepares the embedder.
  ///
  /// - Parameters:
  ///   - embedder: What makes the vectors.
  ///   - setup: The spec, and the folder that its paths are relative to.
  ///   - checkpoint: The folder for what a killed attempt is to find again.
  ///   - part: Which of several embedders it is; nil: it is the only one.
  ///   - context: The run.
  /// - Throws: As `Embedder.store` does; `StorageError`.
  init(
    _ embedder: Embedder, _ setup: StageSetup, checkpoint: String, part: Part?, _ context: StageContext
  ) throws {
    self.embedder = embedder
    self.setup = setup
    self.context = context
    store = try embedder.store(context.scope)
    // Programs of two people may call their files alike.
    self.checkpoint = part.map { "\(checkpoint)/\($0.name)" } ?? checkpoint
    scratch = part.map { "\(context.scratch)/\($0.name)" } ?? context.scratch
    prefix = part.map { "\($0.name)-" } ?? ""
    progress = part.map { ($0.from, $0.share) } ?? (0, 1)
    try Files.createDirectory(self.checkpoint)
    try Files.createDirectory(scratch)
  }

  /// Everything that a vector depends on but its image.
  ///
  /// - Throws: As `Embedder.key` does.
  func key() throws -> String { try embedder.key(context.scope) }

  private func report(_ fraction: Double, _ note: String) {
    context.report(progress.from + progress.share * fraction, note)
  }

  // MARK: Fitting

  /// Fits the embedder on the first pool, if it is one that is fitted and has not been.
  ///
  /// - Throws: What the program fails with; `StorageError`, `ColumnarError`.
  func fit() async throws {
    guard embed.fit else { return }
    if !store.isFitted {
      let first = context.scope.path(Catalogue.Pool.images, iteration: 0)
      let pool = try PoolTable(path: Files.exists(first) ? first : context.path(Catalogue.Pool.images))
      let images = "\(scratch)/fit-images.parquet"
      let addresses = try ImageAddresses(context.scope, iteration: Files.exists(first) ? 0 : nil)
      _ = try TableIO.write(imageTable(pool, rows: pool.selectable, addresses), to: images)
      let state = "\(scratch)/state"
      try Files.createDirectory(state)
      report(0.01, "fitting the embedder")
      try await call(
        embedder.fitRequest, inputs: .init(images: images), outputs: .init(state: state), required: [], name: "fit"
      ) { report(0.3 * $0, $1) }
      try store.publishState(state)
    }
    for file in try store.stateFiles() { try context.recordShared(path: file) }
  }

  // MARK: Embedding

  /// Sees to it that image files have vectors.
  ///
  /// - Parameters:
  ///   - wanted: The files, each with a row of the pool that has it.
  ///   - pool: The pool.
  /// - Returns: Where their vectors are, and which have none.
  /// - Throws: What the program fails with; `DataError` for an answer that is none; `StorageError`, `ColumnarError`.
  func embed(_ wanted: [Digest: Int], of pool: PoolTable) async throws -> Made {
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
        let answer = try await embedded(missing, pool: pool, number: number) {
          report(0.3 + 0.7 * (done + share * $0), $1)
        }
        vectors = (vectors + answer.vectors).sorted { $0.digest < $1.digest }
        broken.merge(answer.broken) { first, _ in first }
      }
      guard !vectors.isEmpty else { continue }
      let file = try store.write(vectors, staging: "\(scratch)/part-\(number).parquet")
      context.recordShared(file.table, path: file.path)
      for (row, vector) in vectors.enumerated() {
        located[vector.digest] = .init(part: file.path, row: Int32(row))
      }
    }
    return Made(located: located, broken: broken)
  }

  /// The vectors of image files; what has none yet gets one, which is kept.
  ///
  /// - Parameters:
  ///   - wanted: The files, each with a row of the pool that has it.
  ///   - pool: The pool.
  /// - Returns: The vectors of those that have one, and how many had none before.
  /// - Throws: As `embed` does.
  func vectors(_ wanted: [Digest: Int], of pool: PoolTable) async throws -> (values: [Digest: [Float]], made: Int) {
    var located = try store.locate(Set(wanted.keys)).found
    let missing = wanted.filter { located[$0.key] == nil }
    if !missing.isEmpty { located.merge(try await embed(missing, of: pool).located) { _, made in made } }
    let vectors = try store.vectors(located.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    return (Dictionary(vectors.map { ($0.digest, $0.values) }, uniquingKeysWith: { first, _ in first }), missing.count)
  }

  /// Calls the hook on some rows of the pool.
  private func embedded(
    _ rows: [Int], pool: PoolTable, number: Int, moved: @escaping @Sendable (Double, String) -> Void
  ) async throws -> HookEmbeddings {
    let images = "\(scratch)/images-\(number).parquet"
    let written = "\(scratch)/embeddings-\(number).parquet"
    let failed = "\(scratch)/broken-\(number).parquet"
    // The built-in embedders hash the bytes that they decode; of other programs nobody knows what they saw.
    let watch = embed.isBuiltIn ? nil : try watch(rows, pool: pool)
    let sorted = (watch?.unchanged ?? rows).sortedByBytes { pool.ids[$0] }
    if let watch, sorted.isEmpty {
      return HookEmbeddings.none.without(Set(watch.changedBefore.map { pool.digests[$0] }))
    }
    _ = try TableIO.write(imageTable(pool, rows: sorted, ImageAddresses(context.scope)), to: images)
    try await call(
      embedder.embedRequest, inputs: .init(images: images, state: embed.fit ? store.statePath : nil),
      outputs: .init(embeddings: written, broken: failed), required: [written], name: "embed-\(number)", moved: moved)
    let answer = try HookEmbeddings(
      embeddings: written, broken: failed, asked: sorted.map { (pool.ids[$0], pool.digests[$0]) },
      dimensions: embed.dimensions, stage: context.stage)
    guard let watch else { return answer }
    return answer.without(Set((watch.changedBefore + watch.changed()).map { pool.digests[$0] }))
  }

  /// Remembers how the files of some rows are before a program of the user's reads them.
  private func watch(_ rows: [Int], pool: PoolTable) throws -> PictureWatch {
    let root = setup.root
    // A pool that is a table was never read by us.
    let listed = setup.poolTable == nil ? HashCache(directory: context.scope.directory, root: root).load() : [:]
    return try PictureWatch(rows, of: pool, root: root, listed: listed)
  }

  private func call(
    _ asked: HookRequest, inputs: HookRequest.Inputs, outputs: HookRequest.Outputs, required: [String], name: String,
    moved: @escaping @Sendable (Double, String) -> Void
  ) async throws {
    var request = asked
    request.inputs = inputs
    request.inputs.weights = try embedder.weights()
    request.outputs = outputs
    request.checkpoint = checkpoint
    request.threads = context.threads
    let job = try HookRunner.Job(
      stage: context.stage, hook: embedder.hook, request: request.encoded(), scratch: "\(scratch)/\(name)",
      log: "\(context.scope.directory.iteration(context.scope.iteration))/logs/\(context.stage)-\(prefix)\(name).log",
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
}
