import Draws
import Engine
import Foundation
import Labelling
import Spec
import Texts

/// What a stage knows: its part of the spec, and the folder that its paths are relative to.
package struct StageSetup: Sendable {
  /// The pipeline; what a stage has of it holds the parts that it is given and no other.
  package let spec: PipelineSpec
  /// The folder of the spec file.
  package let baseDirectory: String
  /// Whether the cache of image hashes is distrusted.
  package let rehash: Bool
  /// Whether the iteration has a stage that takes in what came after the seals of earlier ones.
  package let amends: Bool
  /// Whether vectors are kept as a build did whose embedder keys were of version 1: one of its iterations is reproduced.
  package let embedsAsVersion1: Bool

  /// Makes a set-up.
  package init(
    spec: PipelineSpec, baseDirectory: String, rehash: Bool = false, amends: Bool = false,
    embedsAsVersion1: Bool = false
  ) {
    self.spec = spec
    self.baseDirectory = baseDirectory
    self.rehash = rehash
    self.amends = amends
    self.embedsAsVersion1 = embedsAsVersion1
  }

  private init(_ other: StageSetup, spec: PipelineSpec) {
    self.spec = spec
    baseDirectory = other.baseDirectory
    rehash = other.rehash
    amends = other.amends
    embedsAsVersion1 = other.embedsAsVersion1
  }

  /// What a stage is given: some parts of the spec, every other field as in a spec that declares nothing.
  package func given(_ parts: [SpecPart]) -> StageSetup {
    var view = PipelineSpec()
    for part in parts { part.copy(spec, &view) }
    return StageSetup(self, spec: view)
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

  /// The file with metadata, where there is one.
  package var metadata: String? {
    spec.pool.metadata.map { spec.pool.hasMetadataBesideSpec ? path($0) : "\(root)/\($0)" }
  }

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

  /// What of the spec enters a stage's key, as the fields' declarations have it.
  package func parameters(of stage: SpecStage) -> [NamedValue] {
    spec.keyParameters(of: stage).map { NamedValue($0.name, $0.value) }
  }

  /// What stages read that need to know every label: nothing where nothing was amended.
  var amendedLabels: [Artifact] { amends ? [Catalogue.Amend.labels] : [] }

  /// The annotators as the labelling platforms know them.
  package var accounts: [AnnotatorAccount] {
    spec.annotators.map(AnnotatorAccount.init)
  }

  /// The index of `name` among the classes, by its bytes.
  package func classIndex(_ name: String) -> Int? {
    spec.classes.firstIndex { $0.equalsByBytes(name) }
  }
}

extension AnnotatorAccount {
  /// A person of a spec.
  package init(_ person: AnnotatorSpec) {
    self.init(
      id: person.id, senior: person.senior,
      users: person.labelStudio.map { AccountName(.labelStudio, $0) } + person.argilla.map { AccountName(.argilla, $0) }
        + person.prodigy.map { AccountName(.prodigy, $0) })
  }
}
