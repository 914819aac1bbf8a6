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
    /// A record of an opening speaks of another chain digest than the iteration has.
    case otherChain
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
