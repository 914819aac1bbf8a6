import Foundation
import Storage
import Texts

/// What a run of an iteration came to.
package struct RunSummary: Sendable {
  /// What was done about each stage that was reached, in order.
  package var stages: [PlannedStage] = []
  /// What it waits for, nil if it did not stop for people.
  package var waiting: Waiting?
  /// Set if the iteration is closed now.
  package var seal: Seal?
  /// Whether it was closed already.
  package var wasSealed = false
  /// How many stages ran.
  package var ran: Int {
    stages.count { if case .run = $0.decision { true } else { false } }
  }

  /// Whether the stage of this name ran.
  package func ran(_ stage: String) -> Bool {
    stages.contains { if case .run = $0.decision { $0.name == stage } else { false } }
  }
}

/// Runs the stages of an iteration that are stale, in order, and publishes each atomically.
package struct Executor: Sendable {
  /// How far to go.
  package enum Extent: Sendable, Equatable {
    case all
    /// Through the stage of this name.
    case until(String)
    /// This stage alone; those before it must be up to date.
    case only(String)
  }

  /// The stages and how to decide about them.
  package let planner: Planner
  package let iteration: Iteration
  /// The resolved spec, and the same without locations.
  package let specText: String
  package let specChainText: String
  package let pipeline: String
  /// The version of libzstd in use.
  package let libzstd: String
  package let threads: Int
  package let hooks: HookRunner
  package let progress: any RunProgress

  /// Makes an executor.
  package init(
    planner: Planner, iteration: Iteration, specText: String, specChainText: String, pipeline: String,
    libzstd: String, threads: Int, hooks: HookRunner, progress: any RunProgress
  ) {
    self.planner = planner
    self.iteration = iteration
    self.specText = specText
    self.specChainText = specChainText
    self.pipeline = pipeline
    self.libzstd = libzstd
    self.threads = threads
    self.hooks = hooks
    self.progress = progress
  }

  private var order: [String] { planner.stages.map(\.name) }

  /// The manifest to begin with and what came before; changes nothing.
  ///
  /// - Throws: `EngineError`.
  package func scope() throws -> IterationScope {
    let earlier = try iteration.earlier()
    let manifest: Manifest
    if let known = try iteration.manifest() {
      manifest = try iteration.reconciled(known, order: order)
    } else {
      manifest = try iteration.reconciled(fresh(earlier), order: order)
    }
    return IterationScope(
      directory: iteration.directory, iteration: iteration.number, earlier: earlier, manifest: manifest)
  }

  /// What a run would do; changes nothing.
  ///
  /// - Throws: What computing a stage's key throws.
  package func plan() throws -> [PlannedStage] {
    try planner.plan(scope())
  }

  /// Runs what is stale.
  ///
  /// The caller holds the directory's lock. Killed at any instant, nothing that was finished is lost: the next run takes
  /// up after the last stage whose folder was renamed into place.
  ///
  /// - Throws: `EngineError`, `StorageError`, and whatever a stage throws; nothing half-written stays then.
  package func run(_ extent: Executor.Extent = .all) async throws -> RunSummary {
    var scope = try scope()
    var summary = RunSummary()
    try iteration.directory.clearStaging()
    if let seal = scope.manifest.sealed {
      summary.wasSealed = true
      summary.seal = seal
      return summary
    }
    // Killed between a stage's folder and the manifest, the run that did it left the manifest behind.
    if !scope.manifest.stages.isEmpty, try iteration.manifest()?.stages != scope.manifest.stages {
      try save(scope.manifest)
    }
    let last: Int
    switch extent {
    case .all: last = planner.stages.count - 1
    case .until(let name), .only(let name):
      guard let index = order.firstIndex(of: name) else { throw EngineError.unknownStage(name, known: order) }
      last = index
    }
    for index in 0...last {
      try Task.checkCancellation()
      let stage = planner.stages[index]
      let (decision, components) = try planner.decide(index, scope: scope)
      summary.stages.append(PlannedStage(name: stage.name, decision: decision))
      switch decision {
      case .wait(let waiting):
        do {
          try Files.createDirectory(waiting.inbox)
        } catch StorageError.link {
          // People have their inbox elsewhere and make its folders: nothing is written through a link.
        }
        summary.waiting = waiting
        return summary
      case .run(let reason):
        if case .only(let name) = extent, name != stage.name {
          throw EngineError.upstreamNotReady(stage: name, upstream: stage.name)
        }
        scope = try await perform(stage, reason: reason, components: components, scope: scope)
      case .skip, .later: continue
      }
    }
    if last == planner.stages.count - 1, planner.stages[last].traits.contains(.seals) {
      var manifest = scope.manifest
      manifest.sealed = Sealing.seal(manifest)
      try RunLog.append("sealed", seconds: nil, threads: threads, outcome: "begun", to: iteration.runLogPath)
      try save(manifest)
      try RunLog.append("sealed", seconds: nil, threads: threads, outcome: "done", to: iteration.runLogPath)
      summary.seal = manifest.sealed
    }
    return summary
  }

  private func perform(
    _ stage: any Stage, reason: RunReason, components: [NamedValue], scope: IterationScope
  ) async throws -> IterationScope {
    progress.began(stage: stage.name, reason: reason)
    let start = ContinuousClock.now
    func seconds() -> Double { (ContinuousClock.now - start) / .seconds(1) }
    var manifest = scope.manifest
    try iteration.directory.declareFeatures()
    try writeSpec(&manifest, scope: scope)
    let staging = try iteration.directory.newStaging(stage.name)
    let output = "\(staging)/output"
    let scratch = "\(staging)/scratch"
    try Files.createDirectory(output)
    try Files.createDirectory(scratch)
    let logs = "\(iteration.path)/logs"
    try Files.createDirectory(logs)
    // Written before, so that a log that ends here can be distinguished from one that was cut.
    try RunLog.append(stage.name, seconds: nil, threads: threads, outcome: "begun", to: iteration.runLogPath)
    let context = StageContext(
      scope: scope, stage: stage.name, output: output, scratch: scratch, threads: threads, hooks: hooks,
      progress: progress)
    do {
      try await stage.run(context)
      try context.writeNotes()
      let record = StageRecord(
        name: stage.name, key: StageKey.key(components), components: components, outputs: context.outputs)
      try Files.writeAtomically(ManifestFile.encode(record), to: "\(output)/\(StoreName.stage)")
      try Files.publish(output, as: "\(iteration.path)/\(stage.name)")
      manifest.replace(record, order: order)
    } catch {
      try? Files.remove(staging)
      let outcome =
        error is CancellationError ? "interrupted" : (error as? any ReportedError)?.code ?? "failed"
      try? RunLog.append(
        stage.name, seconds: seconds(), threads: threads, outcome: outcome,
        logs: RunLog.logs(of: stage.name, in: logs), to: iteration.runLogPath)
      throw error
    }
    try save(manifest)
    try Files.remove(staging)
    try RunLog.append(
      stage.name, seconds: seconds(), threads: threads, outcome: "done",
      logs: RunLog.logs(of: stage.name, in: logs), to: iteration.runLogPath)
    progress.finished(stage: stage.name, seconds: seconds(), sentences: context.sentences)
    return IterationScope(
      directory: scope.directory, iteration: scope.iteration, earlier: scope.earlier, manifest: manifest)
  }

  /// Writes the resolved spec beside the manifest, unless a batch is out: what is frozen keeps the spec it was made from.
  private func writeSpec(_ manifest: inout Manifest, scope: IterationScope) throws {
    try Files.createDirectory(iteration.path)
    guard planner.frozenThrough(manifest) < 0 else { return }
    let bytes = Array(specText.utf8)
    let known = Files.exists(iteration.specPath) ? try Files.read(iteration.specPath) : nil
    if known != bytes {
      try Files.writeAtomically(bytes, to: iteration.specPath)
    }
    let current = fresh(scope.earlier)
    manifest.specSHA256 = current.specSHA256
    manifest.specChainSHA256 = current.specChainSHA256
  }

  private func fresh(_ earlier: [Manifest]) -> Manifest {
    Manifest(
      layout: Manifest.currentLayout, pipeline: pipeline, iteration: iteration.number, tool: Tool.version,
      libzstd: libzstd, specSHA256: Self.digest(specText), specChainSHA256: Self.digest(specChainText),
      previous: earlier.last?.sealed, stages: [], sealed: nil)
  }

  private func save(_ manifest: Manifest) throws {
    try Files.writeAtomically(ManifestFile.encode(manifest), to: iteration.manifestPath)
  }

  private static func digest(_ text: String) -> String {
    var builder = DigestBuilder()
    builder.update(Array(text.utf8))
    return builder.finalize().hex
  }
}
