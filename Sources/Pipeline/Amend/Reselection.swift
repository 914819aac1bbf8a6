import Engine
import Foundation
import Spec
import Stages
import Storage

/// Changes a batch that is in people's hands, on record.
///
/// What was out is kept in `superseded/1/` of the iteration, with the spec it was made from; the next run chooses anew under
/// the spec as it is now. Answers to the batch that was out count on. Killed at any instant, `finish` completes it.
package struct Reselection: Sendable {
  /// What was withdrawn.
  package struct Withdrawn: Sendable {
    /// Images of the batch that was out.
    package let images: Int
    /// Where it is kept.
    package let folder: String
  }

  private let iteration: Iteration
  private let project: Project

  /// Prepares the reselection of an iteration of a project.
  ///
  /// - Throws: `StorageError`.
  package init(_ project: Project, _ number: Int) throws {
    self.project = project
    iteration = Iteration(try project.directory(), number)
  }

  /// Withdraws the batch that is out.
  ///
  /// The caller holds the directory's lock.
  ///
  /// - Throws: `EngineError.reselectRefused` if the iteration is sealed or nothing is out; `StorageError`, `link` if the
  ///   inbox is one.
  package func withdraw(reason: String) throws -> Withdrawn {
    try finish()
    // Where answers cannot be given back nothing is withdrawn.
    try iteration.directory.refuseLinkedInbox(iteration.number)
    let (executor, _) = try project.executor(iteration.number, progress: SilentProgress())
    let manifest = try executor.scope().manifest
    guard manifest.sealed == nil else {
      throw EngineError.reselectRefused(iteration: iteration.number, sealed: true)
    }
    guard executor.planner.frozenThrough(manifest) >= 0,
      let first = executor.planner.stages.firstIndex(where: { $0.traits.contains(.publishes) })
    else { throw EngineError.reselectRefused(iteration: iteration.number, sealed: false) }
    let stages = executor.planner.stages
    let origins = Set(stages[first].reads.map(\.stage))
    let names = stages.indices.filter { $0 >= first || origins.contains(stages[$0].name) }.map { stages[$0].name }
    let number = (manifest.superseded ?? []).count + 1
    let staging = try iteration.directory.newStaging("reselect")
    let folder = "\(iteration.path)/\(Supersession.folder(number))"
    let records = names.compactMap(manifest.record)
    for record in records { try copy("\(iteration.path)/\(record.name)", to: "\(staging)/\(record.name)") }
    let batch = Supersession(
      reason: reason, specSHA256: manifest.specSHA256, specChainSHA256: manifest.specChainSHA256, stages: records,
      files: try keepFiles(in: staging))
    try Files.writeAtomically(ManifestFile.encode(batch), to: "\(staging)/\(StoreName.superseded)")
    try Files.writeAtomically([], to: "\(staging)/\(Supersession.mark)")
    try Files.createDirectory(Files.parent(of: folder))
    try Files.publish(staging, as: folder)
    try finish()
    let images = records.lazy.flatMap(\.outputs).first { $0.path == Catalogue.selectionFile }?.rows
    return Withdrawn(images: images ?? 0, folder: folder)
  }

  /// Completes a withdrawal that a kill cut short; does nothing otherwise.
  ///
  /// The caller holds the directory's lock.
  ///
  /// - Throws: `EngineError.damaged`, `StorageError`.
  package func finish() throws {
    let parent = "\(iteration.path)/\(Supersession.parent)"
    guard Files.isDirectory(parent), var manifest = try iteration.manifest() else { return }
    for number in 1...max(1, try Files.list(parent).count) {
      let folder = "\(iteration.path)/\(Supersession.folder(number))"
      guard Files.exists("\(folder)/\(Supersession.mark)"),
        let batch = try ManifestFile.read(Supersession.self, from: "\(folder)/\(StoreName.superseded)")
      else { continue }
      let first = batch.stages.firstIndex { StageName.isExport($0.name) } ?? batch.stages.endIndex
      let withdrawn = batch.stages[first...].map(\.name)
      if (manifest.superseded ?? []).count < number {
        manifest.superseded = (manifest.superseded ?? []) + [batch]
        manifest.stages.removeAll { withdrawn.contains($0.name) }
        try Files.writeAtomically(ManifestFile.encode(manifest), to: iteration.manifestPath)
      }
      try returnAnswers(batch, from: folder)
      // Each folder leaves its place in one step, so that nobody sees half of one.
      let aside = try iteration.directory.newStaging("withdrawn")
      for name in withdrawn.reversed() where Files.isDirectory("\(iteration.path)/\(name)") {
        try Files.move("\(iteration.path)/\(name)", to: "\(aside)/\(name)")
      }
      try Files.fsyncDirectory(iteration.path)
      try Files.remove(aside)
      try Files.remove("\(folder)/\(Supersession.mark)")
      try Files.fsyncDirectory(folder)
    }
  }

  // MARK: Files

  /// The spec, and the files by which people closed rounds of the batch.
  private func keepFiles(in staging: String) throws -> [OutputRecord] {
    var files = [(StoreName.spec, iteration.specPath)]
    let inbox = iteration.directory.inbox(iteration.number)
    for round in 1...StageName.rounds {
      let name = IngestStage.closingFile(round: round)
      if Files.exists("\(inbox)/\(name)") { files.append(("inbox/\(name)", "\(inbox)/\(name)")) }
    }
    return try files.sorted { $0.0 < $1.0 }.map { name, source in
      try Files.createDirectory(Files.parent(of: "\(staging)/\(name)"))
      try Files.copy(source, to: "\(staging)/\(name)")
      let (digest, size) = try Files.digest(of: source)
      return OutputRecord(
        path: name, shared: false, size: size, fileSHA256: digest.hex, contentSHA256: digest.hex, rows: nil)
    }
  }

  /// Sees to it that every answer lies in the inbox for the new batch, and that nothing there closes its rounds.
  private func returnAnswers(_ batch: Supersession, from folder: String) throws {
    let inbox = iteration.directory.inbox(iteration.number)
    for stage in batch.stages {
      for output in stage.outputs where output.path.hasPrefix("raw/") {
        let name = String(output.path.dropFirst(4))
        guard !name.hasSuffix(".closed") else { continue }
        var target = "\(inbox)/\(name)"
        if Files.exists(target) {
          if try Files.digest(of: target).digest.hex == output.fileSHA256 { continue }
          target =
            "\(inbox)/superseded-\(output.fileSHA256.prefix(12))-\(name.replacingOccurrences(of: "/", with: "-"))"
        }
        try Files.createDirectory(Files.parent(of: target))
        try Files.copy("\(folder)/\(stage.name)/\(output.path)", to: target)
      }
    }
    for round in 1...StageName.rounds { try Files.remove("\(inbox)/\(IngestStage.closingFile(round: round))") }
  }

  /// The same files under other names: written once, they never change.
  private func copy(_ folder: String, to target: String) throws {
    try Files.createDirectory(target)
    for file in try Files.walk(folder) {
      try Files.createDirectory(Files.parent(of: "\(target)/\(file)"))
      do {
        try Files.link("\(folder)/\(file)", as: "\(target)/\(file)")
      } catch StorageError.system {
        try Files.copy("\(folder)/\(file)", to: "\(target)/\(file)")
      }
    }
  }
}
