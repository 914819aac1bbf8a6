import Foundation
import Spec
import Testing

/// The pipelines that come with Winnow.
struct PipelinesTests {
  private func load(_ name: String) throws -> PipelineSpec {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let bytes = try Data(contentsOf: root.appending(path: "pipelines/\(name).yaml"))
    let loaded = try SpecReader.read(Array(bytes), file: "pipelines/\(name).yaml")
    #expect(try SpecReader.read(Array(loaded.resolvedYAML.utf8), file: "resolved").spec == loaded.spec)
    return loaded.spec
  }

  @Test(arguments: ["factory", "pcb", "magnetic-tile"])
  func isWithoutMistakeAndNamedAsItsFile(_ name: String) throws {
    let spec = try load(name)
    #expect(spec.name == name)
    #expect(spec.data == "../data/\(name)")
    #expect(spec.annotators.contains { $0.senior })
    #expect(spec.holdout.monitoring == "../data/labels/\(name)/monitoring.csv")
    #expect(spec.holdout.acceptance == "../data/labels/\(name)/acceptance.csv")
    #expect(spec.calibration?.labels == "../data/labels/\(name)/calibration.csv")
    #expect(spec.negativeClass.map { spec.classes.contains($0) } == true)
    #expect(!spec.rareClasses.isEmpty)
  }

  @Test func askForBatchesOfTheSizesThatAreMeasured() throws {
    let sizes = try ["factory", "pcb", "magnetic-tile"].map { name in
      let stages = try load(name).stages
      return [stages.seed.size, stages.cluster.batch]
    }
    #expect(sizes == [[300, 150], [300, 150], [120, 60]])
  }
}
