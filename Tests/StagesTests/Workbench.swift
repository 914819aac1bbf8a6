import Columnar
import Engine
import Foundation
import JSON
import Labelling
import Spec
import Stages
import Storage
import Synchronization
import Testing

/// A pipeline of a test without the program: stages run over tables that the test gives, and their hooks under a script.
final class Workbench: Sendable {
  let folder: TestFolder
  let directory: DataDirectory
  private let spoken = Spoken()

  init() throws {
    folder = try TestFolder()
    directory = try DataDirectory.create("\(folder.path)/data", pipeline: "bench")
  }

  // MARK: The spec

  private static let top = [
    ("winnow", "1"), ("name", "bench"), ("data", "data"), ("random_seed", "5"), ("classes", "[scratch, dent, clean]"),
    ("negative_class", "clean"), ("rare_classes", ""), ("production_rates", ""),
    ("pool", #"{root: pool, images: "*.png", metadata: metadata.csv, broken_share: 0.5}"#), ("holdout", ""),
    ("calibration", ""),
    ("annotators", "[{id: ana, senior: true, price_per_vote: 0.25}, {id: ben, price_per_vote: 0.25}]"),
    ("budget", "{total: 100, currency: USD}"),
  ]
  private static let stages = [
    ("seed", "{size: 4}"), ("embed", "{run: [sh, embed.sh], dimensions: 2}"), ("train", "{run: [sh, train.sh]}"),
    ("score", "{measure: margin, probabilities: raw}"),
    ("cluster", "{method: rank, batch: 2, candidates: 2x, shares: {random: 0}}"),
    ("export", "{to: csv, annotators_per_image: 2}"), ("ingest", "{}"), ("report", "{}"),
  ]

  /// A spec in which some fields, and sections of stages, differ from those of all tests.
  static func spec(_ fields: [String: String] = [:], stages sections: [String: String] = [:]) throws -> PipelineSpec {
    func lines(_ known: [(String, String)], _ own: [String: String], _ indentation: String) -> String {
      #expect(Set(own.keys).isSubset(of: known.map(\.0)))
      return known.map { ($0.0, own[$0.0] ?? $0.1) }.filter { !$0.1.isEmpty }
        .map { "\(indentation)\($0.0): \($0.1)\n" }.joined()
    }
    let text = lines(top, fields, "") + "stages:\n" + lines(stages, sections, "  ")
    return try SpecReader.read(Array(text.utf8), file: "spec.yaml").spec
  }

  func setup(
    _ fields: [String: String] = [:], stages: [String: String] = [:], rehash: Bool = false, amends: Bool = false
  ) throws -> StageSetup {
    StageSetup(
      spec: try Self.spec(fields, stages: stages), baseDirectory: folder.path, rehash: rehash, amends: amends)
  }

  // MARK: Iterations

  private static let supervisor = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/supervise.sh").path

  /// Runs what is stale of the stages of an iteration; one that `seals` among them closes it.
  @discardableResult
  func run(_ stages: [any Stage], _ iteration: Int = 0) async throws -> RunSummary {
    try await Executor(
      planner: Planner(stages: stages), iteration: Iteration(directory, iteration), specText: "spec",
      specChainText: "spec", pipeline: "bench", libzstd: "1", threads: 2,
      hooks: HookRunner(executable: Self.supervisor), progress: spoken
    ).run()
  }

  /// An iteration as far as it has come.
  func scope(_ iteration: Int = 0) throws -> IterationScope {
    let own = Iteration(directory, iteration)
    return IterationScope(
      directory: directory, iteration: iteration, earlier: try own.earlier(), manifest: try #require(try own.manifest())
    )
  }

  /// A table that a stage wrote.
  func table(_ artifact: Artifact, _ iteration: Int = 0) throws -> Table { try scope(iteration).table(artifact) }

  /// The members of a file of JSON that a stage wrote.
  func object(_ artifact: Artifact, _ iteration: Int = 0) throws -> JSONObject {
    guard case .object(let object) = try JSONValue(Files.read(scope(iteration).path(artifact))) else {
      return JSONObject()
    }
    return object
  }

  /// The messages of a stage when it was last done.
  func messages(_ stage: String) -> [String] { spoken.sentences(stage) }

  // MARK: People

  /// Returns a form: what each person that was asked in a round says of each image, as a class and a confidence; those of
  /// whom it is nil say nothing.
  func answer(
    _ file: String, _ iteration: Int = 0, round: Int = 1,
    _ answer: (_ who: String, _ image: String) -> (label: String, confidence: String)?
  ) throws {
    let rows = try asked(iteration, round: round).compactMap { asked -> CSVAnswer? in
      guard let given = answer(asked.who, asked.image) else { return nil }
      var row = CSVAnswer(taskID: asked.task, image: asked.image, annotator: asked.who)
      (row.label, row.confidence) = given
      return row
    }
    try drop(rows, as: file, iteration)
  }

  /// Puts a form into the inbox.
  func drop(_ rows: [CSVAnswer], as file: String, _ iteration: Int = 0) throws {
    try Files.createDirectory(directory.inbox(iteration))
    try Files.writeAtomically(CSVFormat.write(rows), to: "\(directory.inbox(iteration))/\(file)")
  }

  /// Closes a round.
  func close(_ iteration: Int = 0, round: Int) throws {
    try Files.createDirectory(directory.inbox(iteration))
    try Files.writeAtomically([], to: "\(directory.inbox(iteration))/\(IngestStage.closingFile(round: round))")
  }

  /// Who is asked what in a round.
  func asked(_ iteration: Int = 0, round: Int = 1) throws -> [(task: String, image: String, who: String)] {
    let batch = try table(Catalogue.Export.batch(round), iteration)
    let images = Dictionary(
      uniqueKeysWithValues: zip(try batch.strings("task_id").strings, try batch.strings("image_id").strings))
    let assignments = try table(Catalogue.Export.assignments(round), iteration)
    return try zip(assignments.strings("task_id").strings, assignments.strings("annotator").strings).map {
      ($0, try #require(images[$0]), $1)
    }
  }
}

/// Remembers what stages say.
private final class Spoken: RunProgress {
  private let done = Mutex<[String: [String]]>([:])

  func sentences(_ stage: String) -> [String] { done.withLock { $0[stage] ?? [] } }

  func began(stage: String, reason: RunReason) {}
  func moved(stage: String, fraction: Double, note: String) {}
  func finished(stage: String, seconds: Double, sentences: [String]) { done.withLock { $0[stage] = sentences } }
}
