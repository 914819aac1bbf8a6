import Columnar
import Engine
import Labelling
import Quality
import Spec
import Storage
import Texts

/// From answers to labels: the rule of the spec, wherever answers come in.
struct LabelResolution {
  /// The answers on a picture and what they come to.
  struct Outcome {
    /// What the picture is called.
    let imageID: String
    let picture: Picture
    let answers: [StoredAnswer]
    let votes: [Vote]
    var decision: Decision
    /// How probable the class is; nil where votes are counted and not weighed.
    var posterior: Double?
  }

  private let setup: StageSetup
  private let record: VoterRecord
  private var ingest: IngestSpec { setup.spec.stages.ingest }

  /// Takes the rule from the spec.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - record: What is known of who votes.
  init(_ setup: StageSetup, record: VoterRecord) {
    self.setup = setup
    self.record = record
  }

  /// What a label depends on of the spec.
  static let parts: [SpecPart] = [
    .classes, .annotators, .part(\.stages.ingest.consensus), .part(\.stages.ingest.tiebreak),
    .part(\.stages.ingest.weightFloor), .part(\.stages.ingest.singleWeight),
    .part(\.stages.ingest.certainty),
  ]

  /// What answers come to, picture by picture: equal bytes are one, whatever they were called.
  ///
  /// - Parameters:
  ///   - answers: In the order in which they came: a later answer by the same person to the same task replaces the
  ///     earlier one.
  ///   - names: What pictures are called; those that are not here have the first of the names that people were asked by.
  /// - Returns: One outcome a picture, by id and then by bytes.
  func outcomes(_ answers: some Sequence<StoredAnswer>, names: [Digest: String]) -> [Outcome] {
    var latest: [AnswerKey: StoredAnswer] = [:]
    for answer in answers { latest[AnswerKey(task: answer.taskID.exact, annotator: answer.annotator.exact)] = answer }
    let pictures = Dictionary(grouping: latest.values, by: \.picture).map { picture, answers in
      let first = answers.map(\.imageID).min { $0.precedesByBytes($1) } ?? ""
      return (name: answers.first?.digest.flatMap { names[$0] } ?? first, picture: picture, answers: answers)
    }
    let counted = pictures.sorted { ($0.name.exact, $0.picture) < ($1.name.exact, $1.picture) }.map {
      name, picture, unsorted in
      let answers = Self.once(unsorted.filter { !$0.isTombstone }).sorted {
        ($0.round, $0.annotator.exact, $0.taskID.exact) < ($1.round, $1.annotator.exact, $1.taskID.exact)
      }
      let votes = answers.map(vote)
      let decision = Consensus.majority(
        votes: votes, classes: setup.spec.classes.count, tiebreakSenior: ingest.tiebreak == .senior)
      return Outcome(imageID: name, picture: picture, answers: answers, votes: votes, decision: decision)
    }
    return switch ingest.consensus {
    case .majority: counted
    case .weighted: weighted(counted)
    case .dawidSkene: estimated(counted)
    }
  }

  // MARK: Votes that count by who gave them

  private func weighted(_ outcomes: [Outcome]) -> [Outcome] {
    let consensus = WeightedConsensus(classes: setup.spec.classes.count, calibration: record.calibration)
    return outcomes.map { outcome in
      let decision = consensus.decide(outcome.votes)
      return weighed(outcome, label: decision.label, probabilities: decision.posterior, by: .weighted)
    }
  }

  /// Labels and people's errors, estimated together over all pictures; images whose label is known tell of people alone.
  private func estimated(_ outcomes: [Outcome]) -> [Outcome] {
    let votes = outcomes.enumerated().flatMap { image, outcome in
      outcome.votes.compactMap { vote in
        vote.label.map { CastVote(image: Int32(image), annotator: Int32(vote.annotator), label: Int32($0)) }
      }
    }
    let classes = setup.spec.classes.count
    let estimate = DawidSkene(images: outcomes.count, annotators: setup.spec.annotators.count, classes: classes)
      .fit(votes, earlier: record.confusion(without: Set(outcomes.map(\.picture))))
    return outcomes.enumerated().map { image, outcome in
      let hasVote = outcome.votes.contains { $0.label != nil }
      return weighed(
        outcome, label: hasVote ? estimate.labels[image] : nil,
        probabilities: Array(estimate.posterior[image * classes..<(image + 1) * classes]), by: .dawidSkene)
    }
  }

