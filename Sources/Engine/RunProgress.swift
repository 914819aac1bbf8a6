/// Receives how far a stage has come.
///
/// Nothing of it enters an output.
package protocol RunProgress: Sendable {
  /// A stage begins, for a reason.
  func began(stage: String, reason: RunReason)
  /// `fraction` of the stage's work is done; `note` says what it is doing.
  func moved(stage: String, fraction: Double, note: String)
  /// The stage has something to say that stays to be read when it has run.
  func noted(stage: String, line: String)
  /// The stage has run.
  func finished(stage: String, seconds: Double)
}

extension RunProgress {
  /// Keeps it to itself.
  package func noted(stage: String, line: String) {}
}

/// Says nothing.
package struct SilentProgress: RunProgress {
  /// Makes it.
  package init() {}
  package func began(stage: String, reason: RunReason) {}
  package func moved(stage: String, fraction: Double, note: String) {}
  package func finished(stage: String, seconds: Double) {}
}
