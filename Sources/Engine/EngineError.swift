import Storage

/// What can go wrong in running an iteration, beside what the stages themselves say.
package enum EngineError: Error, Sendable, Equatable {
  /// What is wrong with a file of the data directory.
  package enum Damage: Sendable, Equatable {
    case unreadable
    case missing
    case digest(expected: String, found: String)
    case size(expected: Int, found: Int)
  }

  /// What a hook did instead of its work.
  package enum HookFailure: Sendable, Equatable {
    /// The program could not be started.
    case notStarted(errno: Int32)
    case exited(code: Int32)
    case signalled(Int32)
    case timedOut(seconds: Double)
    /// It ended with 0 and did not write this file.
    case outputMissing(String)
    /// What it wrote under this name is a link, a pipe, a folder or a device.
    case outputNotAFile(String)
    /// The file is nearly all holes; both in bytes.
    case outputHollow(String, size: Int, allocated: Int)
    /// A folder that it was to write into is another one now, or a link.
    case folderReplaced(String)
    /// It wrote to a file that it was to read.
    case inputChanged(String)
    /// It wrote to a file of the data directory that was none of its business.
    case recordChanged(String)
    /// Its supervisor was asked to end, and not by us.
    case ended
    /// The supervisor itself ended without a message.
    case supervisorLost
  }

  /// Iteration `iteration` needs its predecessor closed. `reached` is the last one that is, nil if none.
  case previousNotSealed(iteration: Int, reached: Int?)
  /// A file of the data directory is not what was written.
  case damaged(path: String, Damage)
  /// A stage reads a file that the stage before it did not write.
  case artifactMissing(stage: String, artifact: String)
  /// No stage has this name.
  case unknownStage(String, known: [String])
  /// With `--only`, a stage whose inputs are not there or not up to date.
  case upstreamNotReady(stage: String, upstream: String)
  /// A hook failed; `log` is the file that holds its output, nil if it could not be written, `tail` the
  /// last lines.
  case hook(stage: String, program: String, HookFailure, log: String?, tail: [String])
  /// An iteration still waits for people after simulated ones have answered everything.
  case stillWaiting(iteration: Int)
  /// The batch of an iteration cannot be chosen again: it is sealed, or nothing is out.
  case reselectRefused(iteration: Int, sealed: Bool)
  /// A file declared in the spec is not there.
  case fileMissing(String, purpose: String)
}
