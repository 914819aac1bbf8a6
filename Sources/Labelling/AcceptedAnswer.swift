import Texts

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
    /// What the annotator had answered before was deleted, and nothing stands in its place.
    case withdrawn
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
  /// Whether the answer counts as a senior's: whoever edited it last is one, or the annotator if nobody did.
  package let senior: Bool
  package private(set) var kind: Kind
  /// One of the classes; nil where the answer abstains.
  package private(set) var label: String?
  package private(set) var confidence: AnswerConfidence?
  /// Microseconds since 1970 in UTC.
  package let createdAt: Int64?
  /// Microseconds since 1970 in UTC.
  package let updatedAt: Int64?
  /// The model's class that the person was shown.
  package let suggested: String?
  /// Seconds.
  package let leadTime: Double?
  /// The row as compact JSON.
  package let raw: String

  /// The key under which the row is known from now on.
  package var key: RowKey {
    RowKey(platform: platform, platformID: platformID, updatedAt: updatedAt)
  }

  /// That the answer was deleted.
  var tombstone: AcceptedAnswer {
    var answer = self
    answer.kind = .withdrawn
    answer.label = nil
    answer.confidence = nil
    return answer
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
    suggested = task.suggested[ExactText(annotator)]
    leadTime = row.leadTime
    raw = row.raw
  }
}
