extension StopCriterionSection.Kind {
  /// Whether it looks at how far the model has settled, and at no holdout.
  var saysSettled: Bool { self == .agreement || self == .classificationChange || self == .uncertainty }
}

/// The conditions that need no holdout, in the words of the first screen.
extension ReportPage {
  /// What must be said wherever one of them is met.
  static var settledIsNotGood: HTML {
    "That says that more labels would change the model little, and not that the model is good. "
  }

  /// Why one of them ends the work.
  static func settled(_ criterion: StopCriterionSection) -> HTML {
    let models: HTML = "the last \(Figures.count((criterion.rounds ?? 1) + 1, "model", "models"))"
    return switch criterion.kind {
    case .agreement:
      """
      On a fixed sample of the pool \(models) agree from one to the next: kappa \(Figures.score(criterion.found)) on average, and \
      \(Figures.score(criterion.asked)) was asked for. 
      """
    case .classificationChange:
      """
      From one to the next of \(models), at most \(share(criterion.found)) of a fixed sample of the pool changed its class, and \
      \(share(criterion.asked)) may. 
      """
    default:
      """
      The model's mean uncertainty about what is not labelled is \(Figures.score(criterion.found)), and below \
      \(Figures.score(criterion.asked)) was asked for. 
      """
    }
  }

  static func settlingName(_ kind: StopCriterionSection.Kind) -> HTML {
    switch kind {
    case .agreement: "Agreement of models"
    case .classificationChange: "Changes of class"
    default: "Uncertainty"
    }
  }

  static func settlingState(_ criterion: StopCriterionSection) -> String {
    guard criterion.found != nil else { return "cannot be determined" }
    return switch criterion.kind {
    case .agreement: "kappa " + Figures.score(criterion.found)
    case .classificationChange: share(criterion.found)
    default: Figures.score(criterion.found)
    }
  }

  /// A share with two places: what is asked for is often less than one in a hundred.
  static func share(_ value: Double?) -> String { Figures.percent(value, 2) }

  /// What it was measured on and when it ends the work, or why it cannot be determined.
  static func settlingDetail(_ criterion: StopCriterionSection) -> HTML {
    if let unknown = criterion.unknown {
      return "\(pairs(criterion))\(why(unknown, iteration: criterion.unknownIteration ?? 0))"
    }
    let images = Figures.count(criterion.images ?? 0, "image", "images")
    return switch criterion.kind {
    case .agreement:
      "\(pairs(criterion))the mean on the same \(images); stops from \(Figures.score(criterion.asked)) on"
    case .classificationChange:
      "\(pairs(criterion))the most on the same \(images); stops at \(share(criterion.asked)) or less"
    default: "the mean of \(images) that can still be asked about; stops under \(Figures.score(criterion.asked))"
    }
  }

  private static func pairs(_ criterion: StopCriterionSection) -> HTML {
    guard let rounds = criterion.rounds else { return HTML() }
    return "over \(Figures.count(rounds, "pair", "pairs")) of successive models: "
  }

  /// Why models cannot be compared on the sample.
  static func why(_ unknown: StopCriterionSection.Unknown, iteration: Int) -> HTML {
    switch unknown {
    case .tooEarly: "too early"
    case .noPredictions: "the predictions of iteration \(iteration) are not there any more"
    case .otherClasses: "iteration \(iteration) had other classes"
    case .noImages, .oneGroup: "no image of the sample was predicted in both iterations, or none is left to ask about"
    case .notKept: "the report of iteration \(iteration) does not say it"
    }
  }
}
