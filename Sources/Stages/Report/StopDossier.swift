import Quality
import Report
import Spec

/// Looks at the conditions for stopping at the end of each iteration, from the points of the learning curve and the earlier reports.
///
/// Nothing of an earlier iteration is measured again: what its report does not say cannot be told.
package struct StopDossier {
  /// One point an iteration, the present one last.
  private let points: [CurvePoint]
  private let earlier: [QualityReport]
  private let rule: StopSpec
  private let budget: Double?

  /// Takes what is known at the end of the present iteration.
  ///
  /// - Parameters:
  ///   - points: The learning curve, one point an iteration, the present one last.
  ///   - earlier: The reports of the iterations before.
  ///   - rule: What the spec asks for.
  ///   - budget: What may be spent.
  package init(_ points: [CurvePoint], earlier: [QualityReport], rule: StopSpec, budget: Double?) {
    self.points = points
    self.earlier = earlier
    self.rule = rule
    self.budget = budget
  }

  // MARK: The present iteration

  /// How far the model has settled over the iterations that the spec asks about.
  package var settled: SettledFigures {
    points.isEmpty
      ? SettledFigures()
      : settled(points.count - 1, rule.agreement ?? AgreementStop(), rule.classificationChange ?? ChangeStop())
  }

  /// Why something of the last pairs of successive models, the latest `rounds` of them, cannot be told.
  package func unknown(rounds: Int) -> (reason: StopCriterionSection.Unknown, iteration: Int)? {
    unknown(points.count - 1, rounds: rounds)
  }

  // MARK: All iterations

  /// When each condition was first met.
  ///
  /// Conditions that are not declared are looked for as they are by themselves; a target, a
  /// floor and a budget have no value by themselves.
  package var occasions: [StopOccasionSection] {
    var found: [StopOccasionSection] = []
    if let asked = rule.macroF1 {
      found.append(StopOccasionSection(kind: .macroF1, declared: true, asked: asked, floor: rule.classF1Floor))
    } else if let asked = rule.classF1Floor {
      found.append(StopOccasionSection(kind: .classF1Floor, declared: true, asked: asked))
    }
    if rule.plateau != nil || points.contains(where: { $0.macroF1 != nil }) {
      let plateau = rule.plateau ?? Plateau()
      found.append(
        StopOccasionSection(
          kind: .plateau, declared: rule.plateau != nil, asked: plateau.gain, rounds: plateau.rounds))
    }
    let (agreement, change) = (rule.agreement ?? AgreementStop(), rule.classificationChange ?? ChangeStop())
    found += [
      StopOccasionSection(
        kind: .agreement, declared: rule.agreement != nil, asked: agreement.kappa, rounds: agreement.rounds),
      StopOccasionSection(
        kind: .classificationChange, declared: rule.classificationChange != nil, asked: change.share,
        rounds: change.rounds),
      StopOccasionSection(
        kind: .uncertainty, declared: rule.uncertainty != nil, asked: (rule.uncertainty ?? UncertaintyStop()).below),
    ]
    if let budget { found.append(StopOccasionSection(kind: .budget, declared: true, asked: budget)) }
    return found.map(dated)
  }

  private func dated(_ condition: StopOccasionSection) -> StopOccasionSection {
    let moments = points.map {
      StopMoment(iteration: $0.iteration, labels: $0.labels, spent: $0.cost, macroF1: $0.macroF1?.value)
    }
    let occasion = StopOccasion(moments, points.indices.map { standing(condition, $0) })
    var section = condition
    section.untold = occasion.untold.isEmpty ? nil : occasion.untold
    guard let first = occasion.first else { return section }
    section.iteration = first.iteration
    section.labels = first.labels
    section.cost = first.spent
    section.macroF1 = first.macroF1
    section.saved = occasion.saved
    section.lost = occasion.lost
    return section
  }

  private func standing(_ condition: StopOccasionSection, _ place: Int) -> StopOccasion.Standing {
    let point = points[place]
    var (conditions, gain, next) = (StopConditions(), MeasuredGain?.none, 0.0)
    var isTold = true
    switch condition.kind {
    case .macroF1: (conditions.macroF1, conditions.classF1Floor) = (condition.asked, condition.floor)
    case .classF1Floor: conditions.classF1Floor = condition.asked
    case .plateau:
      let rounds = condition.rounds ?? 1
      (conditions.plateauRounds, conditions.plateauGain) = (rounds, condition.asked)
      gain = bound(place, rounds: rounds).map { MeasuredGain(value: $0, bound: $0) }
      isTold = gain != nil || points[...place].count { $0.macroF1 != nil } <= rounds
    case .agreement:
      (conditions.agreementRounds, conditions.agreementKappa) = (condition.rounds, condition.asked)
      isTold = areTold(place, rounds: condition.rounds ?? 1)
    case .classificationChange:
      (conditions.changeRounds, conditions.changeShare) = (condition.rounds, condition.asked)
      isTold = areTold(place, rounds: condition.rounds ?? 1)
    case .uncertainty:
      conditions.uncertainty = condition.asked
      isTold = point.trainedOn == 0 || point.settling?.uncertainty != nil
    case .budget:
      conditions.budget = condition.asked
      guard let most = point.nextBatch else { return budgetInReport(place, asked: condition.asked) }
      next = most
    case .poolEnd: return .open
    }
    guard isTold else { return .untold }
    var (agreement, change) = (AgreementStop(), ChangeStop())
    (agreement.rounds, change.rounds) = (condition.rounds ?? 1, condition.rounds ?? 1)
    let decision = StopRule.evaluate(
      conditions: conditions, macroF1: point.macroF1?.value, classF1: point.classF1, gain: gain,
      settled: settled(place, agreement, change), spent: point.cost, nextRound: next)
    return decision.stop ? .met : .open
  }

  // MARK: What points and reports say

  private func settled(_ place: Int, _ agreement: AgreementStop, _ change: ChangeStop) -> SettledFigures {
    let found = points[...place].map(\.settling)
    return SettledFigures(
      agreement: Settling.agreement(found.map { $0?.kappa }, rounds: agreement.rounds),
      change: Settling.change(found.map { $0?.changed }, rounds: change.rounds),
      uncertainty: found.last.flatMap { $0?.uncertainty })
  }

  private func areTold(_ place: Int, rounds: Int) -> Bool {
    guard let unknown = unknown(place, rounds: rounds) else { return true }
    return unknown.reason == .tooEarly
  }

  private func unknown(_ place: Int, rounds: Int) -> (reason: StopCriterionSection.Unknown, iteration: Int)? {
    guard points.indices.contains(place) else { return (.tooEarly, 0) }
    let models = points[...place].filter { $0.trainedOn > 0 || $0.settling != nil }
    guard models.count > rounds else { return (.tooEarly, points[place].iteration) }
    for point in models.suffix(rounds).reversed() {
      guard let found = point.settling else { return (.notKept, point.iteration) }
      if found.kappa == nil { return (found.unknown ?? .noImages, found.unknownIteration ?? point.iteration) }
    }
    return nil
  }

  /// What the gain over so many iterations was below; of a build that kept it with the condition alone, as it stands there.
  private func bound(_ place: Int, rounds: Int) -> Double? {
    if let kept = points[place].plateau { return kept.rounds == rounds ? kept.bound : nil }
    let criterion = criterion(.plateau, place)
    return criterion?.rounds == rounds ? criterion?.comparison?.bound : nil
  }

  private func budgetInReport(_ place: Int, asked: Double) -> StopOccasion.Standing {
    guard let criterion = criterion(.budget, place), criterion.asked == asked else { return .untold }
    return criterion.met ? .met : .open
  }

  private func criterion(_ kind: StopCriterionSection.Kind, _ place: Int) -> StopCriterionSection? {
    earlier.first { $0.iteration == points[place].iteration }?.stop.criteria.first { $0.kind == kind }
  }
}
