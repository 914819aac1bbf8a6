import Foundation
import Testing

/// Killed at any instant, the same command finishes the work, with the same result.
@Suite struct InterruptionTests {
  @Test func aKilledRunIsTakenUpAndComesToTheSameDigests() throws {
    let workshop = try Workshop.withFactory()
    for iteration in 0...1 { try workshop.completes(iteration, data: "whole") }
    let start = ContinuousClock.now
    try workshop.completes(0, data: "timed")
    try workshop.succeeds("run", "1", "--data", "timed")
    let length = (ContinuousClock.now - start) / .milliseconds(1)

    // Spread over the whole run, so that every stage is hit.
    let steps = 12
    for step in 0..<steps {
      let data = "killed-\(step)"
      try workshop.completes(0, data: data)
      let program = try workshop.start(["run", "1", "--data", data])
      usleep(UInt32(1000 * length * Double(step + 1) / Double(2 * steps)))
      program.kill()
      _ = try program.finish()
      try workshop.completes(1, data: data)
      #expect(try workshop.chains(data) == workshop.chains("whole"), "killed at step \(step)")
      #expect(workshop.names("\(data)/staging").isEmpty)
    }
  }

  @Test(arguments: [
    "pool", "embed", "train", "score", "cluster", "export-1", "ingest-1", "export-2", "ingest-2", "report",
  ])
  func aRunKilledAsAStageBeginsIsTakenUp(_ stage: String) throws {
    let workshop = try Workshop.withFactory()
    for iteration in 0...1 { try workshop.completes(iteration, data: "whole") }
    try workshop.completes(0)
    var killed = false
    for _ in 0..<3 where !killed {
      let program = try workshop.start(["run", "1", "--data", "data"])
      while program.isRunning, !killed {
        if try program.errorsSoFar().contains("\(stage) runs") {
          program.kill()
          killed = true
        }
      }
      _ = try program.finish()
      if !killed { _ = try workshop.run(["annotate", "1", "--truth", "images/truth.csv"]) }
    }
    #expect(killed, "\(stage) was never announced")
    try workshop.completes(1)
    #expect(try workshop.chains() == workshop.chains("whole"))
    #expect(workshop.names("data/staging").isEmpty)
  }

  @Test func aKilledEngineLeavesNoHookBehind() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "train:   {run: [winnow, hook, linear-probe]}", with: "train:   {run: [sh, slow.sh]}")
    }
    let mark = "\(workshop.path)/alive"
    // The hook's grandchild leaves its session, as a daemon would.
    try workshop.write(
      "touch \(mark)\nsetsid sh -c 'while :; do date >> \(mark); sleep 0.1; done' &\nsleep 60\n", to: "slow.sh")
    try workshop.completes(0)
    let program = try workshop.start(["run", "1"])
    for _ in 0..<600 where !workshop.has("alive") { usleep(50_000) }
    #expect(workshop.has("alive"))
    program.kill()
    _ = try program.finish()
    usleep(1_500_000)
    let before = try workshop.read("alive")
    usleep(600_000)
    #expect(try workshop.read("alive") == before, "the hook's grandchild is still running")
  }

  @Test func twoRunsAtOnceDoNotMix() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "train:   {run: [winnow, hook, linear-probe]}", with: "train:   {run: [sh, slow.sh]}")
    }
    try workshop.write("touch \(workshop.path)/alive\nsleep 60\n", to: "slow.sh")
    try workshop.completes(0)
    let program = try workshop.start(["run", "1"])
    for _ in 0..<600 where !workshop.has("alive") { usleep(50_000) }
    let second = try workshop.run(["run", "1"])
    #expect(second.code == 5)
    #expect(second.errors.contains("in use by"))
    #expect(second.errors.contains("\(program.pid)"))
    program.kill()
    _ = try program.finish()
  }
}
