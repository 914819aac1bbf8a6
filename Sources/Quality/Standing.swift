/// Where an annotator stands to the agreement that is asked for.
package enum Standing: String, Sendable, Equatable, CaseIterable {
  /// No answers to images with known labels.
  case unmeasured
  /// Fewer answers than say anything.
  case tooFew = "too_few"
  /// At or above the line.
  case meets
  /// Below the line by so little or on so few answers that chance explains it.
  case watch
  /// Below the line.
  case below
}
