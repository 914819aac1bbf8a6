import Engine
import Storage

/// What has come since the seals and waits for the next iteration: late answers and corrections.
package struct Amendments: Sendable {
  /// A returned file that came after the seal of the iteration it belongs to.
  package struct LateFile: Sendable, Equatable {
    /// The iteration that had asked.
    package let iteration: Int
    /// Its path below that iteration's inbox.
    package let name: String
    package let digest: String

    /// How the file is called where it is kept: `000/name`.
    package var kept: String { "\(DataDirectory.iterationName(iteration))/\(name)" }
  }

  /// By iteration and name.
  package let late: [LateFile]
  /// In the order in which they were given.
  package let corrections: [CorrectionFolder.Entry]
  /// Whom the report of the iteration before has suspended.
  let suspended: [Suspension]

  /// A person whose votes are taken back.
  struct Suspension {
    let person: String
    /// The last iteration whose votes still count.
    let goodUntil: Int

    /// What a stage depends on.
    var input: NamedValue { NamedValue("suspended/\(person)", "\(goodUntil)") }
  }

  /// Whether nothing waits.
  package var isEmpty: Bool { late.isEmpty && corrections.isEmpty && suspended.isEmpty }

  /// Finds what the iterations `earlier`, all sealed, have not taken in.
  ///
  /// - Throws: `EngineError.damaged`, `StorageError`.
  package init(_ directory: DataDirectory, earlier: [Manifest]) throws {
    var late: [LateFile] = []
    let erasures = try Erasures(root: directory.root)
    for (number, manifest) in earlier.enumerated() {
      let inbox = directory.inbox(number)
      guard Files.isDirectory(inbox) else { continue }
      let taken = Self.taken(manifest, by: earlier[(number + 1)...])
      for name in try Inbox.names(inbox) where !name.hasSuffix(Inbox.closedEnding) {
        let digest = try Files.digest(of: "\(inbox)/\(name)").digest.hex
        let place = "inbox/\(DataDirectory.iterationName(number))/\(name)"
        let known = erasures.origins(of: place, digest: digest).contains(where: taken.contains)
        if !known { late.append(LateFile(iteration: number, name: name, digest: digest)) }
      }
    }
    self.late = late
    let known = Set(
      earlier.compactMap { $0.record(StageName.amend) }.flatMap(\.outputs)
        .filter { $0.path.hasPrefix("\(Catalogue.Folder.corrections)/") }.map(\.fileSHA256))
    corrections = try CorrectionFolder(directory).entries().filter { !known.contains($0.digest) }
    suspended = try Self.suspended(directory, earlier: earlier)
  }

  private static func suspended(_ directory: DataDirectory, earlier: [Manifest]) throws -> [Suspension] {
    guard let last = earlier.last else { return [] }
    let scope = IterationScope(directory: directory, iteration: last.iteration, earlier: [], manifest: last)
    let path = scope.path(Catalogue.Report.quality)
    guard Files.exists(path) else { return [] }
    return try QualityFile.read(path).annotators.compactMap { person in
      guard let taken = person.intervention, taken.step == .suspension, taken.since == earlier.count else { return nil }
      return Suspension(person: person.id, goodUntil: taken.goodUntil)
    }
  }

  /// The digests of the returned files of an iteration that it, or a later one, has kept.
  private static func taken(_ manifest: Manifest, by later: ArraySlice<Manifest>) -> Set<String> {
    let folder = "\(Catalogue.Folder.raw)/\(DataDirectory.iterationName(manifest.iteration))/"
    let own = (manifest.stages + (manifest.superseded ?? []).flatMap(\.stages)).flatMap(\.outputs)
      .filter { $0.path.hasPrefix("\(Catalogue.Folder.raw)/") }
    let amended = later.compactMap { $0.record(StageName.amend) }.flatMap(\.outputs)
      .filter { $0.path.hasPrefix(folder) }
    return Set((own + amended).map(\.fileSHA256))
  }

  /// Whether iteration `number` has, or is to have, a stage that takes them in.
  ///
  /// As long as its batch is not out; what comes later enters the iteration after it.
  ///
  /// - Throws: `EngineError.damaged`, `StorageError`.
  package static func areDue(_ directory: DataDirectory, iteration number: Int) throws -> Bool {
    guard number > 0 else { return false }
    let iteration = Iteration(directory, number)
    if Files.exists("\(iteration.path)/\(StageName.amend)/\(StoreName.stage)") { return true }
    if Files.isDirectory("\(iteration.path)/\(StageName.export(1))") { return false }
    do {
      return try !Amendments(directory, earlier: iteration.earlier()).isEmpty
    } catch EngineError.previousNotSealed {
      // The run itself says so.
      return false
    }
  }
}
