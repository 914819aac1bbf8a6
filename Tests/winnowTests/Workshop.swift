import Foundation
import Testing

/// What a run of the program printed, and how it ended.
struct Outcome {
  let code: Int32
  let output: String
  let errors: String
}

/// A folder of its own with a small pipeline, in which a test runs the real program.
final class Workshop: Sendable {
  /// The folder.
  let path: String

  /// The program that `make test` has just built.
  static let program: String =
    ProcessInfo.processInfo.environment["WINNOW_BINARY"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent(".build/release/winnow").path

  /// Makes an empty folder.
  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Copies a folder, its files' times too.
  init(copying template: String) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString)").path
    let process = try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: ["-a", template, path])
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Makes a folder with images of the factory, holdouts drawn and a spec, the iterations up to `sealed` at their seals.
  static func withFactory(
    images: Int = 400, sealed: Int? = nil, spec change: (String) -> String = { $0 }
  ) throws -> Workshop {
    try templates.copy(images: images, sealed: sealed, spec: change(Self.spec))
  }

  /// What the tests begin with, made once.
  private static let templates = WorkshopTemplates()

  /// The spec of the small pipeline.
  static let spec = """
    winnow: 1
    name: small
    data: data
    random_seed: 7
    classes: [normal, scratch, discoloration, foreign_particle, edge_chip, dent, contamination, micro_crack]
    negative_class: normal
    production_rates: {normal: 0.94}
    pool: {root: images, images: "images/**/*.png", metadata: metadata.csv}
    holdout: {monitoring: labels/monitoring.csv, acceptance: labels/acceptance.csv}
    calibration: {labels: labels/calibration.csv}
    annotators:
      - {id: ana, senior: true, price_per_vote: 0.25}
      - {id: ben}
      - {id: chi}
    budget: {total: 1000, price_per_vote: 0.10}
    stages:
      seed:    {size: 60, by: group}
      embed:   {run: [winnow, hook, patch-embed], dimensions: 32, input_size: 32, filters: 16}
      train:   {run: [winnow, hook, linear-probe]}
      score:   {measure: margin, below: 0.2, tiebreak: entropy}
      cluster: {method: kmeans, batch: 20, candidates: 4x, shares: {random: 0.1}}
      export:  {to: label-studio, annotators_per_image: 2, calibration_per_session: 3}

    """

  /// Runs the program in the folder.
  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
    let process = try start(arguments, environment: environment)
    return try process.finish()
  }

  /// Runs the program and expects exit code 0.
  @discardableResult
  func succeeds(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> Outcome {
    let outcome = try run(arguments)
    #expect(outcome.code == 0, "\(arguments): \(outcome.errors)", sourceLocation: sourceLocation)
    return outcome
  }

  /// Starts the program in the folder and does not wait for it.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningProgram {
    try RunningProgram(Self.program, arguments: arguments, folder: path, environment: environment)
  }

  /// Runs an iteration to its seal, simulated people answering.
  func completes(
    _ iteration: Int, data: String = "data", options: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let common = ["--spec", "spec.yaml", "--data", data] + options
    for _ in 0..<3 {
      let outcome = try run(["run", String(iteration)] + common)
      #expect(outcome.code == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
      if outcome.errors.contains("is sealed") { return }
      let answered = try run(["annotate", String(iteration), "--truth", "images/truth.csv"] + common)
      #expect(answered.code == 0, "\(answered.errors)", sourceLocation: sourceLocation)
    }
    Issue.record("iteration \(iteration) did not come to its seal", sourceLocation: sourceLocation)
  }

  /// The chain digests of the sealed iterations.
  func chains(_ data: String = "data") throws -> [String] {
    struct Row: Decodable { let chain: String? }
    let outcome = try run(["status", "--json", "--data", data])
    return try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8)).compactMap(\.chain)
  }

  /// Writes a file below the folder.
  func write(_ text: String, to name: String) throws {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// The text of a file below the folder.
  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")), as: UTF8.self)
  }

  /// Whether something is there below the folder.
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

  /// Every file below a folder with its bytes, the lock left out.
  func contents(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: "\(path)/\(folder)")?.compactMap({ $0 as? String }) ?? [] {
      var isFolder: ObjCBool = false
      let file = "\(path)/\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      files[name] = try Data(contentsOf: URL(fileURLWithPath: file))
    }
    return files
  }

  /// The names in a folder below the folder; none if it is not there.
  func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
  }
}

/// A program that is running, its output going into files so that it never blocks.
final class RunningProgram {
  private let process = Process()
  private let files: [URL]

  init(_ program: String, arguments: [String], folder: String, environment: [String: String]) throws {
    files = ["out", "err"].map { name in
      FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString).\(name)")
    }
    for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(["WINNOW_SPEC": "spec.yaml"]) { _, new in new }
      .merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
  }

  /// The process id.
  var pid: Int32 { process.processIdentifier }

  /// Whether it has not ended.
  var isRunning: Bool { process.isRunning }

  /// What it has printed on standard error by now.
  func errorsSoFar() throws -> String {
    String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
  }

  /// Waits for its end.
  func finish() throws -> Outcome {
    process.waitUntilExit()
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    return Outcome(
      code: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: try Data(contentsOf: files[0]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
  }

  /// Ends it as a power cut would.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
  }
}
