import Columnar
import Engine
import Foundation
import Spec
import Stages
import Storage

/// A pipeline at work: its spec, where its data is, and how it is run.
package struct Project: Sendable {
  /// The spec as it is now.
  package let spec: PipelineSpec
  /// The spec with the places of its values; nil in a rehearsal, whose spec no file holds.
  package let loaded: LoadedSpec?
  /// The folder that paths of the spec are relative to.
  package let baseDirectory: String
  /// The data directory.
  package let dataPath: String
  package let threads: Int
  /// Whether the cache of image hashes is distrusted.
  package let rehash: Bool
  /// Runs hooks.
  package let hooks: HookRunner
  /// Whether an iteration is reproduced whose build kept vectors under embedder keys of version 1.
  let embedsAsVersion1: Bool

  /// Opens a spec.
  ///
  /// - Parameters:
  ///   - specPath: The spec file.
  ///   - data: Overrides the spec's data directory.
  ///   - threads: How many threads to use.
  ///   - rehash: Whether the cache of image hashes is distrusted.
  ///   - executable: The running executable.
  /// - Throws: `SpecErrors` with all mistakes of the spec; `StorageError` if it cannot be read.
  package init(specPath: String, data: String?, threads: Int, rehash: Bool, executable: String) throws {
    let loaded = try SpecReader.read(Files.read(specPath, limit: 2 << 20), file: specPath)
    self.loaded = loaded
    spec = loaded.spec
    // Hooks run in a folder of their own, so no path may depend on ours.
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    let base = URL(fileURLWithPath: specPath, relativeTo: here).standardizedFileURL.deletingLastPathComponent()
    baseDirectory = Self.path(base)
    dataPath = Self.path(
      data.map { URL(fileURLWithPath: $0, relativeTo: here) }
        ?? URL(fileURLWithPath: loaded.spec.data, relativeTo: base))
    self.threads = threads
    self.rehash = rehash
    hooks = HookRunner(executable: executable)
    embedsAsVersion1 = false
  }

  /// The absolute path of one that is relative to the folder in which the program was started.
  static func fromHere(_ path: String) -> String {
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    return Self.path(URL(fileURLWithPath: path, relativeTo: here))
  }

  /// The absolute path of a URL, without `..` and a slash at the end.
  private static func path(_ url: URL) -> String {
    let path = url.standardizedFileURL.path
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The same project with another spec, for rehearsals.
  package init(
    _ other: Project, spec: PipelineSpec, data: String, threads: Int? = nil, embedsAsVersion1: Bool = false
  ) {
    self.spec = spec
    loaded = nil
    baseDirectory = other.baseDirectory
    dataPath = data
    self.threads = threads ?? other.threads
    rehash = other.rehash
    hooks = other.hooks
    self.embedsAsVersion1 = embedsAsVersion1
  }

  /// The data directory, made if it is not there.
  ///
  /// - Throws: `StorageError`; `EngineError.otherPipeline` if it belongs to another pipeline.
  package func directory() throws -> DataDirectory {
    try DataDirectory.create(dataPath, pipeline: spec.name)
  }

  /// The executor of an iteration, under the spec that holds for it.
  ///
  /// A batch that is out is frozen with the spec it was made from, so a later edit of the spec does not reach it. Whose an account
  /// is, however, is a fact: it is as the spec says now.
  ///
  /// - Parameters:
  ///   - number: The iteration.
  ///   - progress: Told how far a run has come.
  ///   - onlyLooks: Whether nothing is to be run: then no data directory is made where there is none.
  /// - Returns: The executor, and what was edited since the batch went out.
  /// - Throws: `SpecErrors` if the frozen spec cannot be read any more; `StorageError`.
  package func executor(
    _ number: Int, progress: any RunProgress, onlyLooks: Bool = false
  ) throws -> (executor: Executor, later: [SpecEdit]) {
    let iteration = Iteration(
      try onlyLooks ? DataDirectory.forReading(dataPath, pipeline: spec.name) : directory(), number)
    let frozen = try frozenSpec(iteration)?.knowing(spec.annotators)
    let effective = frozen ?? spec
    let setup = StageSetup(
      spec: effective, baseDirectory: baseDirectory, rehash: rehash,
      amends: try Amendments.areDue(iteration.directory, iteration: number), embedsAsVersion1: embedsAsVersion1)
    let executor = Executor(
      planner: Planner(stages: Graph.stages(setup, iteration: number, threads: threads)),
      iteration: iteration, specText: effective.resolvedYAML(), specChainText: effective.chainText(),
      pipeline: effective.name, libzstd: CompressionLibrary.zstdVersion, threads: threads, hooks: hooks,
      progress: progress)
    return (executor, frozen.map { SpecEdit.between($0, spec) } ?? [])
  }

  /// Whether the iteration's batch is out, so that the spec as it is now does not reach it.
  ///
  /// - Throws: `StorageError`; `SpecErrors` if a frozen spec cannot be read any more.
  package func isFrozen(_ number: Int) throws -> Bool {
    try frozenSpec(Iteration(DataDirectory.forReading(dataPath, pipeline: spec.name), number)) != nil
  }

  /// What the spec leads to and may not be meant, as long as the iteration's batch can still be changed.
  ///
  /// - Throws: `StorageError`; `SpecErrors` if a frozen spec cannot be read any more.
  package func notes(_ number: Int) throws -> [Diagnostic] {
    try isFrozen(number) ? [] : loaded?.notes ?? []
  }

  /// The spec that an iteration's exported batch was made from, nil as long as nothing is exported.
  private func frozenSpec(_ iteration: Iteration) throws -> PipelineSpec? {
    guard Files.isDirectory("\(iteration.path)/\(StageName.export(1))"), Files.exists(iteration.specPath) else {
      return nil
    }
    return try SpecReader.read(Files.read(iteration.specPath, limit: 2 << 20), file: iteration.specPath).spec
  }
}

extension PipelineSpec {
  /// The same spec, whose annotators have the accounts that others of the same id have.
  fileprivate func knowing(_ people: [AnnotatorSpec]) -> PipelineSpec {
    var spec = self
    for index in spec.annotators.indices {
      guard let now = people.first(where: { $0.id.equalsByBytes(spec.annotators[index].id) }) else { continue }
      spec.annotators[index].labelStudio = now.labelStudio
      spec.annotators[index].argilla = now.argilla
      spec.annotators[index].prodigy = now.prodigy
    }
    return spec
  }
}

/// A field of the spec that was edited after a batch was exported.
package struct SpecEdit: Sendable, Equatable {
  /// The key path (`stages.score.below`).
  package let path: String
  package let old: String?
  package let new: String?

  /// What differs between two specs, field by field.
  static func between(_ old: PipelineSpec, _ new: PipelineSpec) -> [SpecEdit] {
    let before = Dictionary(old.fields().map { ($0.path, $0.value) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(new.fields().map { ($0.path, $0.value) }, uniquingKeysWith: { first, _ in first })
    let changed = new.fields().filter { before[$0.path] != $0.value }
    let gone = old.fields().filter { after[$0.path] == nil }
    return changed.map { SpecEdit(path: $0.path, old: before[$0.path], new: $0.value) }
      + gone.map { SpecEdit(path: $0.path, old: $0.value, new: nil) }
  }
}
