import Texts

/// An end that needs no further message: a difference that was asked for, damage that was reported.
struct SilentFailure: ReportedError {
  let kind: ErrorKind

  var code: String { "reported.\(kind)" }
  var message: String { "" }
  var report: String { "" }
}
