import Draws
import Engine
import Foundation
import Labelling
import Spec

/// What every stage knows: the spec, and the folder that its paths are relative to.
package struct StageSetup: Sendable {
  /// The pipeline.
  package let spec: PipelineSpec
  /// The folder of the spec file.
  package let baseDirectory: String
  /// Whether the cache of image hashes is distrusted.
  package let rehash: Bool
  /// Whether the iteration has a stage that takes in what came after the seals of earlier ones.
  package let amends: Bool

  /// Makes a set-up.
  package init(spec: PipelineSpec, baseDirectory: String, rehash: Bool = false, amends: Bool = false) {
    self.spec = spec
    self.baseDirectory = baseDirectory
    self.rehash = rehash
    self.amends = amends
  }

  /// A path of the spec, resolved from the folder of the spec file.
  package func path(_ written: String) -> String {
    URL(fileURLWithPath: written, relativeTo: URL(fileURLWithPath: baseDirectory, isDirectory: true))
      .standardizedFileURL.path
  }

  /// The folder that image ids are relative to.
  package var root: String { path(spec.pool.root) }

  /// The table that lists the images, where no glob does.
  package var poolTable: String? { spec.pool.table.map(path) }

  /// The draws of `purpose` in an iteration.
  package func draw(_ iteration: Int, _ purpose: String) -> Draw {
    Draw(randomSeed: spec.randomSeed, iteration: iteration, stage: purpose)
  }

  /// A hook of the spec.
  package func hook(_ hook: HookSpec) -> HookCommand {
    HookCommand(
      arguments: hook.run, files: hook.files, timeout: hook.timeout, environment: hook.environment,
      baseDirectory: baseDirectory)
  }

  /// The annotators as the labelling platforms know them.
  package var accounts: [AnnotatorAccount] {
    spec.annotators.map { AnnotatorAccount(id: $0.id, senior: $0.senior, labelStudio: $0.labelStudio) }
  }

  /// What votes cost.
  var prices: VotePrices { VotePrices(spec) }

  /// The index of `name` among the classes, by its bytes.
  package func classIndex(_ name: String) -> Int? {
    spec.classes.firstIndex { $0.utf8.elementsEqual(name.utf8) }
  }
}
