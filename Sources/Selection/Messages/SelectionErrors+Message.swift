import Texts

extension SelectionError: ReportedError {
  package var code: String {
    switch self {
    case .count: "selection.count"
    case .outside: "selection.outside"
    case .notFinite: "selection.not_finite"
    case .missing: "selection.missing"
    case .weight: "selection.weight"
    case .distance: "selection.distance"
    }
  }

  package var kind: ErrorKind { .data }

  package var message: String {
    switch self {
    case .count(let argument, let expected, let found):
      "selection: \(found) \(argument.rawValue), expected \(expected)"
    case .outside(let argument, let found, let least, let greatest):
      "selection: \(argument.rawValue) \(found), expected \(least) to \(greatest)"
    case .notFinite(let argument, let row):
      "selection: row \(row + 1) of the \(argument.rawValue) holds a number that is not finite, or too large to be squared"
    case .missing(let argument): "selection: the measure looks at \(argument.rawValue), which are not there"
    case .weight(let stratum): "selection: the weight of stratum \(stratum) is negative or not finite"
    case .distance(let distance): "selection: a distance of \(distance), expected 0 to 1"
    }
  }
}

extension BatchError: ReportedError {
  package var code: String {
    switch self {
    case .short: "batch.short"
    }
  }

  package var kind: ErrorKind { .data }

  package var message: String {
    switch self {
    case .short(let share, let asked, let available):
      "the share '\(share.rawValue)' was to have \(asked.counted("image")) and there \(available == 1 ? "was" : "were") "
        + "\(available); ask for fewer, or say another 'when_short' than 'stop'"
    }
  }
}

extension KernelError: ReportedError {
  package var code: String {
    switch self {
    case .unknown: "kernel.unknown"
    case .unavailable: "kernel.unavailable"
    }
  }

  package var kind: ErrorKind { .usage }

  package var message: String {
    switch self {
    case .unknown(let value, let names):
      "WINNOW_KERNEL is \(value.quoted); it may be \(names.joined(separator: ", ")), or be left unset"
    case .unavailable(let value):
      "WINNOW_KERNEL asks for \(value.quoted), which this processor does not have; leave it unset, or set plain"
    }
  }
}
