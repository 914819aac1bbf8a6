import Columnar
import Engine
import Labelling
import Quality
import Spec
import Storage
import Texts

/// Takes in what people returned: every row ends in exactly one table, votes become labels with weights, and where people
/// disagree or are unsure a second round is asked for.
package struct IngestStage: Stage {

  private let setup: StageSetup
  private let round: Int
  private var ingest: IngestSpec { setup.spec.stages.ingest }

  /// Makes the stage of a round, from 1.
  package init(_ setup: StageSetup, round: Int) {
    self.setup = setup.given(Self.parts)
    self.round = round
  }

  /// What it is given of the spec.
  package static let parts: [SpecPart] = [
    .part(\.stages.ingest), .classes, .annotators,
    // The message names the file that each awaited person returns.
    .part(\.stages.export.to),
  ]

  /// The name of the file in the inbox that ends a round before all answers are in.
  package static func closingFile(round: Int) -> String { Inbox.closing(round: round) }

  package var name: String { StageName.ingest(round) }
  package var kind: String { StageName.ingest }
  package var version: Int { 4 }
  package var traits: StageTraits { .waitsForPeople }
  package var reads: [Artifact] {
    [Catalogue.Pool.images, Catalogue.Pool.knownLabels]
      + (1...round).flatMap { [Catalogue.Export.batch($0), Catalogue.Export.assignments($0)] }
      + (1..<round).flatMap { [Catalogue.Ingest.annotations($0), Catalogue.Ingest.calibration($0)] }
  }
  package var parameters: [NamedValue] { setup.parameters(of: .ingest) }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    try Inbox(scope, round: round).files.map { NamedValue("inbox/\($0.name)", $0.digest.hex) }
      + Guidelines.inputs(scope.manifest, through: round) + VoterRecord.inputs(setup, scope, besides: [])
      + (scope.manifest.superseded ?? []).enumerated().flatMap { number, batch in
        batch.stages.filter { StageName.isExport($0.name) }.flatMap { stage in
          stage.outputs.filter { $0.rows != nil }.map {
            NamedValue("\(Supersession.folder(number + 1))/\(stage.name)/\($0.path)", $0.contentSHA256)
          }
        }
      }
  }

  package func waiting(_ scope: IterationScope) throws -> Waiting? {
    let tasks = try PlannedTasks.read(scope, iteration: scope.iteration, round: round)
    guard !tasks.isEmpty else { return nil }
    let inbox = try Inbox(scope, round: round)
    guard !inbox.isClosed(round: round) else { return nil }
    let returned = try inbox.returned()
    let result = try sort(returned, scope: scope)
    var answered: [ExactText: Int] = [:]
    let current = Set(tasks.flatMap { task in task.annotators.map { AskedKey(task.taskID, $0) } })
    for answer in result.votes + result.calibration
    where answer.round == round && current.contains(AskedKey(answer.taskID, answer.annotator)) {
      answered[answer.annotator.exact, default: 0] += 1
    }
    let parts = setup.spec.annotators.compactMap { person -> Waiting.Part? in
      let asked = tasks.count { $0.annotators.contains { $0.exact == person.id.exact } }
      guard asked > 0 else { return nil }
      let file = ExportStage.payload(person.id, target: setup.spec.stages.export.to)
      return Waiting.Part(
        who: person.id, answered: answered[person.id.exact] ?? 0, asked: asked,
        payload: scope.path(Artifact(StageName.export(round), file)))
    }
    guard parts.contains(where: { $0.answered < $0.asked }) else { return nil }
    // A row of a form that is still blank is no answer yet.
    let refused = (returned.unreadable + result.rejected).filter { !($0.reason == .empty && $0.row.platform == .csv) }
    let unusable = RejectReason.allCases.filter(\.isAlarming).compactMap { reason -> Waiting.Unusable? in
      let rows = refused.filter { $0.reason == reason }
      guard !rows.isEmpty else { return nil }
      return Waiting.Unusable(
        reason: reason.rawValue, count: rows.count,
        examples: rows.prefix(Self.examples).map {
          .init(
            file: $0.row.file, row: reason == .unreadable ? nil : $0.row.index + 1, who: $0.row.annotator,
            value: Self.cause($0))
        })
    }
    let counted = RejectReason.allCases.filter { !$0.isAlarming }.compactMap { reason -> Waiting.Counted? in
      let count = refused.count { $0.reason == reason }
      return count > 0 ? Waiting.Counted(reason: reason.rawValue, count: count) : nil
    }
    return Waiting(
      stage: name, round: round, inbox: scope.directory.inbox(scope.iteration), parts: parts, unusable: unusable,
      counted: counted, setAside: inbox.setAside.map { .init(file: $0.file, reason: $0.reason) })
  }

  /// How many rows are shown of those that are refused for one reason; the table has all of them.
  private static let examples = 10

  /// What a row is refused for, as it was returned.
  private static func cause(_ rejected: RejectedRow) -> String {
    switch rejected.reason {
    case .unknownLabel: rejected.row.label ?? rejected.detail
    case .unknownConfidence: rejected.row.confidence ?? rejected.detail
    case .unknownAnnotator, .notAssigned, .editedByOther: rejected.row.completedBy.shown ?? rejected.detail
    case .unknownTask: rejected.row.taskID ?? rejected.detail
    case .malformed: RowProblem(rawValue: rejected.detail)?.message ?? rejected.detail
    case .unordered: rejected.row.label ?? rejected.row.raw
    case .unknownImage, .ambiguousImage: rejected.row.image ?? rejected.detail
    default: rejected.detail
    }
  }

  package func run(_ context: StageContext) async throws {
    let inbox = try Inbox(context.scope, round: round)
    for file in inbox.files { try context.write(file.bytes, to: "\(Catalogue.Folder.raw)/\(file.name)") }
    let returned = try inbox.returned()
    let result = try sort(returned, scope: context.scope)
    let known = try PoolTable.known("calibration", path: context.path(Catalogue.Pool.knownLabels))
    let expected = Dictionary(known.map { ($0.image.exact, $0.label) }, uniquingKeysWith: { first, _ in first })
    let guidelines = Guidelines.handedOut(context.scope.manifest)
    try context.write(
      AnswerTable.annotations(result.votes, guidelines: guidelines), to: Catalogue.Ingest.annotations(round))
    try context.write(
      AnswerTable.calibration(result.calibration, expected: expected, guidelines: guidelines),
      to: Catalogue.Ingest.calibration(round))
    try context.write(Self.rejectedTable(returned.unreadable + result.rejected), to: Catalogue.Ingest.rejected(round))

    let shown = try ShownPictures(context.scope.directory, context.scope.manifest)
    var record = try VoterRecord(setup, context.scope)
    for number in 1...round {
      let path =
        number == round
        ? context.written(Catalogue.Ingest.calibration(round)) : context.path(Catalogue.Ingest.calibration(number))
      record.add(calibration: try StoredAnswer.read(path, schema: Tables.calibration), setup)
    }
    let resolution = LabelResolution(setup, record: record)
    let decisions = try decide(context, shown, resolution)
    try context.write(
      Table(schema: Tables.labels, columns: resolution.columns(decisions, round: round)),
      to: Catalogue.Ingest.labels(round))
    if round < StageName.rounds {
      // Of a batch that was chosen again nobody can be shown what has other bytes by now.
      let present = decisions.filter { shown.digest(image: $0.imageID) == $0.picture.digest }
      try context.write(escalationTable(present), to: Catalogue.Ingest.escalations)
    }
  }

  /// Sorts returned rows by what was handed out; those that an earlier round has taken in are duplicates.
  private func sort(_ returned: ReturnedFiles, scope: IterationScope) throws -> IntakeResult {
    let tasks = try (1...round).flatMap { try PlannedTasks.handedOut(scope, iteration: scope.iteration, round: $0) }
    var known = KnownRows()
    // Who users are is said once, and what was answered may be withdrawn since.
    var taken: [ReturnedFile] = []
    for earlier in stride(from: 1, to: round, by: 1) {
      let raw = scope.path(Artifact(StageName.ingest(earlier), Catalogue.Folder.raw))
      let files = try ReturnedFiles(folder: raw).files
      known.add(files.flatMap(\.rows))
      taken += files
    }
    let result = try Intake(tasks: tasks, annotators: setup.accounts, classes: setup.spec.classes, known: known)
      .sort(returned.files, earlier: taken)
    try ReturnedFiles.refuseUndeclared(result, annotators: setup.accounts)
    return result
  }

  // MARK: Labels

  /// What the answers come to; each is about the bytes that its task showed, whatever has their name now.
  private func decide(
    _ context: StageContext, _ shown: ShownPictures, _ resolution: LabelResolution
  ) throws -> [LabelResolution.Outcome] {
    let answers = try (1...round).flatMap { number in
      try StoredAnswer.read(
        number == round
          ? context.written(Catalogue.Ingest.annotations(round)) : context.path(Catalogue.Ingest.annotations(number)),
        schema: Tables.annotations
      ).map { $0.about(shown) }
    }
    return resolution.outcomes(answers, names: shown.names)
  }

  private func escalationTable(_ outcomes: [LabelResolution.Outcome]) throws -> Table {
    let asked = outcomes.compactMap { outcome -> (String, String)? in
      let reasons = outcome.decision.needsReview.map(\.rawValue)
      return ingest.escalate.first { reasons.contains($0.rawValue) }.map { (outcome.imageID, $0.rawValue) }
    }
    return try Table(schema: Tables.escalations, columns: [.strings(asked.map(\.0)), .strings(asked.map(\.1))])
  }

  static func rejectedTable(_ rows: [RejectedRow]) throws -> Table {
    let sorted = rows.sorted { ($0.row.file.exact, $0.row.index) < ($1.row.file.exact, $1.row.index) }
    return try Table(
      schema: Tables.rejected,
      columns: [
        .strings(sorted.map(\.row.file)), .int64s(sorted.map { Int64($0.row.index) }),
        .strings(sorted.map(\.reason.rawValue)), .optionalStrings(sorted.map(\.row.taskID)),
        .optionalStrings(sorted.map(\.row.annotator)), .strings(sorted.map(\.detail)),
        .strings(sorted.map { String($0.row.raw.prefix(4096)) }),
      ])
  }

  /// Who judged what in a round, from its table of answers.
  static func judgements(_ path: String) throws -> [EarlierVote] {
    try StoredAnswer.read(path, schema: Tables.annotations).map {
      EarlierVote(imageID: $0.imageID, annotator: $0.annotator)
    }
  }
}

/// A vote that is asked for, as a key.
private struct AskedKey: Hashable {
  let task: ExactText
  let annotator: ExactText

  init(_ task: String, _ annotator: String) {
    self.task = task.exact
    self.annotator = annotator.exact
  }
}
