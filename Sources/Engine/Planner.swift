import Storage

/// Decides which stages run and why, from what was recorded and what is there now.
///
/// It changes nothing.
package struct Planner: Sendable {
  /// The stages in the order in which they run.
  package let stages: [any Stage]

  /// Makes a planner.
  package init(stages: [any Stage]) { self.stages = stages }

  /// The index of the last stage that is frozen, -1 if none is: the last that publishes and has run.
  package func frozenThrough(_ manifest: Manifest) -> Int {
    stages.lastIndex { $0.traits.contains(.publishes) && manifest.record($0.name) != nil } ?? -1
  }

  /// What is decided about one stage, all stages before it being up to date.
  ///
  /// - Throws: What computing the stage's key throws.
  package func decide(_ index: Int, scope: IterationScope) throws -> (StageDecision, [NamedValue]) {
    let stage = stages[index]
    if scope.manifest.sealed != nil { return (.skip(.sealed), []) }
    let frozen = frozenThrough(scope.manifest)
    if index <= frozen { return (.skip(.frozen(by: stages[frozen].name)), []) }
    if stage.traits.contains(.waitsForPeople), let waiting = try stage.waiting(scope) {
      return (.wait(waiting), [])
    }
    let components = try StageKey.components(of: stage, scope: scope)
    guard let record = scope.manifest.record(stage.name) else { return (.run(.neverRun), components) }
    if record.key != StageKey.key(components) {
      return (.run(.changed(RunReason.changes(from: record.components, to: components))), components)
    }
    if let missing = missingOutput(record, scope: scope) {
      return (.run(.outputMissing(missing)), components)
    }
    return (.skip(.upToDate), components)
  }

  /// What would happen to every stage, without doing anything.
  ///
  /// - Throws: What computing a stage's key throws.
  package func plan(_ scope: IterationScope) throws -> [PlannedStage] {
    var planned: [PlannedStage] = []
    var stale: Set<String> = []
    var waits = false
    for (index, stage) in stages.enumerated() {
      if waits {
        planned.append(PlannedStage(name: stage.name, decision: .later))
        continue
      }
      if let upstream = stage.reads.first(where: { stale.contains($0.stage) }) {
        stale.insert(stage.name)
        planned.append(PlannedStage(name: stage.name, decision: behind(stage, upstream.stage, scope: scope)))
        continue
      }
      let (decision, _) = try decide(index, scope: scope)
      if case .run = decision { stale.insert(stage.name) }
      if case .wait = decision { waits = true }
      planned.append(PlannedStage(name: stage.name, decision: decision))
    }
    return planned
  }

  /// What is decided about a stage behind one that will run.
  private func behind(_ stage: any Stage, _ upstream: String, scope: IterationScope) -> StageDecision {
    if stage.traits.contains(.waitsForPeople) { return .later }
    return .run(scope.manifest.record(stage.name) == nil ? .neverRun : .upstream(upstream))
  }

  private func missingOutput(_ record: StageRecord, scope: IterationScope) -> String? {
    for output in record.outputs {
      let path =
        output.shared
        ? scope.directory.path(output.path) : scope.path(Artifact(record.name, output.path))
      guard let size = try? Files.size(path), size == output.size else { return output.path }
    }
    return nil
  }
}
