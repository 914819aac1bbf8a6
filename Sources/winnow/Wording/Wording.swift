import ArgumentParser
import Audit
import Columnar
import Engine
import Foundation
import Imaging
import Labelling
import Learning
import Pipeline
import Rehearsal
import Report
import Selection
import Spec
import Stages
import Storage

/// Puts everything that the program says about errors and runs into words, and chooses the exit code.
///
/// The modules below know only data.
enum Wording {
  /// The message for an error, and the exit code.
  struct Failure {
    let code: ExitStatus
    let message: String
    /// Set if it is no error but help that was asked for.
    var help: String?
  }

  /// The message for any error.
  static func failure(_ error: any Error) -> Failure {
    switch error {
    case let error as SpecErrors:
      Failure(code: .usage, message: error.diagnostics.map(\.rendered).joined(separator: "\n"))
    case let error as SilentFailure: Failure(code: error.code, message: "")
    case let error as CommandError: Failure(code: .usage, message: line(command(error)))
    case let error as ArchiveError: Failure(code: .damaged, message: line(archive(error)))
    case let error as KeyError: Failure(code: .usage, message: line(key(error)))
    case let error as StatementError: Failure(code: .difference, message: line(statement(error)))
    case let error as ErasingError: Failure(code: .data, message: line(erasing(error)))
    case let error as CorrectionError: Failure(code: .data, message: line(correcting(error)))
    case let error as DataError: Failure(code: code(error), message: line(data(error)))
    case let error as EngineError: Failure(code: code(error), message: line(engine(error)))
    case let error as StorageError: Failure(code: code(error), message: line(storage(error)))
    case let error as HookTableError:
      Failure(
        code: .hook, message: line("stage '\(error.stage)': the hook's file \(error.file): \(hookTable(error.cause))"))
    case let error as InputTableError:
      Failure(code: .data, message: line("the file of '\(error.purpose)': \(columnar(error.cause))"))
    case let error as HookRequestError: Failure(code: .usage, message: line(request(error)))
    case let error as NamedFileError: Failure(code: .data, message: line(columnar(error.cause)))
    case let error as ColumnarError: Failure(code: code(error), message: line(columnar(error)))
    case let error as LabellingError: Failure(code: .data, message: line(labelling(error)))
    case let error as SimulationError: Failure(code: .data, message: line(simulation(error)))
    case let error as QualityFileError:
      Failure(
        code: .damaged,
        message: line(
          "\(printable(error.path)): \(report(error.cause)); restore it from a copy, winnow verify names what is damaged"
        ))
    case let error as ReportError: Failure(code: .damaged, message: line("the quality report: \(report(error))"))
    case let error as HookCheckError:
      Failure(code: .usage, message: error.faults.map { line(printable($0.message)) }.joined(separator: "\n"))
    case let error as KernelError: Failure(code: .usage, message: line(kernel(error)))
    case let error as BatchError: Failure(code: .data, message: line(batch(error)))
    case let error as SelectionError: Failure(code: .data, message: line(selection(error)))
    case let error as DuplicatesError: Failure(code: .data, message: line(duplicates(error)))
    case let error as UnknownImageError: Failure(code: .data, message: line(unknownImage(error)))
    case let error as SweepError: Failure(code: .usage, message: line(sweep(error)))
    case let error as PickError: Failure(code: .data, message: line(pick(error)))
    case let error as EmbedderError: Failure(code: .data, message: line(embedder(error)))
    case let error as ImagingError: Failure(code: .data, message: line(imaging(error)))
    case let error as SplitError: Failure(code: .data, message: line(self.split(error)))
    case let error as FactoryFilesError: Failure(code: .data, message: line(factory(error)))
    case let error as FactoryError: Failure(code: .usage, message: line(factory(error)))
    case is CancellationError: Failure(code: .bug, message: line("interrupted"))
    default: other(error)
    }
  }

  /// Errors of the command line's grammar, help that was asked for, and what should not happen.
  private static func other(_ error: any Error) -> Failure {
    let code = Winnow.exitCode(for: error)
    if code == .success { return Failure(code: .done, message: "", help: Winnow.message(for: error)) }
    if code == .validationFailure { return Failure(code: .usage, message: Winnow.fullMessage(for: error)) }
    return Failure(
      code: .bug,
      message: line("this should not have happened: \(error)\nPlease report it with the command that led to it."))
  }

  private static func line(_ text: String) -> String { "winnow: error: \(text)" }

  // MARK: Small things

  /// A number with a fixed count of decimals.
  static func decimal(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", locale: Locale(identifier: "en_US_POSIX"), value)
  }

  /// A text from outside for a terminal: control characters are shown, not obeyed.
  static func printable(_ text: String) -> String { printable(text, limit: 400) }

  /// The same for a line of several texts.
  static func printable(_ text: String, limit: Int) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same in quotation marks.
  static func quoted(_ text: String) -> String { "'\(printable(text))'" }

  /// `, did you mean 'word'?`, or nothing.
  static func nearest(_ word: String?) -> String { word.map { "; did you mean \(quoted($0))?" } ?? "" }

  /// A share as per cent.
  static func percent(_ share: Double) -> String { decimal(share * 100, 1) + " %" }

  /// A whole number and its noun.
  static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
  }
}
