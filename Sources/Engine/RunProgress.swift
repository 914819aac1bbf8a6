/// Receives how far a stage has come.
///
/// Nothing of it enters an output.
package protocol RunProgress: Sendable {
  /// A stage begins, for a reason.
  func began(stage: String, reason: RunReason)
  /// `fraction` of the stage's work is done; `note` says what it is doing.
  func moved(stage: String, fraction: Double, note: String)
  /// A running stage has something to say that is to be read.
  func told(stage: String, line: String)
  /// The stage has run.
  func finished(stage: String, seconds: Double)
}

extension RunProgress {
  package func told(stage: String, line: String) {}
}

/// Says nothing.
package struct SilentProgress: RunProgress {
  /// Makes it.
  package init() {}
  package func began(stage: String, reason: RunReason) {}
  package func moved(stage: String, fraction: Double, note: String) {}
  package func finished(stage: String, seconds: Double) {}
}
