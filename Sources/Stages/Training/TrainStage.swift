import Columnar
import Engine
import Foundation
import JSON
import Labelling
import Learning
import Spec
import Storage
import Texts

/// Trains a model on the labels so far, by a hook or the built-in linear probe, and keeps what it predicts for every image.
package struct TrainStage: Stage {
  private let setup: StageSetup
  private var train: TrainSpec { setup.spec.stages.train }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup.given(Self.parts) }

  /// What it is given of the spec.
  package static let parts: [SpecPart] =
    // Where equal pictures were labelled apart their votes are resolved.
    LabelResolution.parts + [.part(\.stages.train), .classes, .randomSeed, .rareClasses]

  package var name: String { StageName.train }
  package var kind: String { StageName.train }
  package var version: Int { 3 }
  package var reads: [Artifact] {
    [Catalogue.Pool.images, Catalogue.Pool.knownLabels, Catalogue.Embed.index] + setup.amendedLabels
  }
  package var hooks: [HookCommand] { [setup.hook(train.hook)] }
  package var parameters: [NamedValue] { setup.parameters(of: .train) }

  package func request(_ iteration: Int) throws -> [NamedValue] { try asked(iteration).keyComponents { $0 } }

  /// What the hook is asked, without files.
  ///
  /// - Throws: `HookRequestError` if the parameters are no object.
  private func asked(_ iteration: Int) throws -> HookRequest {
    guard case .object(let own) = try JSONValue(Array(train.parameters.utf8)) else {
      throw HookRequestError.missing(field: "parameters")
    }
    var parameters = own.dictionary
    parameters["regularization"] = .double(train.regularization)
    // Said where it is asked for: a model of labels that all count in full is what it was.
    if train.doubtedWeight < 1 { parameters["doubted_weight"] = .double(train.doubtedWeight) }
    parameters["balanced"] = .bool(train.balanced)
    parameters["committee"] = .int(Int64(train.committee))
    return .train(
      stage: name, parameters: parameters, iteration: iteration, randomSeed: setup.spec.randomSeed,
      classes: setup.spec.classes)
  }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    let state =
      scope.earlier.last?.record(name)?.outputs.filter { $0.path.hasPrefix("\(Catalogue.Folder.state)/") } ?? []
    let before = DataDirectory.iterationName(max(0, scope.iteration - 1))
    return try LabelHistory.inputs(setup, scope) + Erasures(root: scope.directory.root).inputs
      + state.map { NamedValue("\(before)/\(name)/\($0.path)", $0.contentSHA256) }
  }

  package func run(_ context: StageContext) async throws {
    let pool = try PoolTable(path: context.path(Catalogue.Pool.images))
    let index = try context.table(Catalogue.Embed.index)
    let asked = try askedRows(index, pool: pool)
    let labels = try labels(index, pool: pool, context)
    let training = try trainingTable(labels, pool: pool)
    guard training.rowCount > 0 else {
      throw DataError.noLabels(iteration: context.scope.iteration, why: labels.attention)
    }
    try context.write(training, to: Catalogue.Train.training)

    let checkpoint = try Checkpoint.folder(of: self, context)
    let log = "\(context.scope.directory.iteration(context.scope.iteration))/logs/\(name).log"
    let (answer, figures) = try await answer(
      about: asked, of: index, training: context.written(Catalogue.Train.training), checkpoint: checkpoint, log: log,
      context)
    let state = "\(context.output)/\(Catalogue.Folder.state)"
    let ids = try index.rows(asked).strings("image_id").strings
    if ids.isEmpty {
      try context.write(.empty(Tables.predictions), to: Catalogue.Train.predictions)
    } else {
      let message = try context.write(Catalogue.Train.predictions) {
        try answer.write(to: $0, ids: ids)
      }
      for sentence in answer.notes + [message].compactMap(\.self) { context.note(sentence) }
    }
    for file in try Files.walk(state) { try context.keep("\(Catalogue.Folder.state)/\(file)") }
    let known = try PoolTable.known("monitoring", path: context.path(Catalogue.Pool.knownLabels))
    let metrics = try ModelMetrics(
      setup, ids: ids, answer: answer, monitoring: known, pool: pool, training: training,
      hookFigures: Files.exists(figures) ? Files.read(figures, limit: 16 << 20) : nil,
      iteration: context.scope.iteration)
    try context.write(metrics.encoded(), to: Catalogue.Train.metrics)
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
    try context.write(places.table(), to: Catalogue.Train.places)
    if !labels.leftOut.isEmpty { try context.write(labels.leftOutTable(), to: Catalogue.Train.leftOut) }
    let conflicts = try labels.conflictTable()
    if conflicts.rowCount > 0 { try context.write(conflicts, to: Catalogue.Train.conflicts) }
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

  private func previousState(_ context: StageContext) -> String? {
    guard context.scope.iteration > 0 else { return nil }
    let path = context.scope.path(Catalogue.Train.state, iteration: context.scope.iteration - 1)
    return Files.isDirectory(path) ? path : nil
  }

  /// Calls the hook: trains, and asks about images.
  ///
  /// - Parameters:
  ///   - rows: The rows of `index` that are asked about.
  ///   - index: Where the vectors are; the parts of all its rows are handed over.
  ///   - training: The table to train on.
  ///   - checkpoint: The folder for what a killed attempt is to find again; removed once the hook has ended well.
  ///   - log: Where the hook's output is logged.
  ///   - context: The run; the hook's state goes to its output.
  /// - Returns: What the hook predicts, checked, and the file of its own figures, which need not be there.
  /// - Throws: What the hook fails with; `DataError`, `HookTableError`, `StorageError`.
  func answer(
    about rows: [Int], of index: Table, training: String, checkpoint: String, log: String, _ context: StageContext
  ) async throws -> (predictions: HookPredictions, figures: String) {
    let asked = try index.rows(rows)
    let images = "\(context.scratch)/images.parquet"
    _ = try TableIO.write(asked, to: images)
    let written = "\(context.scratch)/predictions.parquet"
    let figures = "\(context.scratch)/metrics.json"
    let state = "\(context.output)/\(Catalogue.Folder.state)"
    try Files.createDirectory(state)
    let parts = try index.strings("part").strings
    try await runHook(
      .init(
        images: images, training: training,
        embeddings: Set(parts).sortedByBytes().map(context.scope.directory.path),
        state: previousState(context)),
      .init(predictions: written, metrics: figures, state: state), checkpoint: checkpoint, log: log, context)
    try Files.remove(checkpoint)
    let answer = try HookPredictions(
      path: written, asked: asked.strings("image_id").strings, classes: setup.spec.classes.count, stage: name)
    return (answer, figures)
  }

  private func runHook(
    _ inputs: HookRequest.Inputs, _ outputs: HookRequest.Outputs, checkpoint: String, log: String,
    _ context: StageContext
  ) async throws {
    var request = try asked(context.scope.iteration)
    request.inputs = inputs
    request.outputs = outputs
    request.checkpoint = checkpoint
    request.threads = context.threads
    try await context.hooks.run(
      HookRunner.Job(
        stage: name, hook: setup.hook(train.hook), request: request.encoded(), scratch: "\(context.scratch)/hook",
        log: log, outputs: [outputs.predictions].compactMap(\.self), optional: [outputs.metrics].compactMap(\.self),
        trees: [context.output],
        inputs: [inputs.images, inputs.training, inputs.state].compactMap(\.self) + (inputs.embeddings ?? []))
    ) { context.report($0, $1) }
  }
}
