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
  /// No image that was given out has the name.
  case unknownImage = "unknown_image"
  /// More than one image, or task, has the name.
  case ambiguousImage = "ambiguous_image"
  /// A later full export lacks it.
  case withdrawn
  /// The annotator has another answer to the same task, and nothing tells which is the newer.
  case unordered
  /// The file that it would stand in cannot be read.
  case unreadable

  /// Whether somebody should look at it: what was said twice, withdrawn or not submitted needs nobody.
  package var isAlarming: Bool {
    switch self {
    case .duplicate, .superseded, .draft, .groundTruth, .withdrawn: false
    default: true
    }
  }
}

/// A row that does not count, and why.
package struct RejectedRow: Equatable, Sendable {
  package let row: ReturnedRow
  package let reason: RejectReason
  /// What the reason is about: the unknown label, the problem of a malformed row, the id that superseded it;
  /// may be empty.
  package let detail: String

  /// A file that cannot be read.
  ///
  /// - Parameters:
  ///   - file: Its path.
  ///   - why: What is wrong with it, for people.
  /// - Returns: A row that stands for the whole file.
  package static func unreadable(file: String, why: String) -> RejectedRow {
    let row = ReturnedRow(
      file: file, index: 0, platform: .csv, platformID: "", taskID: nil, completedBy: PlatformUser(), updatedBy: nil,
      label: nil, confidence: nil, kind: .malformed(.notAnObject), createdAt: nil, updatedAt: nil, leadTime: nil,
      raw: "")
    return RejectedRow(row: row, reason: .unreadable, detail: why)
  }
}

/// All rows of an ingest, each in one of the three; each in order of file name and position.
package struct IntakeResult: Equatable, Sendable {
  package var votes: [AcceptedAnswer] = []
  package var calibration: [AcceptedAnswer] = []
  package var rejected: [RejectedRow] = []
  /// Users of platforms with answers to our tasks whom no annotator is declared to be.
  package var undeclared: [UndeclaredAccount] = []

  /// Adds an answer to those on images of its kind.
  mutating func add(_ answer: AcceptedAnswer) {
    if answer.calibration { calibration.append(answer) } else { votes.append(answer) }
  }
}
