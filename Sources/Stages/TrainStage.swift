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
  package var version: Int { 3 }
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
    return try LabelHistory.inputs(setup, scope) + Erasures(root: scope.directory.root).inputs
      + state.map { NamedValue("\(before)/\(name)/\($0.path)", $0.contentSHA256) }
  }

  package func run(_ context: StageContext) async throws {
    let pool = try PoolTable(path: context.path(PoolTable.artifact))
    let index = try TableIO.read(context.path(EmbedStage.index), schema: Tables.embeddingIndex)
    let asked = try askedRows(index, pool: pool)
    let labels = try labels(index, pool: pool, context)
    let training = try trainingTable(labels, pool: pool)
    guard training.rowCount > 0 else {
      throw DataError.noLabels(iteration: context.scope.iteration, why: labels.attention)
    }
    try context.write(training, to: "training.parquet")

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

  /// Decides which labels are trained on, and says which are not, and why; of that nothing is written where all are.
  private func labels(_ index: Table, pool: PoolTable, _ context: StageContext) throws -> TrainingLabels {
    let history = try LabelHistory(setup, context.scope)
    let places = LabelPlaces(history, pool: pool)
    let ids = SortedIDs(ascending: try index.strings("image_id"))
    let labels = TrainingLabels(
      history, places, pool: pool, hasVector: { ids.place(of: $0) != nil },
      erasures: try Erasures(root: context.scope.directory.root))
    try context.write(places.table(), to: LabelPlaces.artifact.file)
    if !labels.leftOut.isEmpty { try context.write(labels.leftOutTable(), to: Self.leftOut.file) }
    let conflicts = try labels.conflictTable()
    if conflicts.rowCount > 0 { try context.write(conflicts, to: Self.conflicts.file) }
    context.remark(labels.summary)
    for sentence in labels.attention { context.note(sentence) }
    return labels
  }

  /// The labels by the image that has their bytes now, each beside those bytes.
  private func trainingTable(_ labels: TrainingLabels, pool: PoolTable) throws -> Table {
    try Table(
      schema: Tables.training,
      columns: [
        .strings(labels.trained.map(\.present)), .digests(labels.trained.map { pool.digests[$0.row] }),
        .strings(labels.trained.map { $0.place.label ?? "" }), .doubles(labels.trained.map(\.place.weight)),
        .strings(labels.trained.map { pool.groups[$0.row] ?? $0.present }),
      ])
  }

  static let leftOut = Artifact("train", "left_out.parquet")
  static let conflicts = Artifact("train", "conflicts.parquet")

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
