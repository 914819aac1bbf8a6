/// What is asked for before labelling ends; nil: not asked for.
package struct StopConditions: Sendable, Equatable {
  /// The macro-F1 to reach.
  package var macroF1: Double?
  /// The F1 that no class may be below.
  package var classF1Floor: Double?
  /// The number of iterations over which gain is looked for.
  package var plateauRounds: Int?
  /// The gain in macro-F1 over that many iterations that is worth going on for.
  package var plateauGain: Double?
  /// The number of pairs of successive models over which agreement is looked for.
  package var agreementRounds: Int?
  /// The mean kappa of so many pairs at which the model has settled.
  package var agreementKappa: Double?
  /// The number of pairs of successive models over which change is looked for.
  package var changeRounds: Int?
  /// The share of images of another class in each of so many pairs at which the model has settled.
  package var changeShare: Double?
  /// The mean uncertainty below which the model has little to ask.
  package var uncertainty: Double?
  /// What may be spent.
  package var budget: Double?

  package init(
    macroF1: Double? = nil, classF1Floor: Double? = nil, plateauRounds: Int? = nil,
    plateauGain: Double? = nil, agreementRounds: Int? = nil, agreementKappa: Double? = nil, changeRounds: Int? = nil,
    changeShare: Double? = nil, uncertainty: Double? = nil, budget: Double? = nil
  ) {
    self.macroF1 = macroF1
    self.classF1Floor = classF1Floor
    self.plateauRounds = plateauRounds
    self.plateauGain = plateauGain
    self.agreementRounds = agreementRounds
    self.agreementKappa = agreementKappa
    self.changeRounds = changeRounds
    self.changeShare = changeShare
    self.uncertainty = uncertainty
    self.budget = budget
  }
}

/// How much better the best model of the last iterations is than the best before them, on the same images.
package struct MeasuredGain: Sendable, Equatable {
  /// The gain in macro-F1.
  package var value: Double
  /// What it is below with 95 % confidence, one-sided: the paired bootstrap over groups.
  package var bound: Double

  package init(value: Double, bound: Double) {
    self.value = value
    self.bound = bound
  }
}

/// How far the model has settled, without a label; nil where it cannot be told.
package struct SettledFigures: Sendable, Equatable {
  /// The mean kappa of the last pairs of successive models.
  package var agreement: Double?
  /// The largest share of images of another class in the last pairs.
  package var change: Double?
  /// The mean uncertainty of the model, as a share of the largest that there is.
  package var uncertainty: Double?

  package init(agreement: Double? = nil, change: Double? = nil, uncertainty: Double? = nil) {
    self.agreement = agreement
    self.change = change
    self.uncertainty = uncertainty
  }
}

/// One condition and how things stand.
package struct StopCriterion: Sendable, Equatable {
  package enum Kind: String, Sendable, Equatable, CaseIterable {
    case macroF1 = "macro_f1"
    case classF1Floor = "class_f1_floor"
    case plateau, agreement
    case classificationChange = "classification_change"
    case uncertainty, budget
    /// There is nothing left to ask about.
    case poolEnd = "pool_end"
  }
  package var kind: Kind
  /// What was asked for: an F1, a gain, a kappa, a share, an uncertainty, or an amount of money.
  package var asked: Double
  /// What was found of it: of the floor the lowest F1, of the budget the amount spent; nil where it cannot be determined yet.
  package var found: Double?
  /// For the plateau: what the gain is below with 95 % confidence.
  package var bound: Double?
  package var met: Bool
  /// For the floor: the classes below it and those that could not be measured, in order.
  package var classes: [Int]
  /// For the plateau, agreement and change: the number of iterations.
  package var rounds: Int?

  package init(
    kind: Kind, asked: Double, found: Double?, bound: Double? = nil, met: Bool, classes: [Int] = [],
    rounds: Int? = nil
  ) {
    self.kind = kind
    self.asked = asked
    self.found = found
    self.bound = bound
    self.met = met
    self.classes = classes
    self.rounds = rounds
  }
}

/// Whether to go on.
package struct StopDecision: Sendable, Equatable {
  package var stop: Bool
  /// Every condition that was asked for, in the order of `Kind.allCases`; the end of the pool once it is there.
  package var criteria: [StopCriterion]
  /// The conditions that end the labelling: empty if it goes on.
  package var reasons: [StopCriterion.Kind]
}

