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
