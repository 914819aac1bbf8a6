import Columnar
import Engine
import Labelling
import Spec
import Storage
import Texts

/// Hands a batch out: tasks for the labelling platform, two people an image, calibration images mixed in unmarked.
///
/// The second round asks senior annotators about the images that `ingest` escalated; where there are none it hands out
/// nothing.
package struct ExportStage: Stage {
  private let setup: StageSetup
  private let round: Int
  private let first: Bool
  private var export: ExportSpec { setup.spec.stages.export }

  /// Makes the stage.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - round: From 1.
  ///   - first: Whether this is iteration 0, whose batch is the seed.
  package init(_ setup: StageSetup, round: Int, first: Bool) {
    self.setup = setup.given(Self.parts)
    self.round = round
    self.first = first
  }

  /// What it is given of the spec.
  package static let parts: [SpecPart] = [
    .part(\.stages.export), .classes, .part(\.annotators), .randomSeed, .part(\.budget),
    // Where nothing is asked again, no money need be kept for it.
    .part(\.stages.ingest.escalate),
  ]

  /// The folder of the payloads.
  package static func payloadFolder(_ target: ExportSpec.Target) -> String { target.rawValue }
  /// An annotator's payload, below the stage's folder.
  package static func payload(_ annotator: String, target: ExportSpec.Target) -> String {
    let ending = target == .csv ? "csv" : "json"
    return "\(payloadFolder(target))/\(PayloadName.make(annotator)).\(ending)"
  }

  package var name: String { StageName.export(round) }
  package var kind: String { StageName.export }
  package var version: Int { 2 }
  package var traits: StageTraits { .publishes }
  package var reads: [Artifact] {
    let batch = round == 1 ? Catalogue.selection(first: first) : Catalogue.Ingest.escalations
    let earlier = (1..<round).flatMap { [Catalogue.Export.assignments($0), Catalogue.Ingest.annotations($0)] }
    return [batch, Catalogue.Pool.images, Catalogue.Pool.knownLabels] + earlier
  }
  package var parameters: [NamedValue] { setup.parameters(of: .export) }
  package var isGivenIteration: Bool { true }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    Spending.inputs(scope) + ShownCalibration.inputs(scope) + ImageAddresses.inputs(scope)
  }

  package func run(_ context: StageContext) async throws {
    let batch = try SelectedImage.batch(round: round, context: context, path: reads[0])
    let known = try PoolTable.known("calibration", path: context.path(Catalogue.Pool.knownLabels))
    var request = WorkRequest(
      selection: batch.map(\.imageID), calibration: batch.isEmpty ? [] : known.map(\.image),
      annotators: setup.accounts, annotatorsPerImage: round == 1 ? export.annotatorsPerImage : 1,
      calibrationPerSession: round == 1 ? export.calibrationPerSession : 0, iteration: context.scope.iteration,
      round: round, randomSeed: setup.spec.randomSeed)
    request.earlier = try (1..<round).flatMap {
      try IngestStage.judgements(context.path(Catalogue.Ingest.annotations($0)))
    }
    request.history = try ShownCalibration(context.scope).history
    let digests = try PoolTable.digests(
      of: request.selection + request.calibration, path: context.path(Catalogue.Pool.images))
    request.taskKeys = try reusedNames(digests, context)
    let plan = try WorkPlan.make(request)
    try checkBudget(plan, context)
    try writeTables(plan, batch: batch, digests: digests, context)
    try writePayloads(plan, context)
  }

  /// Images of which this iteration has handed out other bytes before, in a batch that was chosen again: they are another
  /// task, lest an answer to the one be taken for an answer to the other.
  private func reusedNames(_ digests: [ExactText: Digest], _ context: StageContext) throws -> [ExactText: String] {
    guard !(context.scope.manifest.superseded ?? []).isEmpty else { return [:] }
    let shown = try ShownPictures(context.scope.directory, context.scope.manifest)
    return digests.reduce(into: [:]) { keys, image in
      guard let before = shown.digest(image: image.key.text), before != image.value else { return }
      keys[image.key] = "\(image.key.text)\n\(image.value.hex)"
    }
  }

  /// Refuses a batch that would break the budget if all of it went to a second round, where there can be one.
  private func checkBudget(_ plan: WorkPlan, _ context: StageContext) throws {
    // What asks nobody costs nothing, whatever has been spent.
    guard let total = setup.spec.budget.total, !plan.tasks.isEmpty else { return }
    let prices = setup.prices
    let votes = plan.worksheets.reduce(0.0) { $0 + Double($1.tasks.count) * prices.of($1.annotator) }
    let images = plan.tasks.count { !$0.calibration }
    let isLast = round == StageName.rounds || setup.spec.stages.ingest.escalate.isEmpty
    let reviews = isLast ? 0 : Double(images) * prices.dearestSenior
    let spent = try Spending(context.scope, setup: setup, through: round - 1).total
    guard spent + votes + reviews <= total + 1e-9 else {
      throw DataError.overBudget(
        spent: spent, worstCase: votes + reviews, total: total, currency: setup.spec.budget.currency)
    }
  }

  private func writeTables(
    _ plan: WorkPlan, batch: [SelectedImage], digests: [ExactText: Digest], _ context: StageContext
  ) throws {
    let tasks = plan.tasks
    try context.write(
      Table(
        schema: Tables.batch,
        columns: [
          .strings(tasks.map(\.taskID)), .strings(tasks.map(\.imageID)),
          .int32s(tasks.map { Int32(($0.rank ?? -1) + 1) }),
          .strings(tasks.map { task in task.rank.map { batch[$0].share } ?? "calibration" }),
          .bools(tasks.map(\.calibration)),
        ]), to: Catalogue.Export.batch(round))
    let asked = try plan.worksheets.flatMap { sheet in
      try sheet.tasks.map { task in
        guard let digest = digests[task.imageID.exact] else {
          throw DataError.imageMissing(image: task.imageID, file: context.path(Catalogue.Pool.images))
        }
        return (task: task.taskID, annotator: sheet.annotator, position: Int32(task.rank + 1), digest: digest)
      }
    }.sortedByBytes(of: \.task, then: \.annotator)
    try context.write(
      Table(
        schema: Tables.assignments,
        columns: [
          .strings(asked.map(\.task)), .strings(asked.map(\.annotator)), .int32s(asked.map(\.position)),
          .digests(asked.map(\.digest)),
        ]),
      to: Catalogue.Export.assignments(round))
  }

  private func writePayloads(_ plan: WorkPlan, _ context: StageContext) throws {
    let addresses = try ImageAddresses(context.scope).byImage
    for sheet in plan.worksheets {
      let file = Self.payload(sheet.annotator, target: export.to)
      switch export.to {
      case .labelStudio:
        try context.write(
          LabelStudio.payload(tasks: sheet.tasks, imagePrefix: export.imagePrefix, addresses: addresses), to: file)
      case .csv:
        try context.write(
          CSVFormat.payload(
            tasks: sheet.tasks, annotator: sheet.annotator, imagePrefix: export.imagePrefix, addresses: addresses),
          to: file)
      }
    }
    if export.to == .labelStudio, !plan.worksheets.isEmpty {
      let config = try LabelStudio.labelConfig(classes: setup.spec.classes)
      try context.write(Array(config.utf8), to: "\(Self.payloadFolder(export.to))/labelling-config.xml")
    }
  }
}

extension SelectedImage {
  /// The batch of a round, in order: the selection, or the images that go to a second round.
  fileprivate static func batch(round: Int, context: StageContext, path: Artifact) throws -> [SelectedImage] {
    guard round > 1 else { return try read(context.path(path)) }
    let table = try context.table(path)
    let ids = try table.strings("image_id")
    let reasons = try table.strings("reason")
    return (0..<table.rowCount).map {
      SelectedImage(
        imageID: ids[$0], rank: $0 + 1, share: reasons[$0], inclusionProbability: nil)
    }
  }
}
