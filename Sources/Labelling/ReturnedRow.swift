import Texts

/// The platforms that answers come back from.
package enum Platform: String, Sendable, CaseIterable {
  case labelStudio = "label-studio"
  case argilla
  case prodigy
  case csv
  /// Answers that `winnow annotate` made up.
  case simulated

  /// Whether the rows of a file name people by accounts, which the spec declares, and not by ids of the spec.
  var hasAccounts: Bool { self == .labelStudio || self == .argilla }
}

/// What kind of thing a returned row is.
package enum RowKind: Equatable, Sendable {
  /// A judgement with a label.
  case vote
  /// The person passed on this image (cancelled, in Label Studio's words).
  case skip
  /// The person says that the picture cannot be judged.
  case cannotTell
  /// Submitted without an answer.
  case empty
  /// Not submitted.
  case draft
  /// A known label that somebody put in.
  case groundTruth
  /// A row that cannot be read.
  case malformed(RowProblem)
}

/// Why a row cannot be read.
package enum RowProblem: String, Sendable, CaseIterable {
  /// Something other than an object stands where an annotation should.
  case notAnObject = "not_an_object"
  /// No id, or one that is neither a whole number nor a short text.
  case noIdentity = "no_identity"
  /// No readable time of the last change.
  case noTime = "no_time"
  /// A text longer than the limit.
  case tooLong = "too_long"
  /// A field of another type than the platform writes.
  case wrongType = "wrong_type"
  /// More than one value for a single choice.
  case severalLabels = "several_labels"
  /// Answers to questions that our configuration does not ask, and none to the one it does.
  case unknownControl = "unknown_control"
  /// Neither accepted nor rejected nor passed on, in Prodigy's words.
  case unknownAnswer = "unknown_answer"

  /// In words.
  package var message: String {
    switch self {
    case .notAnObject: "it is no object"
    case .noIdentity: "it has no id"
    case .noTime: "its time cannot be read; write 2026-11-30T14:05:00Z or 30.11.2026 14:05"
    case .tooLong: "one of its texts is too long"
    case .wrongType: "a field has another type than the platform writes"
    case .severalLabels: "it names more than one class"
    case .unknownControl: "it answers other questions than label and confidence, which were handed out"
    case .unknownAnswer: "it is neither accept nor reject nor ignore"
    }
  }
}

/// One annotation, draft or line of a returned file, as found and not yet judged.
package struct ReturnedRow: Equatable, Sendable {
  /// The file's name, as the caller gave it.
  package private(set) var file: String
  /// The row's position in the file, from 0, over annotations and drafts in the order they stand there.
  package let index: Int
  package let platform: Platform
  /// What the platform knows the row by; empty where it has no identity.
  package let platformID: String
  /// What the export gave out, as it came back.
  package let taskID: String?
  /// The picture's name, where the row has no task id.
  package internal(set) var image: String?
  /// The project or dataset of the platform that it stands in.
  package internal(set) var project: String?
  /// Who answered.
  package let completedBy: PlatformUser
  /// Who changed the answer last, where the platform says.
  package let updatedBy: PlatformUser?
  /// The label as it came back.
  package let label: String?
  /// The confidence as it came back.
  package let confidence: String?
  package let kind: RowKind
  /// Microseconds since 1970 in UTC.
  package let createdAt: Int64?
  /// Microseconds since 1970 in UTC.
  package let updatedAt: Int64?
  /// Seconds, from 0 to 10,000,000; nil where unknown.
  package let leadTime: Double?
  /// The row as compact JSON.
  package let raw: String

  /// The annotator as the platform names one.
  package var annotator: String? { completedBy.shown }

  /// The folder of its file, below the inbox; empty for the inbox itself.
  package var folder: String { ReturnedRow.folder(of: file) }

  /// The folder of a file.
  static func folder(of file: String) -> String {
    file.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(decoding: file.utf8[..<$0], as: UTF8.self) } ?? ""
  }

  /// What makes the row the same row when it comes again.
  package var key: RowKey {
    RowKey(platform: platform, platformID: platformID, updatedAt: updatedAt)
  }

  /// The same row as its file is called from a folder above.
  func below(_ folder: String) -> ReturnedRow {
    var row = self
    row.file = "\(folder)/\(file)"
    return row
  }
}

/// The identity of a returned row: the same key again is a duplicate.
package struct RowKey: Hashable, Sendable {
  package let platform: Platform
  package let platformID: ExactText
  package let updatedAt: Int64?

  /// Makes a key from its parts.
  package init(platform: Platform, platformID: String, updatedAt: Int64?) {
    self.platform = platform
    self.platformID = ExactText(platformID)
    self.updatedAt = updatedAt
  }
}
