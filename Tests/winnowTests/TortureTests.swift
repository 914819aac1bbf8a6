import Foundation
import Testing

/// The proofs of `Tests/Torture`, a few tries of each; `make torture` tries many.
@Suite struct TortureTests {
  /// What a proof needs of the machine it is on.
  enum Need {
    case strace, root, tmpfs, python
  }

  /// Whether the machine has everything that is needed.
  static func has(_ needs: Need...) -> Bool {
    needs.allSatisfy { need in
      switch need {
      case .strace: ran("/usr/bin/env", ["strace", "-qq", "-o", "/dev/null", "true"])
      case .root: geteuid() == 0
      case .tmpfs: ran("/usr/bin/env", ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
      case .python: ran("/usr/bin/env", ["python3", "-c", ""])
      }
    }
  }

  private static func ran(_ program: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// Runs parts of the driver and expects that nothing was lost.
  private func nothingIsLost(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-u", "-B", folder.appendingPathComponent("Torture/torture.py").path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["WINNOW": Workshop.program]) { _, new in new }
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let message = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(message)", sourceLocation: sourceLocation)
    #expect(message.contains(" 0 lost"), "\(message)", sourceLocation: sourceLocation)
  }

  @Test(.enabled(if: has(.python, .strace), "needs Python 3 and strace"))
  func aRunKilledAtASystemCallIsTakenUp() throws {
    try nothingIsLost("kills", "--kills", "12")
  }

  @Test(.enabled(if: has(.python, .strace), "needs Python 3 and strace"))
  func aFailingSystemCallCostsAnErrorAndNothingElse() throws {
    try nothingIsLost("faults", "--faults", "17")
  }

  @Test(.enabled(if: has(.python, .strace), "needs Python 3 and strace"))
  func whatWasSaidToBeDoneSurvivesAPowerCutAndEachMistakeInSyncingIsCaught() throws {
    try nothingIsLost("replay", "--replays", "9")
  }

  @Test(.enabled(if: has(.python, .root, .tmpfs), "needs Python 3 and mounts of one's own"))
  func aFullDiskIsAnErrorAndNothingElse() throws {
    try nothingIsLost("full", "--sizes", "1")
  }

  @Test(.enabled(if: has(.python), "needs Python 3"))
  func ofRunsAtOnceOneWins() throws {
    try nothingIsLost("together", "--runs", "1", "--at-once", "4")
  }

  @Test(.enabled(if: has(.python), "needs Python 3"))
  func anInterruptedCommandSaysSoAndEndsWhatItStarted() throws {
    try nothingIsLost("signals", "--signals", "2")
  }

  @Test(.enabled(if: has(.python), "needs Python 3"))
  func aHookThatMisbehavesIsOneClearError() throws {
    try nothingIsLost("hooks", "--gigabytes", "0", "--fewer")
  }

  @Test(.enabled(if: has(.python), "needs Python 3"))
  func theDigestsAreTheSameInOtherSurroundings() throws {
    try nothingIsLost("determinism", "--fewer")
  }
}
