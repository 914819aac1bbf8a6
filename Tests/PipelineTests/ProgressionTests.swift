import Pipeline
import Testing

/// How far a data directory has come.
@Suite struct ProgressionTests {
  @Test func aRowSaysWhatAnIterationCameTo() async throws {
    let progression = try Progression(await PreparedPipelines.shared().directory())
    let rows = progression.rows
    #expect(rows.map(\.iteration) == [0, 1] && rows.map(\.state) == ["sealed", "sealed"])
    #expect(rows[0].macroF1 == nil && rows[1].macroF1 != nil && rows[1].rareF1 != nil)
    #expect((rows[1].cost ?? 0) > (rows[0].cost ?? 0) && progression.currency == "USD")
    #expect(rows.allSatisfy { $0.late.isEmpty && $0.chain != nil && $0.report?.hasSuffix("report.html") == true })
    #expect(progression.corrections.isEmpty)
  }

  @Test func whatCameLateWaitsInTheInboxOfTheIterationThatHadAsked() async throws {
    let (small, marked) = (try await PreparedPipelines.sealedTwice(), try await PreparedPipelines.marked())
    try small.write("task_id,annotator,label\n", to: "data/inbox/000/very-late.csv")
    let rows = try Progression(small.directory()).rows
    #expect(rows[0].late == ["\(try small.directory().root)/inbox/000/very-late.csv"] && rows[1].late.isEmpty)
    let due = try Progression(await PreparedPipelines.withAmendments().directory())
    #expect(due.rows.map(\.late.count) == [1] && due.corrections.map(\.image) == [marked.corrected])
  }

  @Test func anOpenIterationWaitsFromItsExportOn() async throws {
    let small = try await PreparedPipelines.withAmendments()
    try await small.run(1, .until("cluster"))
    #expect(try Progression(small.directory()).rows.map(\.state) == ["sealed", "open"])
    let out = try Progression(await PreparedPipelines.withBatchOut().directory())
    #expect(out.rows.map(\.state) == ["sealed", "waiting"])
    #expect(out.rows[1].labels == nil && out.rows[1].chain == nil && out.rows[1].report == nil)
  }
}
