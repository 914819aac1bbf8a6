/// Something in a data directory that is not as it was written.
package struct Finding: Sendable, Equatable {
  /// What is wrong.
  package enum Problem: Sendable, Equatable {
    case missing
    /// Nothing that is recorded has this name.
    case extra
    /// The SHA-256 of the bytes differs.
    case digest(expected: String, found: String)
    /// The length in bytes differs.
    case size(expected: Int, found: Int)
    /// A folder or a device is where a file was written.
    case notAFile
    /// A link, where none is followed.
    case link
    /// The system does not let it be read.
    case unreadable(errno: Int32)
    /// A folder holds a name that is not UTF-8, shown repaired.
    case name(String)
    /// `store.json` or a manifest was written by a later version.
    case layout(found: Int)
    /// `store.json` names a feature that a reader must know and this version does not.
    case feature(String)
    /// A manifest, a stage's record or `store.json` is not what is written of any content.
    case form
    /// The record belongs to another pipeline, iteration or stage.
    case belongsTo(String)
    /// A stage's own record and the manifest's differ.
    case record
    /// The key of this stage is not the digest of its components.
    case key(stage: String)
    /// The seal or the chain digest is not that of the manifest's content.
    case seal
    /// The manifest does not continue the seal of the iteration before.
    case previous
    /// The line of this number, from 1, does not continue the log.
    case line(Int)
    /// A part of the embeddings has another content than its name says.
    case partName
  }

  /// The path below the data directory.
  package let path: String
  /// The iteration that it belongs to, nil for what all share.
  package let iteration: Int?
  /// The stage that wrote it, nil for what no stage wrote.
  package let stage: String?
  /// What is wrong.
  package let problem: Problem
  /// The recorded file whose bytes are found here instead, by its path below the data directory.
  package var holds: String?
  /// The stages that read the file, in order.
  package var readers: [StageReference] = []

  /// Describes damage.
  package init(_ path: String, iteration: Int? = nil, stage: String? = nil, _ problem: Problem) {
    self.path = path
    self.iteration = iteration
    self.stage = stage
    self.problem = problem
  }
}

/// Something in a data directory that is worth knowing and no damage.
package struct Remark: Sendable, Equatable {
  /// What it is.
  package enum Kind: String, Sendable, Codable {
    /// A part of the embeddings was dropped on record; its vectors can be computed again.
    case dropped
    /// A part of the embeddings that no iteration refers to, whole; the next run may use it.
    case unreferenced
    /// What a killed run left; the next one takes it over.
    case leftover
    /// A stage or spec of an open iteration that the manifest does not have yet; the next run brings it up to date.
    case interrupted
    /// The log of runs does not tell of every stage: lines are missing, or a run was killed at that instant.
    case incompleteLog = "incomplete_log"
    /// A run was killed after a stage had its outputs in place and before the log told so; the detail names it.
    case killedBeforeLog = "killed_before_log"
    /// A file in the inbox is not the one of that name that was taken in; the copy that was is kept with the stage.
    case inboxDiffers = "inbox_differs"
    /// A file in the inbox that no stage has taken in.
    case inboxNotTaken = "inbox_not_taken"
    /// A file in the inbox that came after the seal; a later iteration, named in the detail, has taken it in.
    case late
    /// A correction that no iteration has taken in yet.
    case correctionWaits = "correction_waits"
    /// Something of it was erased on record; the detail is the order.
    case erased
    /// An erasure was killed half-way, and is completed by giving the order again; the detail is the order.
    case erasing
    /// A batch that was out and was chosen again, on record; the detail is the reason.
    case reselected
    /// A link to what people have elsewhere, through which answers are read and nothing is written.
    case inboxLink = "inbox_link"
    /// A link in a hook's own folder, which is not followed.
    case hookLink = "hook_link"
  }

  /// The path below the data directory.
  package let path: String
  /// What it is.
  package let kind: Kind
  /// What else there is to say: a number, a reason, an order; empty for most.
  package let detail: String

  /// Makes a remark.
  package init(_ path: String, _ kind: Kind, detail: String = "") {
    self.path = path
    self.kind = kind
    self.detail = detail
  }
}
