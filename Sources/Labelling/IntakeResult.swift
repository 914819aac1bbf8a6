/// How sure an annotator was.
package enum AnswerConfidence: String, Sendable, CaseIterable {
  case low, medium, high

  /// The confidence that a platform returned, whatever the case of its ASCII letters.
  package init?(returned text: String) {
    self.init(rawValue: PlatformUser.folded(text))
  }
}

/// Why a returned row does not count.
package enum RejectReason: String, Sendable, CaseIterable {
  case malformed
  case duplicate
  case draft
  case groundTruth = "ground_truth"
  case unknownTask = "unknown_task"
  case unknownAnnotator = "unknown_annotator"
  case notAssigned = "not_assigned"
  case empty
  case unknownLabel = "unknown_label"
  case unknownConfidence = "unknown_confidence"
  case editedByOther = "edited_by_other"
  case superseded
}

/// A row that does not count, and why.
package struct RejectedRow: Equatable, Sendable {
  package let row: ReturnedRow
  package let reason: RejectReason
  /// What the reason is about: the unknown label, the problem of a malformed row, the id that superseded it;
  /// may be empty.
  package let detail: String
}

/// All rows of an ingest, each in one of the three; each in order of file name and position.
package struct IntakeResult: Equatable, Sendable {
  package var votes: [AcceptedAnswer] = []
  package var calibration: [AcceptedAnswer] = []
  package var rejected: [RejectedRow] = []
}
