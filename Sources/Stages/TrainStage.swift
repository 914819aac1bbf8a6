import Columnar
import Engine
import Foundation
import Labelling
import Learning
import Spec
import Storage

/// Trains a model on the labels so far, by a hook or the built-in linear probe, and keeps what it predicts for every image.
package struct TrainStage: Stage {
  private let setup: StageSetup
  private var train: TrainSpec { setup.spec.stages.train }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup }

  static let predictions = Artifact("train", "predictions.parquet")
  static let training = Artifact("train", "training.parquet")
  static let metrics = Artifact("train", "metrics.json")
  private static let stateFolder = "state"

  package var name: String { "train" }
  package var kind: String { "train" }
  package var version: Int { 2 }
  package var reads: [Artifact] {
    [PoolTable.artifact, PoolTable.knownLabels, EmbedStage.index] + AmendStage.reads(setup)
  }
  package var hook: HookCommand? { setup.hook(train.hook) }
  package var parameters: [NamedValue] {
    [
      NamedValue("classes", setup.spec.classes.joined(separator: "\n")),
      NamedValue("rare_classes", setup.spec.rareClasses.joined(separator: "\n")),
      NamedValue("regularization", String(train.regularization)), NamedValue("balanced", String(train.balanced)),
      NamedValue("committee", String(train.committee)), NamedValue("parameters", train.parameters),
    ]
  }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    let state = scope.earlier.last?.record(name)?.outputs.filter { $0.path.hasPrefix("\(Self.stateFolder)/") } ?? []
    let before = DataDirectory.iterationName(max(0, scope.iteration - 1))
    return try LabelHistory.inputs(scope) + Erasures(root: scope.directory.root).inputs
      + state.map { NamedValue("\(before)/\(name)/\($0.path)", $0.contentSHA256) }
  }

  package func run(_ context: StageContext) async throws {
    let pool = try PoolTable(path: context.path(PoolTable.artifact))
    let index = try TableIO.read(context.path(EmbedStage.index), schema: Tables.embeddingIndex)
    let asked = try askedRows(index, pool: pool)
    let training = try trainingTable(index, pool: pool, context)
    guard training.rowCount > 0 else { throw DataError.noLabels(iteration: context.scope.iteration) }
    try context.write(training, to: "training.parquet")
    try writeLeftOut(training, pool: pool, context)

    let images = "\(context.scratch)/images.parquet"
    _ = try TableIO.write(index.rows(asked), to: images)
    let written = "\(context.scratch)/predictions.parquet"
    let figures = "\(context.scratch)/metrics.json"
    let state = "\(context.output)/\(Self.stateFolder)"
    try Files.createDirectory(state)
    let parts = try index.strings("part").strings
    try await runHook(
      .init(
        images: images, training: context.written("training.parquet"),
        embeddings: Set(parts).sorted { $0.precedesByBytes($1) }.map(context.scope.directory.path),
        state: previousState(context)),
      .init(predictions: written, metrics: figures, state: state), context)

    let ids = try index.rows(asked).strings("image_id").strings
    let answer = try HookPredictions(
      path: written, asked: ids, classes: setup.spec.classes.count, stage: name)
    if ids.isEmpty {
      try context.write(.empty(Tables.predictions), to: "predictions.parquet")
    } else {
      let said = try context.write("predictions.parquet", schema: Tables.predictions) {
        try answer.write(to: $0, ids: ids)
      }
      for sentence in answer.notes + [said].compactMap(\.self) { context.note(sentence) }
    }
    for file in try Files.walk(state) { try context.keep("\(Self.stateFolder)/\(file)") }
    let known = try PoolTable.known("monitoring", path: context.path(PoolTable.knownLabels))
    let metrics = try ModelMetrics(
      setup, ids: ids, answer: answer, monitoring: known, pool: pool, training: training,
      hookFigures: Files.exists(figures) ? Files.read(figures, limit: 16 << 20) : nil,
      iteration: context.scope.iteration)
    try context.write(metrics.encoded(), to: "metrics.json")
  }

  /// The rows of the index that the model is asked about.
  private func askedRows(_ index: Table, pool: PoolTable) throws -> [Int] {
    let predictable = Set(pool.predictable.map { pool.ids[$0].exact })
    let ids = try index.strings("image_id")
    return (0..<index.rowCount).filter { predictable.contains(ids[$0].exact) }
  }

  private func trainingTable(_ index: Table, pool: PoolTable, _ context: StageContext) throws -> Table {
    let labels = try LabelHistory(context.scope).entries.filter { $0.label != nil && $0.weight > 0 }
    let ids = try index.strings("image_id").strings
    let digests = try index.digests("sha256")
    let rowOf = Dictionary(
      ids.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    // A label may have been held out since it was given: only what may be selected is trained on.
    let allowed = Dictionary(
      pool.selectable.map { (pool.ids[$0].exact, pool.groups[$0] ?? pool.ids[$0]) },
      uniquingKeysWith: { first, _ in first })
    let kept = labels.filter { rowOf[$0.imageID.exact] != nil && allowed[$0.imageID.exact] != nil }
    return try Table(
      schema: Tables.training,
      columns: [
        .strings(kept.map(\.imageID)), .digests(kept.map { digests[rowOf[$0.imageID.exact] ?? 0] }),
        .strings(kept.map { $0.label ?? "" }), .doubles(kept.map(\.weight)),
        .strings(kept.map { allowed[$0.imageID.exact] ?? $0.imageID }),
      ])
  }

  /// Says which labels are not trained on, and why; nothing is written where all are.
  private func writeLeftOut(_ training: Table, pool: PoolTable, _ context: StageContext) throws {
    let trained = Set(try training.strings("image_id").strings.map(\.exact))
    let labels = try LabelHistory(context.scope).entries.filter { $0.label != nil && $0.weight > 0 }
    let left = labels.filter { !trained.contains($0.imageID.exact) }
    guard !left.isEmpty else { return }
    let erased = try Erasures(root: context.scope.directory.root).images
    let listed = Set(pool.ids.map(\.exact))
    let selectable = Set(pool.selectable.map { pool.ids[$0].exact })
    let reasons = left.map { entry in
      erased.contains(Array(entry.imageID.utf8))
        ? "erased"
        : !listed.contains(entry.imageID.exact)
          ? "vanished" : selectable.contains(entry.imageID.exact) ? "no_vector" : "held_out"
    }
    for reason in ["erased", "vanished", "held_out", "no_vector"] {
      let number = reasons.count { $0 == reason }
      if number > 0 { context.report(0, "labelled images left out, \(reason): \(number)") }
    }
    try context.write(
      Table(schema: Tables.leftOut, columns: [.strings(left.map(\.imageID)), .strings(reasons)]),
      to: Self.leftOut.file)
  }

  static let leftOut = Artifact("train", "left_out.parquet")

  private func previousState(_ context: StageContext) -> String? {
    guard context.scope.iteration > 0 else { return nil }
    let path = context.scope.path(Artifact(name, Self.stateFolder), iteration: context.scope.iteration - 1)
    return Files.isDirectory(path) ? path : nil
  }

  private func runHook(
    _ inputs: HookRequest.Inputs, _ outputs: HookRequest.Outputs, _ context: StageContext
  ) async throws {
    var parameters: [String: JSONValue] = [:]
    if case .object(let own)? = try? JSONDecoder().decode(JSONValue.self, from: Data(train.parameters.utf8)) {
      parameters = own
    }
    parameters["regularization"] = .double(train.regularization)
    parameters["balanced"] = .bool(train.balanced)
    parameters["committee"] = .int(Int64(train.committee))
    let checkpoint = try Checkpoint.folder(of: self, context, randomSeed: setup.spec.randomSeed)
    let request = HookRequest(
      stage: name, action: "train", iteration: context.scope.iteration, randomSeed: setup.spec.randomSeed,
      classes: setup.spec.classes, parameters: parameters, inputs: inputs, outputs: outputs,
      checkpoint: checkpoint, threads: context.threads)
    try await context.hooks.run(
      HookRunner.Job(
        stage: name, hook: setup.hook(train.hook), request: request.encoded(), scratch: "\(context.scratch)/hook",
        log: "\(context.scope.directory.iteration(context.scope.iteration))/logs/\(name).log",
        outputs: [outputs.predictions].compactMap(\.self), optional: [outputs.metrics].compactMap(\.self),
        trees: [context.output],
        inputs: [inputs.images, inputs.training, inputs.state].compactMap(\.self) + (inputs.embeddings ?? []))
    ) { context.report($0, $1) }
    try Files.remove(checkpoint)
  }
}
