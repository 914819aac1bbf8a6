import Pipeline
import Stages
import Testing

/// The history of a data directory.
@Suite struct IterationLogTests {
  @Test func anEntrySaysWhatAnIterationAdded() async throws {
    let (small, marked) = (try await PreparedPipelines.shared(), try await PreparedPipelines.marked())
    let directory = try small.directory()
    let entries = try IterationLog(directory).entries
    #expect(entries.map(\.iteration) == [0, 1] && entries.map(\.state) == ["sealed", "sealed"])
    let totals = try entries.map { entry in
      try QualityFile.read("\(directory.iteration(entry.iteration))/\(Catalogue.Report.quality.name)").labels.total
    }
    #expect(entries.map(\.labels) == totals)
    #expect(entries.map(\.newLabels) == [totals[0], totals[1] - totals[0]])
    #expect(entries.map(\.batch) == [9, 5])
    #expect(entries[0].amended == nil && entries[1].amended?.late.map(\.answers) == [1])
    #expect(entries[1].amended?.corrections.map(\.image) == [marked.corrected])
    #expect(entries.allSatisfy { $0.chain?.count == 64 && $0.changes.isEmpty && $0.erased.isEmpty })
    #expect(entries.allSatisfy { $0.sealedAt?.hasSuffix("Z") == true })
  }

  @Test func anOpenIterationSaysWhatItsSpecChanged() async throws {
    let small = try await PreparedPipelines.withAmendments()
    try small.edit("below: 0.3", "below: 0.2")
    try small.edit("{contact_sheet: 20, thumbnail_size: 16}", "{contact_sheet: 20}")
    try await small.run(1, .until("pool"))
    let entry = try #require(try IterationLog(small.directory()).entries.last)
    #expect(entry.iteration == 1 && entry.state == "open" && entry.chain == nil && entry.sealedAt == nil)
    #expect(entry.labels == nil && entry.newLabels == nil && entry.batch == nil)
    let changes = entry.changes.map { "\($0.name) \($0.old ?? "-") \($0.new ?? "-")" }
    #expect(changes == ["stages.score.below 0.3 0.2", "stages.report.thumbnail_size 16 96"])
  }
}
