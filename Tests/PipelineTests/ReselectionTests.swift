import Audit
import Engine
import Foundation
import Pipeline
import Stages
import Storage
import Testing

/// A batch in people's hands that is changed on record.
@Suite struct ReselectionTests {
  private func withdraw(_ small: SmallPipeline, _ reason: String = "too narrow") throws -> Reselection.Withdrawn {
    try Reselection(small.project(), 1).withdraw(reason: reason)
  }

  private func manifest(_ small: SmallPipeline) throws -> Manifest {
    try #require(try Iteration(small.directory(), 1).manifest())
  }

  @Test func theBatchIsKeptAndNothingClosesTheNewOne() async throws {
    let small = try await PreparedPipelines.withBatchOut()
    let old = try Files.read("\(small.path)/data/iterations/001/cluster/selection.parquet")
    try small.answer(1, round: 1, file: "first") { person, image in person == "chi" ? nil : SmallPipeline.truth(image) }
    let batch = Set(try small.table("001/cluster/selection").strings("image_id").strings)
    let asked = Dictionary(grouping: try small.asked(1, round: 1).filter { batch.contains($0.image) }, by: \.image)
    let answered = asked.filter { !$0.value.map(\.annotator).contains("chi") }.keys
    _ = try #require(try RoundClosing(small.project()).close(1, reason: "chi is away"))
    try small.edit("below: 0.3", "below: 0.1")
    let withdrawn = try withdraw(small)
    let folder = "\(small.path)/data/iterations/001/superseded/1"
    #expect(withdrawn.images == 5 && withdrawn.folder == folder)
    #expect(try Files.read("\(folder)/cluster/selection.parquet") == old)
    #expect(small.has("data/iterations/001/superseded/1/inbox/round-1.closed"))
    #expect(!small.has("data/inbox/001/round-1.closed") && small.has("data/inbox/001/ana-first-1.csv"))
    #expect(!small.has("data/iterations/001/export-1") && small.has("data/iterations/001/cluster"))
    let superseded = try #require(try manifest(small).superseded)
    #expect(superseded.map(\.reason) == ["too narrow"])
    #expect(try manifest(small).record("export-1") == nil && manifest(small).record("train") != nil)
    #expect(try Files.list("\(small.path)/data/staging").isEmpty)

    // The next run chooses under the spec as it is now, and waits for all of its own answers.
    let summary = try await small.run(1)
    #expect(summary.ran("score") && !summary.ran("train") && summary.waiting?.round == 1)
    let second = try withdraw(small, "once more")
    #expect(second.folder == "\(small.path)/data/iterations/001/superseded/2")
    #expect(try manifest(small).superseded?.map(\.reason) == ["too narrow", "once more"])
    try await small.complete(1)
    #expect(try Verifier(root: "\(small.path)/data", threads: 2) { $0.hasPrefix("export-") }.run().isWhole)
    #expect(try IterationLog(small.directory()).entries.last?.reselected == ["too narrow", "once more"])
    #expect(throws: EngineError.reselectRefused(iteration: 1, sealed: true)) { try withdraw(small) }
    // An answer to the batch that was out counts on.
    let labels = try small.table("001/ingest-2/labels")
    let labelled = Set(
      zip(try labels.strings("image_id").strings, try labels.optionalStrings("label")).compactMap {
        $1 == nil ? nil : $0
      })
    #expect(!answered.isEmpty && labelled.isSuperset(of: answered))
    let reproduced = try await Reproduction(small.project(), scratch: TestFolders.empty())
      .run(1, progress: SilentProgress())
    #expect(reproduced?.isReproduced == true)
  }

  @Test func answersThatWereTakenInAreGivenBack() async throws {
    let small = try await PreparedPipelines.withBatchOut()
    try small.answer(1, round: 1) { person, image in
      person == "chi" ? SmallPipeline.wrong(image) : SmallPipeline.truth(image)
    }
    #expect(try await small.run(1).waiting?.round == 2)
    let ben = try small.read("data/inbox/001/ben-round-1.csv")
    try small.remove("data/inbox/001/ben-round-1.csv")
    let chi = try small.read("data/inbox/001/chi-round-1.csv")
    try small.write("task_id,annotator,label\n", to: "data/inbox/001/chi-round-1.csv")
    _ = try withdraw(small)
    #expect(try small.read("data/inbox/001/ben-round-1.csv") == ben)
    #expect(try small.read("data/inbox/001/chi-round-1.csv") == "task_id,annotator,label\n")
    let kept = try #require(
      try Files.list("\(small.path)/data/inbox/001").first {
        $0.hasPrefix("superseded-") && $0.hasSuffix("-chi-round-1.csv")
      })
    #expect(try small.read("data/inbox/001/\(kept)") == chi)
    #expect(try manifest(small).record("ingest-1") == nil && !small.has("data/iterations/001/ingest-1"))
  }

  @Test func aWithdrawalThatWasCutShortIsCompleted() async throws {
    let small = try await PreparedPipelines.withBatchOut()
    let before = try SmallPipeline(copying: small)
    _ = try withdraw(small)
    let after = try Files.read("\(small.path)/data/iterations/001/manifest.json")
    // As if it had been killed as soon as the copy was in its place.
    for name in ["manifest.json", "export-1"] {
      try? small.remove("data/iterations/001/\(name)")
      try FileManager.default.copyItem(
        atPath: "\(before.path)/data/iterations/001/\(name)", toPath: "\(small.path)/data/iterations/001/\(name)")
    }
    try small.write("", to: "data/iterations/001/superseded/1/\(Supersession.mark)")
    try Reselection(small.project(), 1).finish()
    #expect(try Files.read("\(small.path)/data/iterations/001/manifest.json") == after)
    #expect(!small.has("data/iterations/001/export-1"))
    #expect(!small.has("data/iterations/001/superseded/1/\(Supersession.mark)"))
    try Reselection(small.project(), 1).finish()
    #expect(try Files.read("\(small.path)/data/iterations/001/manifest.json") == after)
  }

  @Test func whatIsNotOutIsNotWithdrawn() async throws {
    let small = try await PreparedPipelines.withAmendments()
    #expect(throws: EngineError.reselectRefused(iteration: 1, sealed: false)) { try withdraw(small) }
    try await small.run(1, .until("cluster"))
    #expect(throws: EngineError.reselectRefused(iteration: 1, sealed: false)) { try withdraw(small) }
    #expect(!small.has("data/iterations/001/superseded"))
  }
}
