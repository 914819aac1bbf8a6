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
    /// The log of runs does not have every stage: lines are missing, or a run was killed at that instant.
    case incompleteLog = "incomplete_log"
    /// A run was killed after a stage had its outputs in place and before the log had it; the detail names it.
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
    /// The acceptance set was opened, on record; the detail is the reason of a later opening.
    case opened
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
