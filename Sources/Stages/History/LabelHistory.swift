import Columnar
import Engine
import Labelling
import Storage
import Texts

/// The labels that sealed iterations have produced, each on a picture: bytes, whatever they are called.
package struct LabelHistory {
  /// How far the decisions go that are read.
  package enum Extent {
    /// Those of the iterations before this one.
    case earlier
    /// And what this one has amended of them.
    case amended
    /// And what its own people answered.
    case own
  }

  /// A picture that was answered.
  package struct Entry {
    /// What it was called when the decision was given.
    package let imageID: String
    package let picture: LabelledPicture
    /// Nil where people did not come to a label.
    package let label: String?
    package let weight: Double
    package let decidedBy: String
    package let iteration: Int
    /// Votes that name a class, and abstentions.
    package let votes: Int
    package let abstentions: Int
    /// The round that decided.
    package let round: Int

    package var digest: Digest? { picture.digest }
    /// Whether the picture is not asked about again: labelled, or such that people could not tell.
    package var isSettled: Bool { label != nil || decidedBy == "cannot_tell" || decidedBy == LabelDecision.correction }
    /// The decisions under names of their own that do not say the same; none as a rule.
    package var conflict: [LabelDecision] {
      let apart = picture.apart
      return Set(apart.map { $0.label?.exact }).count > 1 ? apart : []
    }
  }

  /// The latest decision on each picture, by the name that it was last labelled under and then by its bytes.
  package let entries: [Entry]
  private let places: [Picture: Int]

  /// The labels of the iterations before this one as inputs of a stage.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).flatMap { iteration in
      [true, false].compactMap { scope.earlierInput(Catalogue.decided(amended: $0), iteration: iteration) }
    }
  }

  /// The same, and where equal pictures were labelled apart also what their votes are resolved by.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package static func inputs(_ setup: StageSetup, _ scope: IterationScope) throws -> [NamedValue] {
    let isApart = try LabelledPicture.all(decisions(scope, .amended)).contains { !$0.apart.isEmpty }
    guard isApart else { return inputs(scope) }
    let answers = (0..<scope.iteration).flatMap { iteration in
      ((1...StageName.rounds).map(Catalogue.Ingest.annotations) + [Catalogue.Amend.annotations])
        .compactMap { scope.earlierInput($0, iteration: iteration) }
    }
    let read = inputs(scope) + answers
    return read + setup.parameters(of: .amend).map { NamedValue("labelled apart/\($0.name)", $0.value) }
      + VoterRecord.inputs(setup, scope, besides: read)
  }

  /// Reads the labels of all iterations before this one, and what this one has amended of them.
  ///
  /// - Parameters:
  ///   - setup: The spec: by its rule votes are resolved where equal pictures were labelled apart.
  ///   - scope: This iteration.
  ///   - extent: How far to read.
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(_ setup: StageSetup, _ scope: IterationScope, _ extent: Extent = .amended) throws {
    let pictures = try LabelledPicture.all(Self.decisions(scope, extent))
    let apart = Set(pictures.filter { !$0.apart.isEmpty }.map(\.picture))
    let resolution = LabelResolution(
      setup, record: try apart.isEmpty ? VoterRecord(setup) : VoterRecord(setup, scope))
    let resolved = try apart.isEmpty ? [:] : Self.resolved(apart, pictures, resolution, scope, extent)
    entries = pictures.compactMap { picture in
      guard let decision = picture.decision else { return nil }
      guard let outcome = resolved[picture.picture] else { return Entry(decision, of: picture) }
      return Entry(outcome, resolution, decision: decision, of: picture)
    }
    places = Dictionary(
      entries.enumerated().map { ($0.element.picture.picture, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// The decisions that people have given, in their order.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func decisions(_ scope: IterationScope, _ extent: Extent) throws -> [LabelDecision] {
    var decisions = LabelDecisions(scope.directory, of: scope.earlier + [scope.manifest])
    for manifest in scope.earlier.prefix(scope.iteration) {
      for part in LabelDecisions.Part.allCases { try decisions.add(part, of: manifest) }
    }
    if extent != .earlier { try decisions.add(.amended, of: scope.manifest) }
    if extent == .own { try decisions.add(.answered, of: scope.manifest) }
    return decisions.decisions
  }

  /// What all votes on each of some pictures come to.
  private static func resolved(
    _ wanted: Set<Picture>, _ pictures: [LabelledPicture], _ resolution: LabelResolution, _ scope: IterationScope,
    _ extent: Extent
  ) throws -> [Picture: LabelResolution.Outcome] {
    let names = Dictionary(
      pictures.compactMap { picture in picture.digest.map { ($0, picture.names.first ?? "") } },
      uniquingKeysWith: { first, _ in first })
    let answers = try AllAnswers.read(scope, before: scope.iteration + (extent == .own ? 1 : 0))
      .filter { wanted.contains($0.picture) }
    return Dictionary(
      resolution.outcomes(answers, names: names).map { ($0.picture, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The decision on a picture, nil if nobody has answered.
  func entry(_ picture: Picture) -> Entry? { places[picture].map { entries[$0] } }

  /// The latest decision under a name.
  func entry(named image: String) -> Entry? {
    entries.filter { $0.picture.names.contains { $0.exact == image.exact } }.max { $0.iteration < $1.iteration }
  }
}

extension LabelHistory.Entry {
  fileprivate init(_ decision: LabelDecision, of picture: LabelledPicture) {
    self.init(
      imageID: decision.imageID, picture: picture, label: decision.label, weight: decision.weight,
      decidedBy: decision.decidedBy,
      iteration: decision.iteration, votes: decision.votes, abstentions: decision.abstentions, round: decision.round)
  }

  /// Votes that were given under several names, resolved together.
  fileprivate init(
    _ outcome: LabelResolution.Outcome, _ resolution: LabelResolution, decision: LabelDecision,
    of picture: LabelledPicture
  ) {
    self.init(
      imageID: decision.imageID, picture: picture, label: resolution.label(outcome), weight: resolution.weight(outcome),
      decidedBy: resolution.decidedBy(outcome), iteration: decision.iteration,
      votes: outcome.votes.count { $0.label != nil }, abstentions: outcome.votes.count { $0.label == nil },
      round: outcome.answers.map(\.round).max() ?? 1)
  }
}
