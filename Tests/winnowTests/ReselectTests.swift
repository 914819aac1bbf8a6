import Foundation
import Storage
import Testing

/// A batch that people have is changed on record only.
@Suite struct ReselectTests {
  private static func edited(_ batch: Int = 24) -> String {
    Workshop.spec.replacingOccurrences(of: "below: 0.2", with: "below: 0.5")
      .replacingOccurrences(of: "batch: 20", with: "batch: \(batch)")
  }

  /// Iteration 1 is out, ana and ben have answered, and the spec has been edited.
  private static func out() throws -> Workshop {
    let workshop = try Workshop.withFactory(sealed: 0)
    try workshop.succeeds("run", "1")
    try workshop.succeeds("annotate", "1", "--truth", "images/truth.csv")
    for name in ["ana", "ben"] {
      try FileManager.default.moveItem(
        atPath: "\(workshop.path)/data/inbox/001/\(name)-round-1.json",
        toPath: "\(workshop.path)/data/inbox/001/\(name)-first.json")
    }
    try FileManager.default.removeItem(atPath: "\(workshop.path)/data/inbox/001/chi-round-1.json")
    try workshop.write(edited(), to: "spec.yaml")
    return workshop
  }

  @Test func anExportedBatchIsChosenAgainOnRecordAndNoAnswerIsLost() throws {
    let workshop = try Self.out()
    let old = try Files.read("\(workshop.path)/data/iterations/001/cluster/selection.parquet")
    let plan = try workshop.succeeds("plan", "1").output
    #expect(plan.contains("cluster   skip: frozen"))
    #expect(plan.contains("stages.score.below 0.2 → 0.5 takes effect in iteration 2"))
    #expect(try workshop.run(["run", "1", "--reselect"]).code == 2)

    let run = try workshop.succeeds("run", "1", "--reselect", "--reason", "threshold too narrow")
    #expect(run.errors.contains("the batch of 20 images is withdrawn and kept in"))
    #expect(run.errors.contains("score runs: parameter below 0.2 → 0.5"))
    #expect(try Files.read("\(workshop.path)/data/iterations/001/superseded/1/cluster/selection.parquet") == old)
    #expect(try AmendTests.rows(workshop, "data/iterations/001/cluster/selection.parquet").count == 24)
    let verified = try workshop.succeeds("verify", "--data", "data").output
    #expect(
      verified.contains("superseded/1: a batch that was out and was chosen again, on record: threshold too narrow"))

    try workshop.completes(1)
    // Each image of the old batch that was answered has its label, in the new batch or not.
    let labelled = Set(
      try AmendTests.rows(workshop, "data/iterations/001/ingest-2/labels.parquet").compactMap {
        $0["image_id"] as? String
      })
    let answered = Set(
      try AmendTests.rows(workshop, "data/iterations/001/superseded/1/export-1/batch.parquet")
        .filter { $0["calibration"] as? Bool == false }.compactMap { $0["image_id"] as? String })
    #expect(labelled.intersection(answered).count > 10)
    #expect(labelled.count >= 24)
    #expect(try workshop.succeeds("log").output.contains("the batch was chosen again: threshold too narrow"))
    #expect(
      try workshop.run(["diff", "0", "1"]).output
        .contains("batch     of iteration 1 was chosen again, on record: threshold too narrow"))
    #expect(try workshop.succeeds("verify", "--data", "data").output.contains("everything is as it was written"))
    #expect(try workshop.succeeds("reproduce", "1").output.contains("iteration 1 is reproduced"))
    let sealed = try workshop.run(["run", "1", "--reselect", "--reason", "again"])
    #expect(sealed.code == 3)
    #expect(sealed.errors.contains("is sealed and its batch stays as it is"))

    // What was superseded is covered by the seal.
    let data = try DataCopy("\(workshop.path)/data")
    for file in [
      "superseded.json", "spec.yaml", "export-1/stage.json", "export-1/batch.parquet", "cluster/selection.parquet",
    ] {
      let path = "iterations/001/superseded/1/\(file)"
      var bytes = try Files.read("\(data.path)/\(path)")
      bytes[bytes.count / 2] ^= 1
      let found = try data.with(path, bytes: bytes) { try data.verified() }
      #expect(found.findings.contains { $0.path == path }, "\(path)")
    }
  }

  @Test func nothingIsChosenAgainThatIsNotOut() throws {
    let workshop = try SealedPair.workshop()
    let data = try SealedPair.copy()
    let outcome = try workshop.run(["run", "2", "--reselect", "--reason", "r", "--data", data.path])
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("no batch of iteration 2 is out"))
  }

  @Test func aReselectionThatIsKilledIsCompleted() throws {
    let workshop = try Self.out()
    try FileManager.default.copyItem(atPath: "\(workshop.path)/data", toPath: "\(workshop.path)/whole")
    try workshop.succeeds("run", "1", "--reselect", "--reason", "r", "--data", "whole")
    try workshop.completes(1, data: "whole")
    let chain = try #require(workshop.chains("whole").last)
    for step in 0..<6 {
      let data = "killed-\(step)"
      try FileManager.default.copyItem(atPath: "\(workshop.path)/data", toPath: "\(workshop.path)/\(data)")
      let program = try workshop.start(["run", "1", "--reselect", "--reason", "r", "--data", data, "--until", "pool"])
      usleep(UInt32(15_000 * (step + 1)))
      program.kill()
      _ = try program.finish()
      let verified = try workshop.run(["verify", "--data", data])
      #expect(verified.code == 0, "\(verified.output)")
      if !workshop.has("\(data)/iterations/001/superseded/1") {
        try workshop.succeeds("run", "1", "--reselect", "--reason", "r", "--data", data)
      }
      try workshop.completes(1, data: data)
      #expect(try workshop.chains(data).last == chain, "killed at step \(step)")
    }
  }
}
