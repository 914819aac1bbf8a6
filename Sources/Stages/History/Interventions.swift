import Engine
import Quality
import Report
import Spec
import Storage
import Texts

/// What is done about people's work in an iteration, as the report of the one before has it.
struct Interventions {
  private let setup: StageSetup
  private let iteration: Int
  private var known: [ExactText: Intervention] = [:]
  /// Whom the report before does not know.
  private let newcomers: Set<ExactText>

  /// Reads the report of the iteration before.
  ///
  /// - Throws: `QualityFileError`, `StorageError`.
  init(_ setup: StageSetup, _ scope: IterationScope) throws {
    self.setup = setup
    iteration = scope.iteration
    let path = scope.path(Catalogue.Report.quality, iteration: max(0, iteration - 1))
    guard iteration > 0, Files.exists(path) else {
      newcomers = []
      return
    }
    let before = try QualityFile.read(path).annotators
    for person in before { known[person.id.exact] = person.intervention.map(Intervention.init) }
    newcomers = Set(setup.spec.annotators.map(\.id.exact)).subtracting(before.map(\.id.exact))
  }

  /// What holds for a person in the iteration.
  func of(_ person: String) -> Intervention {
    let found =
      known[person.exact]
      ?? (newcomers.contains(person.exact) && (setup.spec.calibration?.qualification ?? 0) > 0
        ? Intervention(step: .qualification, since: iteration) : Intervention())
    let reinstated = setup.spec.annotators.first { $0.id.exact == person.exact }?.reinstated
    if let reinstated, found.step != .none, found.since <= reinstated, reinstated <= iteration {
      return Intervention(since: reinstated, goodUntil: reinstated - 1)
    }
    return found
  }

  /// How many calibration images a person's sheet has, where it has no others; nil for an ordinary sheet.
  func trial(of person: String) -> Int? {
    switch of(person).step {
    case .recalibration: setup.spec.calibration?.recalibration
    case .qualification: setup.spec.calibration?.qualification
    case .none, .warning, .suspension: nil
    }
  }

  /// What a stage depends on of it: nothing as long as everybody works like everybody.
  var inputs: [NamedValue] {
    let texts = setup.spec.annotators.map(\.id).compactMap { person -> String? in
      let size = trial(of: person).map { " \($0)" } ?? ""
      let step = of(person).step
      return step == .suspension || step.isTrial ? "\(person)\t\(step.rawValue)\(size)" : nil
    }
    return texts.isEmpty ? [] : [NamedValue("interventions", texts.joined(separator: "\n"))]
  }
}

extension Intervention {
  /// As a report has it.
  init(_ section: InterventionSection) {
    self.init(
      step: Step(rawValue: section.step.rawValue) ?? .none, since: section.since, taken: section.taken,
      goodUntil: section.goodUntil, reason: section.reason)
  }

  /// For a report; nil where there is nothing to say.
  var section: InterventionSection? {
    guard self != Intervention() else { return nil }
    return InterventionSection(
      step: .init(rawValue: step.rawValue) ?? .none, since: since, taken: taken, goodUntil: goodUntil, reason: reason)
  }
}
