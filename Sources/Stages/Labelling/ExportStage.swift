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
    .export, .classes, .people, .randomSeed, .part(\.budget), .trials,
    // Where nothing is asked again, no money need be kept for it.
    .part(\.stages.ingest.escalate),
  ]

  /// The folder of the payloads.
  package static func payloadFolder(_ target: ExportSpec.Target) -> String { target.rawValue }
  /// An annotator's payload, below the stage's folder.
  package static func payload(_ annotator: String, target: ExportSpec.Target) -> String {
    let ending = target == .csv ? "csv" : target == .prodigy ? "jsonl" : "json"
    return "\(payloadFolder(target))/\(PayloadName.make(annotator)).\(ending)"
  }

  package var name: String { StageName.export(round) }
  package var kind: String { StageName.export }
  package var version: Int { 4 }
  package var traits: StageTraits { .publishes }
  package var reads: [Artifact] {
    let batch = round == 1 ? Catalogue.selection(first: first) : Catalogue.Ingest.escalations
    let earlier = (1..<round).flatMap {
      [Catalogue.Export.batch($0), Catalogue.Export.assignments($0), Catalogue.Ingest.annotations($0)]
    }
    return [batch, Catalogue.Pool.images, Catalogue.Pool.knownLabels] + earlier
      + (showsSuggestions || routes ? [Catalogue.Train.predictions] : [])
  }

  /// Whether people are shown what the model says: it is asked for, there is a model, and nobody reviews others' answers.
  private var showsSuggestions: Bool { export.prelabels > 0 && !first && round == 1 }

  /// Whether people are chosen by what they can: it is asked for, and there is something to go by.
  private var routes: Bool { export.routing == .skill && !first && round == 1 }
  package var parameters: [NamedValue] { setup.parameters(of: .export) }
  package var isGivenIteration: Bool { true }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    let guidelines = try self.guidelines.map { [NamedValue("guidelines", try Files.digest(of: $0).digest.hex)] } ?? []
    return try Spending.inputs(scope) + Interventions(setup, scope).inputs + ShownCalibration.inputs(scope)
      + ImageAddresses.inputs(scope) + guidelines + (routes ? [TaskRouting.capacities(setup)] : [])
  }

  /// The file of the guidelines.
  ///
  /// - Throws: `DataError.fileMissing`.
  private var guidelines: String? {
    get throws {
      guard let path = export.guidelines.map(setup.path) else { return nil }
      guard Files.exists(path) else { throw DataError.fileMissing(path: path, purpose: "stages.export.guidelines") }
      return path
    }
  }

  package func run(_ context: StageContext) async throws {
    let batch = try SelectedImage.batch(round: round, context: context, path: reads[0])
    let known = try PoolTable.known("calibration", path: context.path(Catalogue.Pool.knownLabels))
    var request = WorkRequest(
      selection: batch.map(\.imageID), calibration: batch.isEmpty ? [] : known.map(\.image),
      annotators: setup.accounts, annotatorsPerImage: round == 1 ? export.annotatorsPerImage : 1,
      calibrationPerSession: export.calibrationPerSession, iteration: context.scope.iteration,
      round: round, randomSeed: setup.spec.randomSeed)
    request.calibrationLabels = Dictionary(
      known.map { ($0.image.exact, $0.label) }, uniquingKeysWith: { first, _ in first })
    request.calibrationEmphasis = export.calibrationEmphasis
    request.sessionTasks = export.sessionTasks
    let interventions = try Interventions(setup, context.scope)
    request.resting = setup.spec.annotators.map(\.id).filter { interventions.of($0).step == .suspension }
    request.trials = Dictionary(
      setup.spec.annotators.compactMap { person in
        interventions.trial(of: person.id).map { (person.id.exact, $0) }
      }, uniquingKeysWith: { first, _ in first })
    request.earlier = try (1..<round).flatMap {
      try IngestStage.judgements(context.path(Catalogue.Ingest.annotations($0)))
    }
    request.groups = try PoolTable.groups(
      of: request.selection + request.calibration, path: context.path(Catalogue.Pool.images))
    request.history = try ShownCalibration(context.scope, round: round).history
    let digests = try PoolTable.digests(
      of: request.selection + request.calibration, path: context.path(Catalogue.Pool.images))
    request.taskKeys = try reusedNames(digests, context)
    let routed = routes ? try TaskRouting(setup, context).route(request) : nil
    request.assigned = routed?.people
    var plan = try WorkPlan.make(request)
    try checkBudget(plan, context)
    let suggestions = showsSuggestions ? try suggestions(for: request.selection + request.calibration, context) : [:]
    if showsSuggestions {
      plan = plan.showing(
        suggestions, share: export.prelabels, draw: setup.draw(context.scope.iteration, "\(name)/prelabels"))
    }
    try writeTables(
      plan, batch: batch, digests: digests, suggestions: suggestions, isRandom: routed?.isRandom, context)
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
    _ plan: WorkPlan, batch: [SelectedImage], digests: [ExactText: Digest], suggestions: [ExactText: Suggestion],
    isRandom: Set<ExactPair>?, _ context: StageContext
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
    let known = Set(tasks.filter(\.calibration).map(\.taskID.exact))
    let asked = try plan.worksheets.flatMap { sheet in
      try sheet.tasks.map { task in
        guard let digest = digests[task.imageID.exact] else {
          throw DataError.imageMissing(image: task.imageID, file: context.path(Catalogue.Pool.images))
        }
        return (
          task: task.taskID, annotator: sheet.annotator, position: Int32(task.rank + 1), digest: digest,
          suggested: suggestions[task.imageID.exact]?.label, isShown: task.suggestion != nil,
          routed: known.contains(task.taskID.exact)
            ? nil : isRandom.map { $0.contains(ExactPair(task.imageID, sheet.annotator)) ? "random" : "skill" }
        )
      }
    }.sortedByBytes(of: \.task, then: \.annotator)
    try context.write(
      Table(
        schema: Tables.assignments,
        columns: [
          .strings(asked.map(\.task)), .strings(asked.map(\.annotator)), .int32s(asked.map(\.position)),
          .digests(asked.map(\.digest)), .optionalStrings(asked.map(\.suggested)), .bools(asked.map(\.isShown)),
          .optionalStrings(asked.map(\.routed)),
        ]),
      to: Catalogue.Export.assignments(round))
  }

  /// The model's likeliest class of some images and its probability; of equal ones the first in the order of the spec.
  private func suggestions(for images: [String], _ context: StageContext) throws -> [ExactText: Suggestion] {
    let reader = try TableReader(path: context.path(Catalogue.Train.predictions))
    let sorted = Set(images.map(\.exact)).sorted().map(\.text)
    let found = try zip(sorted, reader.rowNumbers(ofKeys: StringArray(sorted), column: "image_id"))
      .compactMap { image, row in row.map { (image: image, row: $0) } }
    let table = try reader.read(rows: found.map(\.row), as: Tables.predictions.selecting(["probabilities"]))
    let (values, offsets) = try table.floatLists("probabilities")
    let classes = setup.spec.classes
    return Dictionary(
      found.enumerated().compactMap { row, item in
        let own = Array(values[offsets[row]..<offsets[row + 1]])
        guard own.count == classes.count, let best = own.indices.max(by: { (own[$0], -$0) < (own[$1], -$1) }) else {
          return nil
        }
        return (item.image.exact, Suggestion(label: classes[best], score: Double(own[best])))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Pictures whose longer side is usually below this are shown enlarged.
  private static let smallSide = 1_000

  private func writePayloads(_ plan: WorkPlan, _ context: StageContext) throws {
    let addresses = TaskAddresses(
      prefix: export.imagePrefix,
      style: export.addresses == .named
        ? .named : .opaque(folder: DataDirectory.iterationName(context.scope.iteration)),
      given: try ImageAddresses(context.scope).byImage)
    for sheet in plan.worksheets {
      let file = Self.payload(sheet.annotator, target: export.to)
      let bytes =
        switch export.to {
        case .labelStudio: LabelStudio.payload(tasks: sheet.tasks, addresses: addresses)
        case .argilla: Argilla.payload(tasks: sheet.tasks, addresses: addresses)
        case .prodigy: Prodigy.payload(tasks: sheet.tasks, classes: setup.spec.classes, addresses: addresses)
        case .csv: CSVFormat.payload(tasks: sheet.tasks, annotator: sheet.annotator, addresses: addresses)
        }
      try context.write(bytes, to: file)
    }
    guard !plan.worksheets.isEmpty else { return }
    let folder = Self.payloadFolder(export.to)
    if export.to == .labelStudio {
      let sizes = try PoolTable.longerSides(
        of: plan.tasks.map(\.imageID), path: context.path(Catalogue.Pool.images)
      ).filter { $0 > 0 }.sorted()
      let config = try LabelStudio.labelConfig(
        classes: setup.spec.classes, arePicturesSmall: sizes.isEmpty ? false : sizes[sizes.count / 2] < Self.smallSide)
      try context.write(Array(config.utf8), to: "\(folder)/labelling-config.xml")
    }
    if let guidelines = try guidelines {
      try context.write(Files.read(guidelines, limit: 1 << 20), to: "\(folder)/\(Guidelines.file)")
    }
    let readme = PayloadReadme(
      target: export.to, iteration: context.scope.iteration, round: round,
      classes: setup.spec.classes, isOpaque: export.addresses == .opaque, prefix: export.imagePrefix,
      hasGuidelines: export.guidelines != nil,
      sheets: plan.worksheets.map {
        (PayloadName.make($0.annotator), Self.payload($0.annotator, target: export.to), $0.tasks.count)
      })
    try context.write(Array(readme.text.utf8), to: "\(folder)/README.txt")
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
