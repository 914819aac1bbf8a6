import Columnar
import Engine
import Labelling
import Quality
import Spec
import Storage
import Texts

/// Takes in what came after the seals of earlier iterations: late answers, which are resolved together with all earlier votes
/// on their pictures, and corrections.
///
/// An iteration has this stage only where something waits when it begins, so that nothing else depends on it. It comes before
/// training: what was given before the iteration began holds for its model. Of two decisions on one image a correction outweighs
/// votes, and the later correction the earlier.
package struct AmendStage: Stage {
  private let setup: StageSetup

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup.given(Self.parts) }

  /// What it is given of the spec.
  package static let parts = LabelResolution.parts

  package var name: String { StageName.amend }
  package var kind: String { StageName.amend }
  package var version: Int { 4 }
  package var reads: [Artifact] { [] }
  package var parameters: [NamedValue] { setup.parameters(of: .amend) }

  /// What the report reads of it.
  static func reportReads(_ setup: StageSetup) -> [Artifact] {
    setup.amends
      ? [Catalogue.Amend.labels, Catalogue.Amend.annotations, Catalogue.Amend.calibration, Catalogue.Amend.rejected]
      : []
  }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    let amendments = try Amendments(scope.directory, earlier: scope.earlier)
    let tables = (0..<scope.iteration).flatMap { iteration in
      ([Catalogue.Pool.knownLabels]
        + (1...StageName.rounds).flatMap {
          [Catalogue.Export.batch($0), Catalogue.Export.assignments($0), Catalogue.Ingest.annotations($0)]
        } + [Catalogue.Amend.annotations]).compactMap { scope.earlierInput($0, iteration: iteration) }
    }
    let labels = LabelHistory.inputs(scope)
    return labels + VoterRecord.inputs(setup, scope, besides: labels + tables) + tables
      + amendments.suspended.map(\.input)
      + amendments.late.map { NamedValue("late/\($0.kept)", $0.digest) }
      + amendments.corrections.map {
        NamedValue("\(CorrectionFolder.folder)/\(CorrectionFolder.name($0.digest))", $0.digest)
      }
  }

  package func run(_ context: StageContext) async throws {
    let amendments = try Amendments(context.scope.directory, earlier: context.scope.earlier)
    for file in amendments.late {
      let bytes = try Files.read("\(context.scope.directory.inbox(file.iteration))/\(file.name)", limit: 1 << 30)
      try context.write(bytes, to: "\(Catalogue.Folder.raw)/\(file.kept)")
    }
    for entry in amendments.corrections {
      try context.write(entry.bytes, to: "\(Catalogue.Folder.corrections)/\(CorrectionFolder.name(entry.digest))")
    }
    let late = try LateAnswers(amendments.late, setup: setup, scope: context.scope)
    try context.write(AnswerTable.late(late.votes), to: Catalogue.Amend.annotations)
    try context.write(AnswerTable.lateCalibration(late.calibration), to: Catalogue.Amend.calibration)
    try context.write(IngestStage.rejectedTable(late.rejected), to: Catalogue.Amend.rejected)

    let history = try LabelHistory(setup, context.scope, .earlier)
    var rows = try resolved(late.votes, history: history, context)
    for row in try takenBack(amendments.suspended, history: history, context) { rows[row.picture] = row }
    for entry in amendments.corrections {
      let row = try corrected(entry.correction, before: rows, history: history)
      rows[row.picture] = row
    }
    let sorted = rows.values.sorted { ($0.imageID.exact, $0.picture) < ($1.imageID.exact, $1.picture) }
    try context.write(AmendedLabel.table(sorted), to: Catalogue.Amend.labels)
  }

  /// The labels that late votes make, together with all earlier votes on the same bytes.
  private func resolved(
    _ late: [LateAnswers.Answer], history: LabelHistory, _ context: StageContext
  ) throws -> [Picture: AmendedLabel] {
    var since: [Picture: Int] = [:]
    for answer in late { since[answer.picture] = min(since[answer.picture] ?? .max, answer.iteration) }
    guard !since.isEmpty else { return [:] }
    var book = ShownPicturesByIteration(context.scope)
    let answers =
      try AllAnswers.read(context.scope, before: context.scope.iteration)
      + AllAnswers.late(context.written(Catalogue.Amend.annotations), &book)
    let resolution = LabelResolution(setup, record: try VoterRecord(setup, context.scope))
    let names = Dictionary(
      since.keys.compactMap { picture in picture.digest.map { ($0, history.entry(picture)?.picture.names.first) } },
      uniquingKeysWith: { first, _ in first }
    ).compactMapValues(\.self)
    var rows: [Picture: AmendedLabel] = [:]
    for outcome in resolution.outcomes(answers.filter { since[$0.picture] != nil }, names: names) {
      let before = history.entry(outcome.picture)
      if before?.decidedBy == LabelDecision.correction { continue }
      rows[outcome.picture] = AmendedLabel(
        imageID: outcome.imageID, picture: outcome.picture, label: resolution.label(outcome),
        weight: resolution.weight(outcome),
        agreement: resolution.label(outcome) == nil ? 0 : outcome.decision.agreement, posterior: outcome.posterior,
        votes: outcome.votes.count { $0.label != nil }, abstentions: outcome.votes.count { $0.label == nil },
        decidedBy: resolution.decidedBy(outcome), round: outcome.answers.map(\.round).max() ?? 1,
        superseded: before.map { .init(label: $0.label, iteration: $0.iteration) },
        lateFrom: since[outcome.picture])
    }
    return rows
  }

  /// What is left of labels without the votes of people who were suspended, since the last iteration that had nothing against
  /// them: what one other vote alone supports, or none, has no label and can be asked about again.
  private func takenBack(
    _ suspended: [Amendments.Suspension], history: LabelHistory, _ context: StageContext
  ) throws -> [AmendedLabel] {
    guard !suspended.isEmpty else { return [] }
    var dropped: Set<ExactPair> = []
    var pictures: [Picture: [String]] = [:]
    var book = ShownPicturesByIteration(context.scope)
    for suspension in suspended {
      for iteration in max(0, suspension.goodUntil + 1)..<max(context.scope.iteration, suspension.goodUntil + 1) {
        let shown = try book.shown(iteration)
        for round in 1...StageName.rounds {
          let path = context.scope.path(Catalogue.Ingest.annotations(round), iteration: iteration)
          for answer in try StoredAnswer.read(path, schema: Tables.annotations)
          where answer.author.exact == suspension.person.exact {
            dropped.insert(ExactPair(answer.taskID, answer.annotator))
            pictures[answer.about(shown).picture, default: []].append(suspension.person)
          }
        }
      }
    }
    let answers =
      try AllAnswers.read(context.scope, before: context.scope.iteration)
      + AllAnswers.late(context.written(Catalogue.Amend.annotations), &book)
    let resolution = LabelResolution(setup, record: try VoterRecord(setup, context.scope))
    let left = answers.filter {
      pictures[$0.picture] != nil && !dropped.contains(ExactPair($0.taskID, $0.annotator))
    }
    let outcomes = Dictionary(
      resolution.outcomes(left, names: [:]).map { ($0.picture, $0) }, uniquingKeysWith: { first, _ in first })
    return pictures.compactMap { picture, people -> AmendedLabel? in
      guard let before = history.entry(picture), before.decidedBy != LabelDecision.correction else { return nil }
      let outcome = outcomes[picture].flatMap { $0.decision.decidedBy == .single ? nil : $0 }
      let label = outcome.flatMap(resolution.label)
      var row = AmendedLabel(
        imageID: before.imageID, picture: picture, label: label, weight: outcome.map(resolution.weight) ?? 0,
        agreement: label == nil ? 0 : outcome?.decision.agreement ?? 0,
        posterior: label == nil ? nil : outcome?.posterior,
        votes: outcomes[picture]?.votes.count { $0.label != nil } ?? 0,
        abstentions: outcomes[picture]?.votes.count { $0.label == nil } ?? 0,
        decidedBy: label == nil ? DecidedBy.undecided.rawValue : outcome.map(resolution.decidedBy) ?? "",
        round: before.round, superseded: .init(label: before.label, iteration: before.iteration), lateFrom: nil)
      row.reason =
        "without the votes of \(Set(people.map(\.exact)).sorted().map(\.text).joined(separator: ", ")), suspended"
      return row
    }
  }

  /// A correction is of the bytes that it names; where it names none, of those that were last labelled under its name.
  private func corrected(
    _ correction: Correction, before rows: [Picture: AmendedLabel], history: LabelHistory
  ) throws -> AmendedLabel {
    let named = correction.sha256.flatMap { Digest(hex: $0) }.map(Picture.bytes)
    let picture =
      named ?? history.entry(named: correction.image)?.picture.picture ?? .name(correction.image.exact)
    let known = rows[picture]
    let entry = history.entry(picture)
    let isClass = correction.label.exact != Answers.cannotTell.exact
    guard !isClass || setup.classIndex(correction.label) != nil else {
      throw DataError.correctedToUnknownClass(
        image: correction.image, value: correction.label, author: correction.author)
    }
    return AmendedLabel(
      imageID: known?.imageID ?? entry?.imageID ?? correction.image, picture: picture,
      label: isClass ? correction.label : nil, weight: isClass ? 1 : 0,
      agreement: isClass ? 1 : 0, votes: known?.votes ?? entry?.votes ?? 0,
      abstentions: known?.abstentions ?? entry?.abstentions ?? 0, decidedBy: LabelDecision.correction,
      round: known?.round ?? entry?.round ?? 1, author: correction.author, reason: correction.reason,
      superseded: entry.map { .init(label: $0.label, iteration: $0.iteration) }, lateFrom: known?.lateFrom)
  }
}
