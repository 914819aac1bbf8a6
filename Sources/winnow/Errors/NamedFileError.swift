import Columnar
import Texts

/// A file that somebody named on the command line and that is no table we can read: wrong data, not a damaged data directory.
struct NamedFileError: ReportedError {
  let cause: ColumnarError

  var code: String { "named_file.unreadable" }
  var kind: ErrorKind { .data }
  var place: ErrorPlace? { cause.place }
  var underlying: (any Error)? { cause }
  var message: String { cause.message }

  /// What `body` gives; a table that it cannot read is the fault of whoever named it.
  static func blaming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ColumnarError {
      throw NamedFileError(cause: error)
    }
  }
}
