import Columnar
import Engine
import Foundation
import Storage

/// A stage of a test: it writes its text and the texts of what it reads.
struct FakeStage: Stage {
  let name: String
  var kind: String { name }
  var version = 1
  var traits: StageTraits = []
  var reads: [Artifact] = []
  var parameters: [NamedValue] = []
  var inputs: [NamedValue] = []
  var missing: Waiting?
  var text = ""
  var failure: (any Error)?
  var notes: [String] = []

  func externalInputs(_ scope: IterationScope) throws -> [NamedValue] { inputs }
  func waiting(_ scope: IterationScope) throws -> Waiting? { missing }

  func run(_ context: StageContext) async throws {
    var whole = text
    for artifact in reads { whole += String(decoding: try Files.read(context.path(artifact)), as: UTF8.self) }
    try context.write(Array(whole.utf8), to: "out.txt")
    for note in notes { context.note(note) }
    context.remark("in passing")
    if let failure { throw failure }
  }

  /// What another stage reads of this one.
  var out: Artifact { Artifact(name, "out.txt") }
}

/// The error of a stage that fails.
struct FakeFailure: Error, Equatable {}

/// A data directory of a test.
final class FakeData {
  let directory: DataDirectory

  init() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString)").path
    directory = try DataDirectory.create(path, pipeline: "fake")
  }

  deinit { try? Files.remove(directory.root) }

  /// Runs the stages as an iteration.
  func run(_ stages: [any Stage], iteration: Int = 0, extent: Executor.Extent = .all) async throws -> RunSummary {
    try await executor(stages, iteration: iteration).run(extent)
  }

  /// The executor of the stages.
  func executor(_ stages: [any Stage], iteration: Int = 0, spec: String = "spec") -> Executor {
    Executor(
      planner: Planner(stages: stages), iteration: Iteration(directory, iteration), specText: spec,
      specChainText: spec, pipeline: "fake", libzstd: "1", threads: 1, hooks: HookRunner(executable: "/bin/false"),
      progress: SilentProgress())
  }

  /// The decisions of a summary as words.
  static func words(_ stages: [PlannedStage]) -> [String] {
    stages.map { stage in
      switch stage.decision {
      case .run(.neverRun): "\(stage.name) new"
      case .run(.changed(let changes)): "\(stage.name) changed \(changes.map(\.name).joined(separator: ","))"
      case .run(.outputMissing(let file)): "\(stage.name) lost \(file)"
      case .run(.upstream(let other)): "\(stage.name) after \(other)"
      case .skip(.upToDate): "\(stage.name) same"
      case .skip(.frozen(let other)): "\(stage.name) frozen by \(other)"
      case .skip(.sealed): "\(stage.name) sealed"
      case .wait: "\(stage.name) waits"
      case .later: "\(stage.name) later"
      }
    }
  }
}
