import Texts

extension FactoryError: ReportedError {
  package var code: String {
    switch self {
    case .count: "factory.count"
    case .side: "factory.side"
    }
  }

  package var kind: ErrorKind { .usage }

  package var message: String {
    switch self {
    case .count(let asked, let allowed):
      "--count: \(asked) images cannot be drawn; from \(allowed.lowerBound) to \(allowed.upperBound) can"
    case .side(let asked, let allowed):
      "--size: images of \(asked) pixels cannot be drawn; from \(allowed.lowerBound) to \(allowed.upperBound) can"
    }
  }
}

extension SplitError: ReportedError {
  package var code: String {
    switch self {
    case .knownTwice: "split.known_twice"
    case .unknownClass: "split.unknown_class"
    case .share: "split.share"
    case .minimum: "split.minimum"
    case .maximumShareOfClass: "split.maximum_share_of_class"
    }
  }

  package var kind: ErrorKind { .data }

  package var place: ErrorPlace? {
    switch self {
    case .knownTwice(let image), .unknownClass(_, let image): ErrorPlace(image: image)
    default: nil
    }
  }

  package var message: String {
    switch self {
    case .knownTwice(let image): "image \(image.quoted) is labelled twice"
    case .unknownClass(let label, let image):
      "image \(image.quoted) has class \(label.quoted), which is not in the spec's classes"
    case .share(let share, let set?): "the share of \(set.rawValue) is \(share), expected 0 to 1"
    case .share(let share, nil): "the shares of the three sets add up to \(share), expected at most 1"
    case .minimum(let minimum, let set):
      "the least number of images of a class in \(set.rawValue) is \(minimum), expected 0 or more"
    case .maximumShareOfClass(let share):
      "the most that the sets may take of a class is \(share), expected above 0 and at most 1"
    }
  }
}

extension SimulationError: ReportedError {
  package var code: String {
    switch self {
    case .noTruth: "simulation.no_truth"
    case .knownTwice: "simulation.known_twice"
    case .unknownClass: "simulation.unknown_class"
    case .noSuchPerson: "simulation.no_such_person"
    case .unknownTask: "simulation.unknown_task"
    case .outOfRange: "simulation.out_of_range"
    }
  }

  package var kind: ErrorKind { .data }

  package var place: ErrorPlace? {
    switch self {
    case .noTruth(let image), .knownTwice(let image), .unknownClass(_, let image): ErrorPlace(image: image)
    case .unknownTask(_, let file): ErrorPlace(file: file)
    default: nil
    }
  }

  package var message: String {
    switch self {
    case .unknownClass(let label, let image):
      "the truth of image \(image.quoted) is \(label.quoted), which is not in the spec's classes"
    case .knownTwice(let image): "the truth of image \(image.quoted) is given twice"
    case .noTruth(let image): "the truth file does not say what image \(image.quoted) shows; add it"
    case .noSuchPerson(let id): "the tasks of \(id.quoted) were exported, who is not among the spec's annotators"
    case .unknownTask(let id, let file): "\(file.quoted): the task \(id.quoted) is none of this export"
    case .outOfRange(let iteration, let round):
      "simulated annotators answer up to iteration 100,000 and round 9, not iteration \(iteration) and round \(round)"
    }
  }
}
