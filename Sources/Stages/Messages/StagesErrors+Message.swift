import Texts

extension HookTableError: ReportedError {
  package var code: String { "hook_table.unreadable" }
  package var kind: ErrorKind { .hook }
  package var place: ErrorPlace? { ErrorPlace(file: file) }
  package var underlying: (any Error)? { cause }
  package var message: String { "stage '\(stage)': the hook's file \(file.printable): \(cause.messageToItsHook)" }
}

extension InputTableError: ReportedError {
  package var code: String { "input_table.unreadable" }
  package var kind: ErrorKind { .data }
  package var place: ErrorPlace? { cause.place }
  package var underlying: (any Error)? { cause }
  package var message: String { "the file of '\(purpose)': \(cause.message)" }
}

extension QualityFileError: ReportedError {
  package var code: String { "quality_file.unreadable" }
  package var kind: ErrorKind { .damaged }
  package var place: ErrorPlace? { ErrorPlace(file: path) }
  package var underlying: (any Error)? { cause }
  package var message: String {
    "\(path.printable): \(cause.problem); restore it from a copy, winnow verify names what is damaged"
  }
}

extension HookRequestError: ReportedError {
  package var code: String {
    switch self {
    case .notSet: "hook_request.not_set"
    case .unreadable: "hook_request.unreadable"
    case .otherVersion: "hook_request.other_version"
    case .missing: "hook_request.missing"
    }
  }

  package var kind: ErrorKind { .usage }

  package var place: ErrorPlace? {
    switch self {
    case .unreadable(let path), .otherVersion(let path, _, _): ErrorPlace(file: path)
    case .notSet, .missing: nil
    }
  }

  package var message: String {
    switch self {
    case .notSet: "WINNOW_REQUEST is not set: hooks are called by winnow run, not by hand"
    case .unreadable(let path): "the request \(path.quoted) cannot be read"
    case .otherVersion(let path, let found, let known):
      "the request \(path.quoted) follows version \(found) of the contract; this hook knows version \(known): "
        + "write [winnow, hook, …] in the spec, which runs the same winnow"
    case .missing(let field): "the request lacks \(field)"
    }
  }
}

extension EmbedderError: ReportedError {
  package var code: String {
    switch self {
    case .tooFewImages: "embedder.too_few_images"
    case .damagedState: "embedder.damaged_state"
    }
  }

  package var kind: ErrorKind { .data }

  package var message: String {
    switch self {
    case .tooFewImages(let images, let dimensions, let features):
      "the built-in embedder cannot learn \(dimensions) dimensions or filters from \(images.counted("readable image")) "
        + "and features of length \(features); add images, or lower stages.embed.dimensions or filters"
    case .damagedState: "the embedder's fitted state is damaged; remove its folder below embeddings/ to fit it anew"
    }
  }
}

extension OutdatedEmbedderError: ReportedError {
  package var code: String { "embedder.outdated" }
  package var kind: ErrorKind { .hook }
  package var underlying: (any Error)? { cause }
  package var message: String {
    cause.message
      + "\nsince version 2 of the request an embedder is given images, parameters and the fitted state alone (and fit the "
      + "random_seed): no classes and no iteration, which no vector may depend on"
  }
}

extension EmbedderTrialError: ReportedError {
  package var code: String { "embedders.too_few_labels" }

  package var kind: ErrorKind { .data }

  package var message: String {
    switch self {
    case .tooFewLabels(let images, let classes):
      "embedders are compared on labels of at least two classes in two groups; found \(images.counted("label")) of "
        + "\(classes.counted("class", "classes"))"
    }
  }
}

extension AcceptanceError: ReportedError {
  package var code: String {
    switch self {
    case .labelsMissing: "acceptance.labels_missing"
    case .labelsChanged: "acceptance.labels_changed"
    case .nothingToMeasure: "acceptance.nothing_to_measure"
    case .gone: "acceptance.gone"
    case .notReproduced: "acceptance.not_reproduced"
    }
  }

  package var kind: ErrorKind {
    switch self {
    case .labelsMissing, .labelsChanged, .nothingToMeasure, .gone: .data
    case .notReproduced: .difference
    }
  }

  package var place: ErrorPlace? {
    switch self {
    case .labelsMissing(let path, _, _), .labelsChanged(let path, _, _, _), .gone(let path, _): ErrorPlace(file: path)
    case .notReproduced(let difference): ErrorPlace(image: difference.first)
    case .nothingToMeasure: nil
    }
  }

  package var message: String {
    switch self {
    case .labelsMissing(let path, let iteration, let expected):
      "the labels of the acceptance set, \(path.quoted), are not there: put the file there that iteration \(iteration) took in "
        + "(SHA-256 \(expected.prefix(12))…)"
    case .labelsChanged(let path, let iteration, let expected, let found):
      "the labels of the acceptance set, \(path.quoted), were edited since iteration \(iteration) took them in (SHA-256 "
        + "\(found.prefix(12))…, expected \(expected.prefix(12))…): put the file of then back, or run another iteration, which "
        + "takes in the edited one, and open the set by that"
    case .nothingToMeasure(let iteration, let broken, let absent):
      "no image of the acceptance set can be asked about in iteration \(iteration): \(broken) cannot be read, \(absent) "
        + "\(absent == 1 ? "is" : "are") gone or erased"
    case .gone(let path, let iteration):
      "\(path.quoted) is not there, and without it the model of iteration \(iteration) cannot be asked: restore it from a copy"
    case .notReproduced(let difference):
      "the train hook of iteration \(difference.iteration) does not give its sealed model again: of \(difference.of) "
        + "\(difference.set) images \(difference.differing) \(difference.differing == 1 ? "has" : "have") other probabilities "
        + "than are sealed (the first: \(difference.first.quoted)); the acceptance set was not opened"
        + (difference.changes.isEmpty
          ? "" : "; other than then: \(difference.changes.map(\.printable).joined(separator: ", "))")
        + (difference.orders.isEmpty
          ? "" : "; vectors were erased since by order \(difference.orders.listed)")
    }
  }
}