  /// The outcome with a label that the votes' weights make; who is alone or unanimous is still said to be.
  private func weighed(_ outcome: Outcome, label: Int?, probabilities: [Double], by rule: DecidedBy) -> Outcome {
    var outcome = outcome
    let named = outcome.votes.compactMap(\.label)
    outcome.decision.label = label
    outcome.decision.agreement =
      label.map { class_ in
        Double(named.count { $0 == class_ }) / Double(max(1, named.count))
      } ?? 0
    outcome.posterior = label.map { probabilities[$0] }
    let isSame = Set(named).count == 1 && named.first == label
    if label == nil {
      outcome.decision.decidedBy = .undecided
    } else if !isSame || ![.single, .unanimous].contains(outcome.decision.decidedBy) {
      outcome.decision.decidedBy = rule
    }
    let isReviewed = outcome.votes.contains { $0.round > 1 && $0.senior }
    if !isReviewed, !outcome.votes.isEmpty, (outcome.posterior ?? 0) < ingest.certainty {
      outcome.decision.needsReview.append(.lowCertainty)
    }
    return outcome
  }

  /// The answers without those that their author has given twice in one round: somebody who edits another's answer and has one
  /// of his own has one vote, the later.
  private static func once(_ answers: [StoredAnswer]) -> [StoredAnswer] {
    guard answers.contains(where: { $0.editedBy != nil }) else { return answers }
    return Dictionary(grouping: answers) { AuthorKey(author: $0.author.exact, round: $0.round) }.values.flatMap { own in
      guard own.contains(where: { $0.editedBy != nil }) else { return own }
      let latest = own.max {
        ($0.time ?? .min, $0.taskID.exact, $0.annotator.exact) < ($1.time ?? .min, $1.taskID.exact, $1.annotator.exact)
      }
      return [latest].compactMap(\.self)
    }
  }

  private func vote(_ answer: StoredAnswer) -> Vote {
    Vote(
      annotator: setup.spec.annotators.firstIndex { $0.id.exact == answer.author.exact } ?? -1,
      label: answer.label.flatMap(setup.classIndex), confidence: answer.confidence.flatMap(Confidence.init),
      senior: answer.senior, round: answer.round, edited: answer.editedBy != nil)
  }

  /// The class, nil as long as it is not decided.
  func label(_ outcome: Outcome) -> String? {
    isReturned(outcome) ? nil : outcome.decision.label.map { setup.spec.classes[$0] }
  }

  /// Whether one vote alone is no label by the rule of the spec.
  private func isReturned(_ outcome: Outcome) -> Bool {
    outcome.decision.decidedBy == .single && ingest.singleWeight == 0
  }

  /// How much the label counts in training.
  func weight(_ outcome: Outcome) -> Double {
    guard outcome.decision.decidedBy != .single else {
      let vote = outcome.votes.first { $0.label == outcome.decision.label }
      return ingest.singleWeight * LabelWeight.value(of: vote?.confidence)
    }
    var decision = outcome.decision
    if let posterior = outcome.posterior { decision.agreement = posterior }
    return LabelWeight.weight(votes: outcome.votes, decision: decision, floor: ingest.weightFloor)
  }

  /// Where nobody named a class and somebody said that it cannot be determined, that is the outcome.
  func decidedBy(_ outcome: Outcome) -> String {
    let nobody = outcome.votes.allSatisfy { $0.label == nil }
    if nobody, outcome.answers.contains(where: { $0.kind == AcceptedAnswer.Kind.cannotTell.rawValue }) {
      return AcceptedAnswer.Kind.cannotTell.rawValue
    }
    return isReturned(outcome) ? DecidedBy.undecided.rawValue : outcome.decision.decidedBy.rawValue
  }

  /// The columns of `Tables.labels`.
  ///
  /// - Parameters:
  ///   - outcomes: By id.
  ///   - round: The round where an image has no answer.
  /// - Returns: The columns in the order of the schema.
  func columns(_ outcomes: [Outcome], round: Int) -> [Column] {
    [
      .strings(outcomes.map(\.imageID)), .optionalStrings(outcomes.map(label)), .doubles(outcomes.map(weight)),
      .doubles(outcomes.map { isReturned($0) ? 0 : $0.decision.agreement }),
      .int32s(outcomes.map { Int32($0.votes.count { $0.label != nil }) }),
      .int32s(outcomes.map { Int32($0.votes.count { $0.label == nil }) }),
      .strings(outcomes.map(decidedBy)), .int32s(outcomes.map { Int32($0.answers.map(\.round).max() ?? round) }),
      .optionalDigests(outcomes.map(\.picture.digest)), .optionalDoubles(outcomes.map(\.posterior)),
    ]
  }
}

/// A person's answer to a task, as a key.
private struct AnswerKey: Hashable {
  let task: ExactText
  let annotator: ExactText
}

/// Who answered in which round, as a key.
private struct AuthorKey: Hashable {
  let author: ExactText
  let round: Int
}