/// When labelling is done.
package enum StopRule {
  /// Stops at the goal, at a plateau, when the money is spent, or when there is nothing left to ask about.
  ///
  /// The goal is the macro-F1 and the floor together, as far as they are asked for: a class below the floor, or
  /// one that the holdout cannot measure, keeps the work going. Each other condition stops alone.
  ///
  /// - `macroF1`: of this iteration's model; nil: no model yet, or no holdout.
  /// - `classF1`: of this iteration's model by class; nil for a class without holdout images. Empty: no model yet.
  /// - `gain`: over the iterations of the plateau; nil where it cannot be determined.
  /// - `settled`: how far the model has settled, over the iterations that are asked about.
  /// - `spent`: so far. `nextRound`: the most that another batch like this one can cost. The budget ends the
  ///   work once what is left does not pay for it.
  /// - `left`: how many images of the pool could still be asked about; nil where it is not known.
  ///
  /// Plateau: the gain of the best model of the last `rounds` iterations over the best before them is, with 95 %
  /// confidence, below what is worth going on for. A difference that is small by chance on a small holdout ends nothing.
  /// Agreement is met from its kappa on, change up to its share, uncertainty below its line.
  package static func evaluate(
    conditions: StopConditions, macroF1: Double?, classF1: [Double?], gain: MeasuredGain? = nil,
    settled: SettledFigures = SettledFigures(), spent: Double, nextRound: Double, left: Int? = nil
  ) -> StopDecision {
    var criteria: [StopCriterion] = []
    if let asked = conditions.macroF1 {
      criteria.append(
        StopCriterion(
          kind: .macroF1, asked: asked, found: macroF1, met: macroF1.map { $0 >= asked } ?? false, classes: []))
    }
    if let asked = conditions.classF1Floor {
      let short = classF1.indices.filter { classF1[$0].map { $0 < asked } ?? true }
      criteria.append(
        StopCriterion(
          kind: .classF1Floor, asked: asked, found: classF1.compactMap { $0 }.min(),
          met: !classF1.isEmpty && short.isEmpty, classes: short))
    }
    if let rounds = conditions.plateauRounds, let asked = conditions.plateauGain, rounds > 0 {
      criteria.append(
        StopCriterion(
          kind: .plateau, asked: asked, found: gain?.value, bound: gain?.bound,
          met: gain.map { $0.bound < asked } ?? false, rounds: rounds))
    }
    criteria += Self.settling(conditions, settled)
    if let budget = conditions.budget {
      criteria.append(
        StopCriterion(
          kind: .budget, asked: budget, found: spent, met: spent + max(0, nextRound) > budget, classes: []))
    }
    if left == 0 { criteria.append(StopCriterion(kind: .poolEnd, asked: 0, found: 0, met: true)) }
    let goals = criteria.filter { $0.kind == .macroF1 || $0.kind == .classF1Floor }
    var reasons: [StopCriterion.Kind] = []
    if !goals.isEmpty, goals.allSatisfy(\.met) { reasons += goals.map(\.kind) }
    reasons += criteria.filter { $0.kind != .macroF1 && $0.kind != .classF1Floor && $0.met }.map(\.kind)
    return StopDecision(stop: !reasons.isEmpty, criteria: criteria, reasons: reasons)
  }

  /// The conditions that need no holdout.
  private static func settling(_ conditions: StopConditions, _ found: SettledFigures) -> [StopCriterion] {
    var criteria: [StopCriterion] = []
    if let rounds = conditions.agreementRounds, let asked = conditions.agreementKappa, rounds > 0 {
      criteria.append(
        StopCriterion(
          kind: .agreement, asked: asked, found: found.agreement, met: found.agreement.map { $0 >= asked } ?? false,
          rounds: rounds))
    }
    if let rounds = conditions.changeRounds, let asked = conditions.changeShare, rounds > 0 {
      criteria.append(
        StopCriterion(
          kind: .classificationChange, asked: asked, found: found.change,
          met: found.change.map { $0 <= asked } ?? false, rounds: rounds))
    }
    if let asked = conditions.uncertainty {
      criteria.append(
        StopCriterion(
          kind: .uncertainty, asked: asked, found: found.uncertainty,
          met: found.uncertainty.map { $0 < asked } ?? false))
    }
    return criteria
  }

  /// The two iterations whose models a plateau is looked for between: the best of the last `rounds`, so that one unlucky
  /// iteration is not taken for an end, and the best before them; of equals the earlier one.
  ///
  /// - Parameters:
  ///   - macroF1: The macro-F1 of each iteration that has a model, in their order.
  ///   - rounds: The number of iterations over which gain is looked for.
  /// - Returns: Places in `macroF1`; nil where there is no iteration before.
  package static func compared(_ macroF1: [Double], rounds: Int) -> (before: Int, since: Int)? {
    guard rounds > 0, macroF1.count > rounds else { return nil }
    func best(_ places: Range<Int>) -> Int {
      places.dropFirst().reduce(places.lowerBound) { macroF1[$1] > macroF1[$0] ? $1 : $0 }
    }
    let first = macroF1.count - rounds
    return (best(0..<first), best(first..<macroF1.count))
  }
}
