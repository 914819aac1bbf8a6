import Audit
import Foundation
import Storage
import Testing

/// The log of runs, and the logs of hooks that it has digests of.
@Suite struct LogFileTests {
  @Test func aChangedOrMissingLogOfAHookIsFound() throws {
    let data = try SealedPair.copy()
    #expect(try data.verified().uncovered == 0)
    for name in try Files.list("\(data.path)/iterations/001/logs") {
      let path = "iterations/001/logs/\(name)"
      let bytes = try Files.read("\(data.path)/\(path)")
      let longer = try data.with(path, bytes: bytes + [0x20]) { try data.verified() }
      #expect(longer.findings.contains { $0.path == path }, "\(name)")
      try Files.remove("\(data.path)/\(path)")
      #expect(try data.verified().findings.contains { $0.path == path && $0.problem == .missing }, "\(name)")
      try Data(bytes).write(to: URL(fileURLWithPath: "\(data.path)/\(path)"))
    }
    // Nothing sealed is derived from it.
    let chain = try data.verified().iterations.last?.chain
    #expect(chain != nil)
  }

  @Test func aLogThatWasCutIsReportedFromARunThatWasKilled() throws {
    let data = try SealedPair.copy()
    let path = "iterations/001/runs.jsonl"
    let lines = try String(decoding: Files.read("\(data.path)/\(path)"), as: UTF8.self).split(separator: "\n")
    func remarks(_ count: Int) throws -> [Remark] {
      let bytes = Array((lines.prefix(count).joined(separator: "\n") + "\n").utf8)
      return try data.with(path, bytes: bytes) { try data.verified().remarks }
    }
    #expect(try remarks(lines.count).isEmpty)
    // The last line says that the iteration is sealed; before it stands that this was begun.
    #expect(try remarks(lines.count - 1) == [Remark(path, .killedBeforeLog, detail: "sealed")])
    #expect(try remarks(lines.count - 2) == [Remark(path, .incompleteLog)])
  }

  @Test func aRunKilledAsItFinishesAStageLeavesALogThatSaysSo() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    var seen = 0
    for step in 0..<10 {
      let program = try workshop.start(["run", "1"])
      usleep(UInt32(25_000 * (step + 1)))
      program.kill()
      _ = try program.finish()
      let outcome = try workshop.run(["verify", "--data", "data"])
      #expect(outcome.code == 0, "\(outcome.output)")
      #expect(!outcome.output.contains("lines were cut off"), "\(outcome.output)")
      seen += outcome.output.contains("note:") ? 1 : 0
    }
    try workshop.completes(1)
    #expect(try workshop.succeeds("verify", "--data", "data").output.contains("everything is as it was written"))
  }
}
