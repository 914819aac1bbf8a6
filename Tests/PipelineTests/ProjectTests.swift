import Engine
import Foundation
import Pipeline
import Spec
import Stages
import Storage
import Testing

/// A pipeline at work: where its data is, and which spec holds for an iteration.
@Suite struct ProjectTests {
  @Test func pathsOfTheSpecAreRelativeToItsFolder() throws {
    let small = try SmallPipeline()
    let project = try small.project()
    #expect(project.baseDirectory == small.path && project.dataPath == "\(small.path)/data")
    #expect(try small.project(data: "\(small.path)/other/../there/").dataPath == "\(small.path)/there")
    try small.edit("data: data", "data: ../elsewhere")
    let parent = URL(fileURLWithPath: small.path).deletingLastPathComponent().path
    #expect(try small.project().dataPath == "\(parent)/elsewhere")
    try small.edit("winnow: 1", "winnow: 1\nname: twice")
    #expect(throws: SpecErrors.self) { try small.project() }
    try small.remove("spec.yaml")
    #expect(throws: StorageError.self) { try small.project() }
  }

  @Test func anotherPipelinesDataIsRefused() async throws {
    let small = try await PreparedPipelines.sealedOnce()
    try small.edit("name: small", "name: large")
    #expect(throws: (any Error).self) { try small.project().directory() }
  }

  @Test func aBatchThatIsOutKeepsItsSpec() async throws {
    let small = try await PreparedPipelines.withBatchOut()
    #expect(try small.project().isFrozen(1) && !small.project().isFrozen(2))
    try small.edit("below: 0.3", "below: 0.2")
    try small.edit("random_seed: 5\n", "random_seed: 8\n")
    try small.edit("rare_classes: [scratch]\n", "")
    let (executor, later) = try small.project().executor(1, progress: SilentProgress())
    #expect(!executor.specText.contains("below: 0.2") && executor.specText.contains("below: 0.3"))
    #expect(
      later.map(\.path).sorted() == ["random_seed", "rare_classes", "stages.score.below"], "\(later.map(\.path))")
    let below = later.first { $0.path == "stages.score.below" }
    #expect(below?.old == "0.3" && below?.new == "0.2")
    let frozen = try executor.plan().prefix { $0.name != "ingest-1" }
    #expect(frozen.last?.name == "export-1" && frozen.map(\.name).contains("score"))
    #expect(frozen.allSatisfy { $0.decision == .skip(.frozen(by: "export-1")) })
    // Before a batch is out the spec as it is now holds.
    let open = try await PreparedPipelines.withAmendments()
    try open.edit("below: 0.3", "below: 0.2")
    let (now, edits) = try open.project().executor(1, progress: SilentProgress())
    #expect(try now.specText.contains("below: 0.2") && edits.isEmpty && !open.project().isFrozen(1))
  }

  @Test func aFieldThatIsGoneIsReported() async throws {
    let small = try await PreparedPipelines.withBatchOut()
    try small.edit("{measure: margin, below: 0.3, probabilities: raw}", "{measure: margin, probabilities: raw}")
    let later = try small.project().executor(1, progress: SilentProgress()).later
    #expect(later.map(\.path) == ["stages.score.below"] && later[0].old == "0.3" && later[0].new == "null")
    try small.edit("  - {id: chi}\n", "")
    let people = try small.project().executor(1, progress: SilentProgress()).later
      .filter { $0.path.hasPrefix("annotators[chi]") }
    #expect(people.contains { $0.path == "annotators[chi].senior" && $0.old == "false" })
    #expect(people.allSatisfy { $0.new == nil })
  }

  @Test func notesAreGivenAsLongAsTheyCanBeHeeded() async throws {
    let small = try await PreparedPipelines.withBatchOut()
    let project = try small.project()
    #expect(try project.notes(1).isEmpty)
    #expect(try project.notes(2) == (project.loaded?.notes ?? []))
  }
}
