import Engine
import Labelling
import Quality
import Spec
import Texts

/// What is known of the people who vote, where a vote counts by who gave it.
struct VoterRecord {
  /// An answer of an earlier iteration beside what it came to.
  private struct EarlierVote {
    let picture: Picture
    let person: Int
    let label: Int
    let decided: Int
  }

  private var votes: [EarlierVote] = []
  /// The answers to calibration images: `[person][true][answered]`.
  private var known: [[[Int]]]

  /// Nothing.
  init(_ setup: StageSetup) {
    let classes = setup.spec.classes.count
    let none = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    known = setup.spec.annotators.map { _ in none }
  }

  /// Whether anything need be known.
  static func isNeeded(_ setup: StageSetup) -> Bool { setup.spec.stages.ingest.consensus != .majority }

  /// What is read of iterations before as inputs of a stage; nothing where the majority decides.
  ///
  /// `others` are the stage's other
  /// inputs, which are not named again.
  static func inputs(_ setup: StageSetup, _ scope: IterationScope, besides others: [NamedValue]) -> [NamedValue] {
    guard isNeeded(setup) else { return [] }
    let named = Set(others.map(\.name.exact))
    return (0..<scope.iteration).flatMap { iteration in
      (1...StageName.rounds).flatMap {
        [Catalogue.Ingest.annotations($0), Catalogue.Ingest.calibration($0), Catalogue.Ingest.labels($0)]
      }.compactMap { scope.earlierInput($0, iteration: iteration) }
    }.filter { !named.contains($0.name.exact) }
  }

  /// Reads the iterations before this one; nothing where the majority decides.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ setup: StageSetup, _ scope: IterationScope) throws {
    self.init(setup)
    guard Self.isNeeded(setup) else { return }
    var decisions = LabelDecisions(scope.directory, of: scope.earlier)
    for manifest in scope.earlier.prefix(scope.iteration) { try decisions.add(.answered, of: manifest) }
    var decided: [Picture: String] = [:]
    for decision in decisions.decisions {
      decided[decision.digest.map(Picture.bytes) ?? .name(decision.imageID.exact)] = decision.label
    }
    for answer in StoredAnswer.standing(try AllAnswers.read(scope, before: scope.iteration)) {
      guard let person = Self.number(of: answer.author, setup), let label = answer.label.flatMap(setup.classIndex),
        let truth = decided[answer.picture].flatMap(setup.classIndex)
      else { continue }
      votes.append(EarlierVote(picture: answer.picture, person: person, label: label, decided: truth))
    }
    for iteration in 0..<scope.iteration {
      for round in 1...StageName.rounds {
        add(
          calibration: try StoredAnswer.read(
            scope.path(Catalogue.Ingest.calibration(round), iteration: iteration), schema: Tables.calibration), setup)
      }
    }
  }

  /// Adds answers to images whose label is known.
  mutating func add(calibration answers: [StoredAnswer], _ setup: StageSetup) {
    for answer in StoredAnswer.standing(answers) {
      guard let person = Self.number(of: answer.author, setup), let label = answer.label.flatMap(setup.classIndex),
        let truth = answer.expected.flatMap(setup.classIndex)
      else { continue }
      known[person][truth][label] += 1
    }
  }

  private static func number(of person: String, _ setup: StageSetup) -> Int? {
    setup.spec.annotators.firstIndex { $0.id.exact == person.exact }
  }

  /// How often each person was right on images whose label is known.
  var calibration: [Int: Proportion] {
    var accuracy: [Int: Proportion] = [:]
    for (person, counts) in known.enumerated() {
      accuracy[person] = Proportion(
        successes: counts.indices.reduce(0) { $0 + counts[$1][$1] }, trials: counts.reduce(0) { $0 + $1.reduce(0, +) })
    }
    return accuracy
  }

  /// What each person has called each class so far: `[person][true][answered]`.
  ///
  /// On images whose label is known, and on others against what was decided. `pictures` are those that are decided now: each
  /// answer counts once.
  func confusion(without pictures: Set<Picture>) -> [[[Double]]] {
    var counts = known.map { $0.map { $0.map(Double.init) } }
    for vote in votes where !pictures.contains(vote.picture) { counts[vote.person][vote.decided][vote.label] += 1 }
    return counts
  }
}
