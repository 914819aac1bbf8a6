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

/// An answer that counts.
package struct AcceptedAnswer: Equatable, Sendable {
  /// What kind of answer it is.
  package enum Kind: String, Sendable, CaseIterable {
    /// A class.
    case label
    /// The picture cannot be judged: abstains.
    case cannotTell = "cannot_tell"
    /// The annotator passed: abstains.
    case skip
  }

  package let file: String
  package let index: Int
  package let platform: Platform
  package let platformID: String
  package let taskID: String
  package let imageID: String
  package let round: Int
  /// Whether the task measures the annotator; the label of its image is known.
  package let calibration: Bool
  /// The id in the spec.
  package let annotator: String
  /// Who edited the answer last, if somebody else did: an id in the spec, or the user as the platform names
  /// one.
  package let updatedBy: String?
  /// Whether the answer counts as a senior's: the annotator is one, and so is whoever edited it.
  package let senior: Bool
  package let kind: Kind
  /// One of the classes; nil where the answer abstains.
  package let label: String?
  package let confidence: AnswerConfidence?
  /// Microseconds since 1970 in UTC.
  package let createdAt: Int64?
  /// Microseconds since 1970 in UTC.
  package let updatedAt: Int64?
  /// Seconds.
  package let leadTime: Double?
  /// The row as compact JSON.
  package let raw: String

  /// The key under which the row is known from now on.
  package var key: RowKey {
    RowKey(platform: platform, platformID: platformID, updatedAt: updatedAt)
  }

  init(
    row: ReturnedRow, task: PlannedTask, annotator: String, updatedBy: String?, senior: Bool, label: String?,
    confidence: AnswerConfidence?
  ) {
    file = row.file
    index = row.index
    platform = row.platform
    platformID = row.platformID
    taskID = task.taskID
    imageID = task.imageID
    round = task.round
    calibration = task.calibration
    self.annotator = annotator
    self.updatedBy = updatedBy
    self.senior = senior
    kind = row.kind == .skip ? .skip : row.kind == .cannotTell ? .cannotTell : .label
    self.label = label
    self.confidence = confidence
    createdAt = row.createdAt
    updatedAt = row.updatedAt
    leadTime = row.leadTime
    raw = row.raw
  }
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
