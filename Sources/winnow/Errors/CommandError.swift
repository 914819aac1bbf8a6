import Spec
import Texts

/// What is wrong with a command line beyond its grammar.
enum CommandError: Error {
  /// Several specs could be meant, or none is there.
  case whichSpec([String])
  /// Nothing has been exported that could be answered or closed.
  case nothingExported(iteration: Int)
  /// A word that is no command, and those that are.
  case unknownCommand(String, known: [String])
  /// An option that a command does not have, and those that it has.
  case unknownOption(String, command: String, known: [String])
  /// An image that no iteration knows.
  case unknownImage(String)
  /// A folder that is asked about and is none.
  case noDataDirectory(String)
  /// An argument has a value that does not do.
  case badArgument(String, String)
  /// A command needs an iteration that is not there.
  case noIteration(Int)
  /// An iteration that is closed, and that somebody wants to answer or close.
  case sealed(Int)
  /// An iteration that nothing has been run of.
  case notBegun(Int)
}

extension CommandError: ReportedError {
  var code: String {
    switch self {
    case .whichSpec: "command.which_spec"
    case .nothingExported: "command.nothing_exported"
    case .unknownCommand: "command.unknown"
    case .unknownOption: "command.unknown_option"
    case .unknownImage: "command.unknown_image"
    case .noDataDirectory: "command.no_data_directory"
    case .badArgument: "command.bad_argument"
    case .noIteration: "command.no_iteration"
    case .notBegun: "command.not_begun"
    case .sealed: "command.sealed"
    }
  }

  var kind: ErrorKind { .usage }

  var message: String {
    switch self {
    case .whichSpec(let found) where found.isEmpty:
      "no spec: winnow init FOLDER writes a first one; --spec FILE or WINNOW_SPEC names one that is there"
    case .whichSpec(let found): "which spec? give --spec or set WINNOW_SPEC to one of \(found.joined(separator: ", "))"
    case .nothingExported(let iteration):
      "iteration \(iteration) has exported nothing that waits for answers; winnow run \(iteration) comes first"
    case .unknownCommand(let word, let known):
      "there is no command \(word.quoted)"
        + (NearestWord.find(word, among: known).map { String?($0).didYouMean } ?? "; winnow --help lists them")
    case .unknownOption(let option, let command, let known):
      "\(command.printable) has no option \(option.quoted)"
        + (NearestWord.find(option, among: known).map { String?($0).didYouMean }
          ?? "; winnow \(command.printable) --help lists them")
    case .unknownImage(let image):
      "no iteration has an image \(image.quoted), in its pool or among its labels; ids are paths below the pool's root "
        + "(winnow labels lists what is labelled)"
    case .noDataDirectory(let path): "\(path.quoted) is no data directory: it holds neither store.json nor iterations"
    case .badArgument(let value, let problem): "\(value.quoted): \(problem)"
    case .notBegun(let number): "iteration \(number) has not begun; winnow run \(number) begins it"
    case .noIteration(let number):
      "iteration \(number) is not sealed, or has not begun; winnow status shows how far it has come"
    case .sealed(let number): "iteration \(number) is sealed: it has taken in all answers that it waited for"
    }
  }
}
