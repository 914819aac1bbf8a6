import Engine
import ErrorChecks
import Testing
import Texts

/// The message of each error of the module.
@Suite struct EngineErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static var checks: ErrorChecks {
    ErrorChecks(
      "Engine",
      [
        EngineError.previousNotSealed(iteration: 2, reached: nil),
        EngineError.previousNotSealed(iteration: 2, reached: 0),
        EngineError.damaged(path: hostile, .unreadable),
        EngineError.damaged(path: "data/a", .missing),
        EngineError.damaged(path: "data/a", .digest(expected: "0123456789abcdef", found: "f123456789abcdef")),
        EngineError.damaged(path: "data/a", .size(expected: 1, found: 2)),
        EngineError.artifactMissing(stage: "score", artifact: "train/predictions.parquet"),
        EngineError.unknownStage("clutser", known: ["score", "cluster"]),
        EngineError.upstreamNotReady(stage: "score", upstream: "train"),
        EngineError.hook(
          stage: "train", program: "python3 train.py", .notStarted(errno: 13), log: "logs/train.log",
          tail: ["\u{1B}[1mno"]),
        EngineError.hook(stage: "train", program: hostile, .exited(code: 3), log: nil, tail: ["one", "two"]),
        hook(.signalled(15)), hook(.timedOut(seconds: 2.5)), hook(.timedOut(seconds: 60)),
        hook(.outputMissing("model.bin")), hook(.outputNotAFile(hostile)),
        hook(.outputHollow("model.bin", size: 9_000, allocated: 10)), hook(.folderReplaced("work")),
        hook(.inputChanged("pool.parquet")), hook(.recordChanged("manifest.json")), hook(.ended), hook(.supervisorLost),
        EngineError.stillWaiting(iteration: 1),
        EngineError.reselectRefused(iteration: 1, sealed: true),
        EngineError.reselectRefused(iteration: 1, sealed: false),
        EngineError.fileMissing(hostile, purpose: "stages.train.files"),
      ] + noTable)
  }

  /// That a file is declared as no table.
  private static var noTable: [any ReportedError] {
    do {
      _ = try Artifact("train", "model\u{1B}.bin").declared()
      return []
    } catch {
      return [error as? any ReportedError].compactMap(\.self)
    }
  }

  private static func hook(_ failure: EngineError.HookFailure) -> EngineError {
    .hook(stage: "train", program: "python3 train.py", failure, log: "logs/train.log", tail: [])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
