import Engine
import Pipeline
import Stages
import Storage
import Testing

/// What changed in the tables that a stage reads, for a plan.
@Suite struct PlanDetailsTests {
  private func details(_ small: SmallPipeline, _ number: Int) throws -> (plan: [PlannedStage], details: PlanDetails) {
    let project = try small.project()
    let executor = try project.executor(number, progress: SilentProgress()).executor
    let plan = try executor.plan()
    return (plan, try PlanDetails(plan, executor: executor, project: project))
  }

  @Test func aPoolThatIsStillToBeListedIsComparedWithTheOneBefore() async throws {
    let small = try await PreparedPipelines.withAmendments()
    #expect(try details(small, 1).details.of("pool").isEmpty)
    try small.write(try Files.read("\(small.path)/images/\(SmallPipeline.images[0])") + [0], to: "images/new.png")
    let found = try details(small, 1).details.of("pool")
    guard case .images(let changes)? = found.first else {
      Issue.record("no images: \(found)")
      return
    }
    #expect(found.count == 1 && changes.added == 1 && changes.removed == 0 && changes.changed.isEmpty)
    // Six labels of iteration 0 and one that has come late; none of them has moved.
    #expect(changes.labels?.moved == 0 && changes.labels?.vanished == 0)
  }

  @Test func aPoolThatIsListedIsComparedWithItself() async throws {
    let small = try await PreparedPipelines.withAmendments()
    try await small.run(1, .until("score"))
    #expect(try details(small, 1).details.of("pool").isEmpty)
    try small.remove("images/\(SmallPipeline.images[30])")
    guard case .images(let changes)? = try details(small, 1).details.of("pool").first else {
      Issue.record("no images")
      return
    }
    #expect(changes.added == 0 && changes.removed == 1)
  }

  @Test func rowsAreCountedWhereTheFormerTableIsStillThere() async throws {
    let small = try await PreparedPipelines.withAmendments()
    try await small.run(1, .until("score"))
    try small.write(
      try small.read("images/metadata.csv").replacing(
        "\(SmallPipeline.images[0]),lot0", with: "\(SmallPipeline.images[0]),lotX"),
      to: "images/metadata.csv")
    try await small.run(1, .only("pool"))
    let (plan, details) = try details(small, 1)
    let waiting = plan.filter { if case .run(.changed) = $0.decision { true } else { false } }.map(\.name)
    #expect(waiting.contains("embed"))
    guard case .rows("pool", let comparison)? = details.of("embed").first else {
      Issue.record("no rows: \(details.of("embed"))")
      return
    }
    #expect(comparison.key == ["image_id"] && comparison.changed == 1 && comparison.added == 0)
    #expect(comparison.columns.filter { $0.cells > 0 }.map(\.name) == ["group"])
    #expect(details.of("nothing").isEmpty)
  }
}
