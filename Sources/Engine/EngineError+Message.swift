import Foundation
import Storage
import Texts

extension EngineError: ReportedError {
  package var code: String {
    switch self {
    case .previousNotSealed: "engine.previous_not_sealed"
    case .damaged: "engine.damaged"
    case .artifactMissing: "engine.artifact_missing"
    case .unknownStage: "engine.unknown_stage"
    case .upstreamNotReady: "engine.upstream_not_ready"
    case .hook(_, _, let failure, _, _): failure.code
    case .stillWaiting: "engine.still_waiting"
    case .reselectRefused: "engine.reselect_refused"
    case .fileMissing: "engine.file_missing"
    }
  }

  package var kind: ErrorKind {
    switch self {
    case .previousNotSealed, .upstreamNotReady, .reselectRefused: .data
    case .damaged: .damaged
    case .unknownStage, .fileMissing: .usage
    case .hook: .hook
    case .artifactMissing, .stillWaiting: .bug
    }
  }

  package var place: ErrorPlace? {
    switch self {
    case .damaged(let file, _), .fileMissing(let file, _): ErrorPlace(file: file)
    default: nil
    }
  }

  package var message: String {
    switch self {
    case .previousNotSealed(let iteration, let reached):
      "iteration \(iteration) comes after iteration \(iteration - 1), which is not sealed; "
        + (reached.map { "the last that is sealed is \($0)" } ?? "none is sealed yet")
        + ": run iteration \((reached ?? -1) + 1) first"
    case .damaged(let path, let damage): "\(path.printable) is damaged: \(damage.message); restore it from a copy"
    case .artifactMissing(let stage, let artifact): "stage '\(stage)' reads \(artifact), which no stage wrote"
    case .unknownStage(let name, let known):
      "no stage \(name.quoted) in this iteration; there are \(known.joined(separator: ", "))"
    case .upstreamNotReady(let stage, let upstream):
      "stage '\(stage)' alone was asked for, but '\(upstream)' before it is not up to date; use --until \(stage)"
    case .hook(let stage, let program, let failure, let log, let tail):
      "stage '\(stage)': the hook \(program.quoted) \(failure.message)"
        + (tail.isEmpty
          ? ""
          : "\nits last words (\(log.map { "all of them: \($0.printable)" } ?? "there was no room for the others")):\n"
            + tail.map { "  | \($0.printable)" }.joined(separator: "\n"))
    case .stillWaiting(let iteration):
      "iteration \(iteration) still waits for answers after the simulated annotators gave theirs"
    case .reselectRefused(let iteration, true):
      "iteration \(iteration) is sealed and its batch stays as it is; what the spec says now takes effect in the next one"
    case .reselectRefused(let iteration, false):
      "no batch of iteration \(iteration) is out; winnow run \(iteration) chooses it under the spec as it is now"
    case .fileMissing(let file, let purpose):
      "the file \(file.quoted) that \(purpose) declares is not there; correct the spec"
    }
  }
}

extension EngineError.Damage {
  fileprivate var message: String {
    switch self {
    case .unreadable: "it cannot be read as what it is"
    case .missing: "it is not there"
    case .digest(let expected, let found): "its digest is \(found.prefix(12))…, expected \(expected.prefix(12))…"
    case .size(let expected, let found): "it has \(found) bytes, expected \(expected)"
    }
  }
}

extension EngineError.HookFailure {
  fileprivate var code: String {
    switch self {
    case .notStarted: "hook.not_started"
    case .exited: "hook.exited"
    case .signalled: "hook.signalled"
    case .timedOut: "hook.timed_out"
    case .outputMissing: "hook.output_missing"
    case .outputNotAFile: "hook.output_not_a_file"
    case .outputHollow: "hook.output_hollow"
    case .folderReplaced: "hook.folder_replaced"
    case .inputChanged: "hook.input_changed"
    case .recordChanged: "hook.record_changed"
    case .ended: "hook.ended"
    case .supervisorLost: "hook.supervisor_lost"
    }
  }

  fileprivate var message: String {
    switch self {
    case .notStarted(let errno): "could not be started: \(String(cString: strerror(errno)))"
    case .exited(let code): "ended with exit code \(code)"
    case .signalled(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
    case .timedOut(let seconds): "was ended after timeout_s = \(seconds.decimal(seconds < 10 ? 1 : 0)) s"
    case .outputMissing(let file): "ended with exit code 0 and did not write \(file.printable)"
    case .outputNotAFile(let file):
      "ended with exit code 0 and left something other than a file in place of \(file.printable)"
    case .outputHollow(let file, let size, let allocated):
      "wrote \(file.printable) with \(size) bytes, of which \(allocated) are on the disk and the rest are holes"
    case .folderReplaced(let folder):
      "replaced the folder '\(folder.printable)' that it was to write into by something else"
    case .inputChanged(let path):
      "changed its input \(path.printable); nothing of its output is kept, and winnow verify says what is damaged now"
    case .recordChanged(let path):
      "changed \(path.printable), which it had nothing to do with; nothing of its output is kept, and winnow verify says what is "
        + "damaged now"
    case .ended: "was ended from outside"
    case .supervisorLost: "was lost together with its supervisor"
    }
  }
}

extension NoTable: ReportedError {
  var code: String { "engine.no_table" }
  var kind: ErrorKind { .bug }
  var message: String { "\(name.quoted) is read or written as a table and declared as none" }
}
