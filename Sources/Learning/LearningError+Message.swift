import Texts

extension LearningError: ReportedError {
  package var code: String {
    switch self {
    case .length: "learning.length"
    case .option: "learning.option"
    case .notFinite: "learning.not_finite"
    case .label: "learning.label"
    case .weight: "learning.weight"
    case .nothingToLearn: "learning.nothing_to_learn"
    case .overflow: "learning.overflow"
    }
  }

  /// Who calls has checked what comes from outside.
  package var kind: ErrorKind { .bug }

  package var message: String {
    switch self {
    case .length(let input, let expected, let found):
      "learning: \(found.counted("element")) of \(input.rawValue), expected \(expected)"
    case .option(let option): "learning: \(option.rawValue) is out of its range"
    case .notFinite(let input, let row, let column):
      "learning: row \(row + 1), column \(column + 1) of the \(input.rawValue) is not a finite number"
    case .label(let row, let found, let classes):
      "learning: row \(row + 1) has class \(found), expected 0 to \(classes - 1)"
    case .weight(let row): "learning: the weight of row \(row + 1) is negative or not finite"
    case .nothingToLearn: "learning: no row has a positive weight"
    case .overflow: "learning: the values are too large to be reckoned with"
    }
  }
}
