import Columnar
import Engine
import Foundation
import Spec
import Stages
import Storage

/// Runs a sealed iteration again, from its recorded spec and inputs, in a folder of its own, and compares stage by stage.
///
/// The images, and the files of known labels, are those that are there now: if they are not those of then, the statement says so.
/// What people returned is taken from the copies that `ingest` kept. Earlier iterations are read where they are and not run.
package struct Reproduction: Sendable {
  /// How a stage came out.
  package enum Outcome: String, Sendable, Codable {
    /// Every file has the same bytes.
    case bytes
    /// Every file has the same content; bytes of tables depend on the version of libzstd.
    case content
    /// What it depends on is not what was recorded.
    case inputs
    /// It depends on the same and gave something else.
    case differs
    /// It did not run: a stage before it could not be brought to give what was recorded.
    case notReached = "not_reached"
  }

  /// A stage of the statement.
  package struct Line: Sendable, Codable {
    package let stage: String
    package let outcome: Outcome
    /// The program it ran, nil if it ran none: what it gives is up to that program.
    package let hook: String?
    /// What was recorded of that program: its arguments, and the SHA-256 of the files that they name.
    package let hookRecord: [NamedValue]
    /// What of its key differs.
    package let changes: [IterationDifference.Change]
    /// The files that differ.
    package let files: [String]
  }

  /// What was reproduced.
  package struct Statement: Sendable, Codable {
    package let iteration: Int
    /// The chain digest that was recorded.
    package let chain: String
    /// The one that the new run came to; nil if it did not come to a seal.
    package let reproducedChain: String?
    package let stages: [Line]

    /// Whether every stage gave the same content.
    package var isReproduced: Bool { stages.allSatisfy { $0.outcome == .bytes || $0.outcome == .content } }
  }

  private let project: Project
  private let scratch: String

  /// A statement with all that it is to be judged by.
  ///
  /// - Returns: Nil if the iteration is not sealed.
  /// - Throws: `EngineError.damaged`, `StorageError`.
  package func signed(_ statement: Statement) throws -> SignedStatement? {
    let manifest = try Iteration(DataDirectory.open(project.dataPath), statement.iteration).manifest()
    guard let manifest, let seal = manifest.sealed else { return nil }
    return try SignedStatement(
      .init(
        winnowStatement: SignedStatement.version, pipeline: manifest.pipeline, tool: Tool.version,
        recordedTool: manifest.tool, libzstd: CompressionLibrary.zstdVersion, recordedLibzstd: manifest.libzstd,
        previous: manifest.previous, sealed: seal, isReproduced: statement.isReproduced, statement: statement))
  }

  /// Prepares a reproduction.
  ///
  /// - Parameters:
  ///   - project: The pipeline; its data directory is read and not changed.
  ///   - scratch: An empty folder outside it.
  package init(_ project: Project, scratch: String) {
    self.project = project
    self.scratch = scratch
  }

  /// Runs iteration `number` again.
  ///
  /// - Returns: Nil if it is not sealed.
  /// - Throws: What a run throws.
  package func run(_ number: Int, progress: any RunProgress) async throws -> Statement? {
    let original = try DataDirectory.open(project.dataPath)
    guard let compared = try RecordedIteration(original, number), let seal = compared.manifest.sealed else {
      return nil
    }
    DataDirectory.letLinksBeFollowed(below: scratch)
    let embedded = compared.manifest.record(StageName.embed)
    let again = Project(
      project, spec: compared.spec, data: scratch,
      embedsAsVersion1: embedded.map { StageKey.version(of: $0.components) == "1" } ?? false)
    try again.checkHooks()
    let copy = try again.directory()
    try link(original, copy, before: number)
    try returnAmendments(original, compared.manifest, to: copy)
    try returnErasures(original, compared, to: copy)
    var reproduced: Seal?
    for _ in 0...StageName.rounds {
      let (executor, _) = try again.executor(number, progress: progress)
      let summary = try await executor.run()
      reproduced = summary.seal
      guard let waiting = summary.waiting else { break }
      try adoptSuperseded(original, compared.manifest, in: copy)
      try returnAnswers(original, compared.manifest, round: waiting.round, to: waiting.inbox)
    }
    let made = try Iteration(copy, number).manifest()
    return Statement(
      iteration: number, chain: seal.chain, reproducedChain: reproduced?.chain,
      stages: compared.manifest.stages.map { Self.line($0, made?.record($0.name)) })
  }

  /// Lets the earlier iterations, and the vectors that they recorded, be read through links.
  private func link(_ original: DataDirectory, _ copy: DataDirectory, before number: Int) throws {
    let source = URL(fileURLWithPath: original.root).standardizedFileURL.path
    for earlier in 0..<number {
      let name = "iterations/\(DataDirectory.iterationName(earlier))"
      try FileManager.default.createSymbolicLink(
        atPath: copy.path(name), withDestinationPath: "\(source)/\(name)")
      for output in try Iteration(original, earlier).manifest()?.stages.flatMap(\.outputs) ?? [] where output.shared {
        // Parts are linked one by one, since new ones may come beside them; a fitted state is a folder that is whole.
        let parts = output.path.split(separator: "/")
        let linked = parts.count > 3 && parts[2] == "state" ? parts.prefix(3).joined(separator: "/") : output.path
        guard !Files.exists(copy.path(linked)) else { continue }
        try Files.createDirectory(Files.parent(of: copy.path(linked)))
        try FileManager.default.createSymbolicLink(
          atPath: copy.path(linked), withDestinationPath: "\(source)/\(linked)")
      }
    }
  }

  /// Puts what people returned in a round into the inbox again.
  private func returnAnswers(
    _ original: DataDirectory, _ manifest: Manifest, round: Int, to inbox: String
  ) throws {
    let name = StageName.ingest(round)
    for output in manifest.record(name)?.outputs ?? [] where output.path.hasPrefix("raw/") {
      let target = "\(inbox)/\(output.path.dropFirst(4))"
      try Files.createDirectory(Files.parent(of: target))
      try Files.copy(RecordedIteration.path(output, stage: name, original, manifest.iteration), to: target)
    }
  }

  /// Puts what came after the seals of earlier iterations where it had waited.
  private func returnAmendments(_ original: DataDirectory, _ manifest: Manifest, to copy: DataDirectory) throws {
    let name = StageName.amend
    for output in manifest.record(name)?.outputs ?? [] {
      let target: String
      if output.path.hasPrefix("\(Catalogue.Folder.raw)/") {
        target = "inbox/\(output.path.dropFirst(Catalogue.Folder.raw.count + 1))"
      } else if output.path.hasPrefix("\(Catalogue.Folder.corrections)/") {
        target = "\(CorrectionFolder.folder)/\(output.path.dropFirst(Catalogue.Folder.corrections.count + 1))"
      } else {
        continue
      }
      try Files.createDirectory(Files.parent(of: copy.path(target)))
      try Files.copy(
        RecordedIteration.path(output, stage: name, original, manifest.iteration), to: copy.path(target))
    }
  }

  /// Lets what was erased by then be known as erased.
  private func returnErasures(
    _ original: DataDirectory, _ compared: RecordedIteration, to copy: DataDirectory
  ) throws {
    guard let reader = try compared.table(Catalogue.Pool.erased) else { return }
    let ids = try reader.read(columns: ["image_id"], as: reader.schema).strings("image_id").strings
    let erased = Set(ids.map { Array($0.utf8) })
    for record in try Erasures(root: original.root).records
    where record.images.allSatisfy({ erased.contains(Array($0.utf8)) }) {
      try Erasures.write(record, root: copy.root)
    }
  }

  /// Takes over the batches that were out before: they are on record and are not chosen again.
  private func adoptSuperseded(_ original: DataDirectory, _ manifest: Manifest, in copy: DataDirectory) throws {
    let iteration = Iteration(copy, manifest.iteration)
    guard let superseded = manifest.superseded, var made = try iteration.manifest(), made.superseded == nil else {
      return
    }
    let folder = "\(original.iteration(manifest.iteration))/\(Supersession.parent)"
    for file in try Files.walk(folder) {
      let target = "\(iteration.path)/\(Supersession.parent)/\(file)"
      try Files.createDirectory(Files.parent(of: target))
      try Files.copy("\(folder)/\(file)", to: target)
    }
    made.superseded = superseded
    try Files.writeAtomically(ManifestFile.encode(made), to: iteration.manifestPath)
  }

  private static func line(_ before: StageRecord, _ after: StageRecord?) -> Line {
    let hook = before.components.filter { $0.name.hasPrefix("hook argument ") }.map(\.value)
    func line(_ outcome: Outcome, _ changes: [IterationDifference.Change] = [], _ files: [String] = []) -> Line {
      Line(
        stage: before.name, outcome: outcome, hook: hook.isEmpty ? nil : hook.joined(separator: " "),
        hookRecord: before.components.filter { $0.name.hasPrefix("hook ") }, changes: changes, files: files)
    }
    guard let after else { return line(.notReached) }
    if before.outputs == after.outputs, before.key == after.key { return line(.bytes) }
    func differing(_ value: (OutputRecord) -> String) -> [String] {
      let known = Dictionary(before.outputs.map { ($0.path, value($0)) }, uniquingKeysWith: { first, _ in first })
      let found = Dictionary(after.outputs.map { ($0.path, value($0)) }, uniquingKeysWith: { first, _ in first })
      return Set(known.keys).union(found.keys).filter { known[$0] != found[$0] }.sorted()
    }
    let files = differing(\.contentSHA256)
    let changes = StageComparison.changes(from: before, to: after)
    if !files.isEmpty {
      // Of keys that hold other things nobody can say that the inputs are the same.
      let all = changes.isEmpty ? StageComparison.makeUp(from: before, to: after) : changes
      return line(all.isEmpty ? .differs : .inputs, all, files)
    }
    return line(differing(\.fileSHA256).isEmpty && changes.isEmpty ? .bytes : .content, changes)
  }
}
