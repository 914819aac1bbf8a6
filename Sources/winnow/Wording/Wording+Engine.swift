import Engine
import Foundation
import Stages
import Storage

extension Wording {
  /// The exit code for an error of the engine.
  static func code(_ error: EngineError) -> ExitStatus {
    switch error {
    case .previousNotSealed, .upstreamNotReady, .reselectRefused: .data
    case .damaged: .damaged
    case .unknownStage, .fileMissing: .usage
    case .hook: .hook
    case .artifactMissing, .stillWaiting: .bug
    }
  }

  /// What the engine could not do, and what to do.
  static func engine(_ error: EngineError) -> String {
    switch error {
    case .previousNotSealed(let iteration, let reached):
      "iteration \(iteration) needs iteration \(iteration - 1) sealed, and "
        + (reached.map { "only \($0) is the last that is" } ?? "none is")
        + "; run iteration \((reached ?? -1) + 1) first"
    case .damaged(let path, let damage): "\(printable(path)) is damaged: \(self.damage(damage)); restore it from a copy"
    case .artifactMissing(let stage, let artifact): "stage '\(stage)' reads \(artifact), which no stage wrote"
    case .unknownStage(let name, let known):
      "no stage \(quoted(name)) in this iteration; there are \(known.joined(separator: ", "))"
    case .upstreamNotReady(let stage, let upstream):
      "stage '\(stage)' alone was asked for, but '\(upstream)' before it is not up to date; use --until \(stage)"
    case .hook(let stage, let program, let failure, let log, let tail):
      "stage '\(stage)': the hook \(quoted(program)) \(hook(failure))"
        + (tail.isEmpty
          ? ""
          : "\nits last words (\(log.map { "all of them: \(printable($0))" } ?? "there was no room for the others")):\n"
            + tail.map { "  | \(printable($0))" }.joined(separator: "\n"))
        + (missesWhatIsGone(stage, tail)
          ? "\nsince version 2 of the request an embedder is given images, parameters and the fitted state alone (and fit the "
            + "random_seed): no classes and no iteration, which no vector may depend on" : "")
    case .stillWaiting(let iteration):
      "iteration \(iteration) still waits for answers after the simulated annotators gave theirs"
    case .reselectRefused(let iteration, true):
      "iteration \(iteration) is sealed and its batch stays as it is; what the spec says now takes effect in the next one"
    case .reselectRefused(let iteration, false):
      "no batch of iteration \(iteration) is out; winnow run \(iteration) chooses it under the spec as it is now"
    case .fileMissing(let file, let purpose):
      "the file \(quoted(file)) that \(purpose) declares is not there; correct the spec"
    }
  }

  /// Whether the last words of an embedder name a field that requests had before version 2.
  private static func missesWhatIsGone(_ stage: String, _ tail: [String]) -> Bool {
    let fields = ["classes", "iteration", "random_seed"].flatMap { ["'\($0)'", "\"\($0)\""] }
    return stage == StageName.embed && tail.contains { line in fields.contains { line.contains($0) } }
  }

  private static func damage(_ damage: EngineError.Damage) -> String {
    switch damage {
    case .unreadable: "it cannot be read as what it is"
    case .missing: "it is not there"
    case .digest(let expected, let found): "its digest is \(found.prefix(12))…, expected \(expected.prefix(12))…"
    case .size(let expected, let found): "it has \(found) bytes, expected \(expected)"
    }
  }

  private static func hook(_ failure: EngineError.HookFailure) -> String {
    switch failure {
    case .notStarted(let errno): "could not be started: \(String(cString: strerror(errno)))"
    case .exited(let code): "ended with exit code \(code)"
    case .signalled(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
    case .timedOut(let seconds): "was ended after timeout_s = \(decimal(seconds, seconds < 10 ? 1 : 0)) s"
    case .outputMissing(let file): "ended with exit code 0 and did not write \(printable(file))"
    case .outputNotAFile(let file): "ended with exit code 0 and wrote \(printable(file)) as something that is no file"
    case .outputHollow(let file, let size, let allocated):
      "wrote \(printable(file)) with \(size) bytes, of which \(allocated) are on the disk and the rest are holes"
    case .folderReplaced(let folder):
      "replaced the folder '\(printable(folder))' that it was to write into by something else"
    case .inputChanged(let path):
      "changed its input \(printable(path)); nothing of its output is kept, and winnow verify says what is damaged now"
    case .recordChanged(let path):
      "changed \(printable(path)), which it had nothing to do with; nothing of its output is kept, and winnow verify says what is "
        + "damaged now"
    case .ended: "was ended from outside"
    case .supervisorLost: "was lost together with its supervisor"
    }
  }

  /// The exit code for an error of storage.
  static func code(_ error: StorageError) -> ExitStatus {
    switch error {
    case .locked: .locked
    case .unreadableLayout, .truncated, .link: .damaged
    default: .data
    }
  }

  /// What could not be read or written.
  static func storage(_ error: StorageError) -> String {
    switch error {
    case .system(let operation, let path, let errno):
      "\(quoted(path)): \(operation) failed: \(String(cString: strerror(errno)))"
    case .missing(let path): "\(quoted(path)) is not there"
    case .notAFile(let path): "\(quoted(path)) is not a file"
    case .notADirectory(let path): "\(quoted(path)) is not a folder"
    case .link(let path):
      "\(quoted(path)) is a link, and below a data directory none is followed: what it leads to is somebody else's and was not "
        + "touched; put the file or folder itself there, or mount it"
    case .tooLarge(let path, let size, let limit): "\(quoted(path)) has \(size) bytes; at most \(limit) are read"
    case .truncated(let path, let offset, let count, let size):
      "\(quoted(path)) ends at byte \(size), expected at least \(offset + count)"
    case .nameNotUTF8(let directory, let name):
      "\(quoted(directory)) holds a name that is not UTF-8: \(quoted(name)); rename it"
    case .locked(let path, let holder):
      "the data directory is in use by \(printable(holder)) (\(printable(path))); wait for it to end"
    case .unreadableLayout(let path): "\(quoted(path)) is not what a data directory begins with"
    case .newerLayout(let path, let found, let supported):
      "\(quoted(path)) was written by a later version (layout \(found), this one knows up to \(supported))"
    case .unknownFeatures(let path, let names, let toWrite):
      "\(quoted(path)) names \(names.count == 1 ? "the feature" : "the features") "
        + "\(names.map(quoted).joined(separator: ", ")), which this version does not know: "
        + (toWrite
          ? "the directory can be read, but only a later version may write to it"
          : "only a later version can read the directory")
    case .otherPipeline(let path, let found, let expected):
      "the data directory \(quoted(path)) belongs to pipeline \(quoted(found)), not \(quoted(expected)); give another --data"
    }
  }
}
