import Audit
import Pipeline
import Testing

/// The stages of an iteration and what each reads.
@Suite struct GraphTests {
  private let people = ["export-1", "ingest-1", "export-2", "ingest-2", "report"]

  @Test func aPlannedGraphFollowsTheSpecAndWhatWaits() async throws {
    let small = try await PreparedPipelines.sealedOnce()
    let project = try small.project()
    let first = try project.graph(0)
    #expect(
      first.nodes.map(\.name) == ["pool", "seed"] + people && first.title == "small, iteration 0 as the spec has it")
    #expect(first.nodes.allSatisfy { !$0.isDone } && first.sources.contains("people"))
    let choosing = ["embed", "train", "score", "cluster"]
    #expect(try project.graph(1).nodes.map(\.name) == ["pool"] + choosing + people)
    let due = try await PreparedPipelines.withAmendments().project()
    #expect(try due.graph(1).nodes.map(\.name) == ["pool", "amend"] + choosing + people)
    #expect(try due.graph(0).nodes.map(\.name) == ["pool", "seed"] + people)
    #expect(first.edges.contains { $0.from == "seed" && $0.to == "export-1" && $0.files == ["selection.parquet"] })
    // Nothing is there yet.
    #expect(try SmallPipeline().project().graph(1).nodes.map(\.name) == ["pool"] + choosing + people)
  }

  @Test func aRecordedGraphIsThatOfWhatHasRun() async throws {
    let small = try await PreparedPipelines.withAmendments()
    try await small.run(1, .until("train"))
    let graph = try #require(try StageDrawing.recorded(small.directory(), 1))
    #expect(graph.title == "small, iteration 1" && graph.nodes.map(\.name) == ["pool", "amend", "embed", "train"])
    #expect(graph.nodes.allSatisfy(\.isDone) && graph.sources.contains("earlier iterations"))
    #expect(graph.edges.contains { $0.from == "amend" && $0.to == "train" })
    #expect(try StageDrawing.recorded(small.directory(), 2) == nil)
  }
}
