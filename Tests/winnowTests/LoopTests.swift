import Foundation
import Testing

/// The loop, end to end, with the real program.
@Suite struct LoopTests {
  @Test func anIterationWaitsForPeopleGoesOnAndIsSealed() throws {
    let workshop = try Workshop.withFactory()
    let first = try workshop.succeeds("run", "0")
    #expect(first.errors.contains("waits for people"))
    #expect(first.errors.contains("ben: 0 of"))
    #expect(first.errors.contains("data/inbox/000"))
    #expect(workshop.names("data/iterations/000").contains("export-1"))

    let again = try workshop.succeeds("run", "0")
    #expect(again.errors.contains("waits for people") && !again.errors.contains(" runs: "))

    try workshop.completes(0)
    try workshop.completes(1)
    #expect(
      Set(workshop.names("data/iterations/001")).isSuperset(of: [
        "pool", "embed", "train", "score", "cluster", "export-1", "ingest-1", "export-2", "ingest-2", "report",
        "manifest.json", "runs.jsonl", "spec.yaml", "logs",
      ]))
    #expect(try workshop.read("data/iterations/001/report/report.html").contains("<svg"))
    #expect(workshop.names("data/staging").isEmpty)
    #expect(try workshop.chains().count == 2)

    let sealed = try workshop.succeeds("run", "1")
    #expect(sealed.errors.contains("is sealed, nothing to do"))
    let status = try workshop.succeeds("status")
    #expect(status.output.contains("sealed"))
    #expect(status.output.contains("report.html"))
  }

  @Test func aBatchMayBeACoreSet() throws {
    let workshop = try Workshop.withFactory { $0.replacingOccurrences(of: "method: kmeans", with: "method: kcenter") }
    for iteration in 0...1 { try workshop.completes(iteration) }
    let rows = try workshop.succeeds(
      "show", "data/iterations/001/cluster/selection.parquet", "--json", "--columns", "share,cluster,distance"
    ).output.split(separator: "\n")
    #expect(rows.count == 20)
    #expect(rows.allSatisfy { $0.contains("\"cluster\": null") || $0.contains("\"cluster\":null") })
    #expect(rows.count { $0.contains("random") } == 2)
  }

  @Test func theDigestsDoNotDependOnThreadsOrTheDataDirectory() throws {
    let workshop = try Workshop.withFactory()
    for (data, threads) in [("one", "1"), ("other/two", "2")] {
      for iteration in 0...2 { try workshop.completes(iteration, data: data, options: ["--threads", threads]) }
    }
    let chains = try workshop.chains("one")
    #expect(chains.count == 3)
    #expect(chains == (try workshop.chains("other/two")))
    #expect(Set(chains).count == 3)
  }

  @Test func anotherRandomSeedGivesOtherDigests() throws {
    let workshop = try Workshop.withFactory()
    try workshop.completes(0, data: "one")
    try workshop.write(
      Workshop.spec.replacingOccurrences(of: "random_seed: 7", with: "random_seed: 8"), to: "spec.yaml")
    try workshop.completes(0, data: "two")
    #expect(try workshop.chains("one") != workshop.chains("two"))
  }

  @Test func onlyNewImagesAreEmbedded() throws {
    let workshop = try Workshop.withFactory(sealed: 1)
    let parts = Self.parts(workshop)
    #expect(parts.count == 1)
    for iteration in 2...2 { try workshop.completes(iteration) }
    #expect(Self.parts(workshop) == parts)

    // The same picture under another name costs nothing; a new one is embedded by itself.
    let images = try #require(workshop.folderOfImages())
    let name = try #require(workshop.names(images).first)
    try FileManager.default.copyItem(
      atPath: "\(workshop.path)/\(images)/\(name)", toPath: "\(workshop.path)/\(images)/zz-copy.png")
    try workshop.succeeds("factory", "--out", "more", "--count", "200", "--size", "48", "--seed", "5")
    let more = try #require(workshop.folderOfImages("more"))
    let new = try #require(workshop.names(more).first)
    try FileManager.default.copyItem(
      atPath: "\(workshop.path)/\(more)/\(new)", toPath: "\(workshop.path)/\(images)/new.png")
    let truth = try workshop.read("images/truth.csv")
    try workshop.write(truth + "\(images.dropFirst(7))/new.png,normal\r\n", to: "images/truth.csv")
    try workshop.completes(3)
    let added = Set(Self.parts(workshop)).subtracting(parts)
    #expect(added.count == 1)
    let part = try #require(added.first)
    let shown = try workshop.succeeds("show", part, "--rows", "0")
    #expect(shown.output.hasPrefix("1 row in "))
  }

  private static func parts(_ workshop: Workshop) -> [String] {
    workshop.names("data/embeddings").flatMap { key in
      workshop.names("data/embeddings/\(key)/parts").map { "data/embeddings/\(key)/parts/\($0)" }
    }
  }

  @Test func aSecondRunWithNothingChangedDoesNoWork() throws {
    let workshop = try Workshop.withFactory()
    try workshop.succeeds("run", "0", "--until", "seed")
    let log = try workshop.read("data/iterations/000/runs.jsonl")
    let again = try workshop.succeeds("run", "0", "--until", "seed")
    #expect(again.errors.contains("everything is up to date"))
    #expect(try workshop.read("data/iterations/000/runs.jsonl") == log)
  }

  @Test func thePlanSaysWhyAStageRuns() throws {
    let workshop = try Workshop.withFactory()
    let fresh = try workshop.succeeds("plan", "0")
    #expect(fresh.output.contains("pool      runs: has not run yet"))
    try workshop.completes(0)
    try workshop.succeeds("run", "1", "--until", "cluster")
    try workshop.write(Workshop.spec.replacingOccurrences(of: "below: 0.2", with: "below: 0.15"), to: "spec.yaml")
    let plan = try workshop.succeeds("plan", "1")
    #expect(plan.output.contains("embed     skip: up to date"))
    #expect(plan.output.contains("score     runs: parameter below 0.2 → 0.15"))
    #expect(plan.output.contains("cluster   runs: after score"))
    #expect(plan.output.contains("export-1  runs: has not run yet"))
  }

  @Test func anEditAfterTheExportIsNamedAndTakesEffectInTheNextIteration() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    try workshop.succeeds("run", "1")
    let selection = try Data(
      contentsOf: URL(fileURLWithPath: "\(workshop.path)/data/iterations/001/cluster/selection.parquet"))
    try workshop.write(Workshop.spec.replacingOccurrences(of: "below: 0.2", with: "below: 0.15"), to: "spec.yaml")
    let run = try workshop.succeeds("run", "1")
    #expect(run.errors.contains("stages.score.below 0.2 → 0.15 takes effect in iteration 2"))
    try workshop.completes(1)
    #expect(
      selection
        == (try Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/data/iterations/001/cluster/selection.parquet")))
    )
    #expect(try workshop.read("data/iterations/001/spec.yaml").contains("0.2"))
  }

  @Test func aCachedHashIsTrustedUntilTheFileChangesAndRehashDistrustsIt() throws {
    let workshop = try Workshop.withFactory()
    try workshop.succeeds("run", "0", "--until", "pool")
    let images = try #require(workshop.folderOfImages())
    let name = try #require(workshop.names(images).first)
    let file = "\(workshop.path)/\(images)/\(name)"
    // Another picture of the same length under the same name, time and inode: only --rehash can see it.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    let modified = try #require(attributes[.modificationDate] as? Date)
    // A cache entry is trusted only for a file that was last changed before the second in which it was read.
    try FileManager.default.setAttributes([.modificationDate: modified.addingTimeInterval(-60)], ofItemAtPath: file)
    try workshop.succeeds("run", "0", "--until", "pool")
    bytes[bytes.count - 1] ^= 1
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
    try handle.seek(toOffset: UInt64(bytes.count - 1))
    try handle.write(contentsOf: bytes.suffix(1))
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: modified.addingTimeInterval(-60)], ofItemAtPath: file)
    #expect(try workshop.succeeds("plan", "0").output.contains("pool      skip"))
    #expect(try workshop.run(["plan", "0", "--rehash"]).output.contains("pool      runs: input images changed"))
  }

  @Test func iterationNNeedsTheOneBeforeSealed() throws {
    let workshop = try Workshop.withFactory()
    let outcome = try workshop.run(["run", "1"])
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("iteration 1 comes after iteration 0, which is not sealed"))
    #expect(outcome.errors.contains("run iteration 0 first"))
  }

  @Test func aFileThatComesAfterTheSealIsKeptAndNamed() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    #expect(try workshop.succeeds("status").errors.isEmpty)
    try workshop.write("[]", to: "data/inbox/000/late.json")
    #expect(try workshop.succeeds("status").errors.contains("inbox/000/late.json"))
    #expect(try workshop.succeeds("run", "0").errors.contains("nothing to do"))
    #expect(workshop.has("data/inbox/000/late.json"))
  }

  @Test func aBatchCanGoOutAndComeBackAsCSV() throws {
    let workshop = try Workshop.withFactory { $0.replacingOccurrences(of: "to: label-studio", with: "to: csv") }
    try workshop.completes(0)
    let form = try workshop.read("data/iterations/000/export-1/csv/ben.csv")
    #expect(form.hasPrefix("task_id,image,annotator,label,confidence,submitted_at,lead_time_s"))
    let labels = try workshop.succeeds("show", "data/iterations/000/ingest-2/labels.parquet", "--json")
    #expect(labels.output.split(separator: "\n").count == 60)
  }

  @Test func everyReturnedRowEndsInExactlyOneTable() throws {
    let workshop = try Workshop.withFactory()
    try workshop.succeeds("run", "0")
    try workshop.succeeds("annotate", "0", "--truth", "images/truth.csv")
    // The same export again under another name, and one with a label that the spec lacks.
    let file = try workshop.read("data/inbox/000/ben-round-1.json")
    try workshop.write(file, to: "data/inbox/000/again/ben.json")
    let wrong = try workshop.read("data/inbox/000/chi-round-1.json").replacingOccurrences(
      of: "\"normal\"", with: "\"normall\""
    )
    .replacingOccurrences(of: "T1", with: "T0")
    try workshop.write(wrong, to: "data/inbox/000/wrong.json")
    try workshop.succeeds("run", "0")
    func rows(_ table: String) throws -> Int {
      guard workshop.has("data/iterations/000/ingest-1/\(table).parquet") else { return 0 }
      return try workshop.succeeds("show", "data/iterations/000/ingest-1/\(table).parquet", "--json").output
        .split(separator: "\n").count
    }
    let returned =
      workshop.names("data/inbox/000").filter { $0.hasSuffix(".json") }
      .map { (try? workshop.read("data/inbox/000/\($0)")) ?? "" } + [file]
    let annotations = returned.reduce(0) { $0 + $1.components(separatedBy: "\"completed_by\"").count - 1 }
    #expect(try rows("annotations") + rows("calibration") + rows("rejected") == annotations)
    #expect(try rows("rejected") > 0)
    #expect(try workshop.read("data/iterations/000/ingest-1/raw/again/ben.json") == file)
  }

  @Test func aRoundCanBeClosedBeforeAllAnswersAreIn() throws {
    let workshop = try Workshop.withFactory()
    try workshop.succeeds("run", "0")
    try workshop.succeeds("close", "0", "--reason", "ben is ill")
    let outcome = try workshop.succeeds("run", "0")
    #expect(outcome.errors.contains("iteration 0 is sealed"))
    #expect(try workshop.read("data/iterations/000/ingest-1/raw/round-1.closed").contains("ben is ill"))
  }
}

extension Workshop {
  /// The first folder that holds images.
  func folderOfImages(_ root: String = "images") -> String? {
    if names("\(root)/images").contains(where: { $0.hasSuffix(".png") }) { return "\(root)/images" }
    return names("\(root)/images").first.map { "\(root)/images/\($0)" }
  }
}
