import Storage

/// An iteration's folder: its manifest as it stands, brought into agreement with the stages' folders.
package struct Iteration: Sendable {
  /// The data directory.
  package let directory: DataDirectory
  /// Its number.
  package let number: Int

  /// Names an iteration of a data directory.
  package init(_ directory: DataDirectory, _ number: Int) {
    self.directory = directory
    self.number = number
  }

  /// The iteration's folder.
  package var path: String { directory.iteration(number) }
  /// The manifest's file.
  package var manifestPath: String { "\(path)/\(StoreName.manifest)" }
  /// The resolved spec's file.
  package var specPath: String { "\(path)/\(StoreName.spec)" }
  /// The log of runs.
  package var runLogPath: String { "\(path)/\(StoreName.runLog)" }

  /// The manifest, nil if the iteration has not begun.
  ///
  /// - Throws: `EngineError.damaged`.
  package func manifest() throws -> Manifest? {
    try ManifestFile.read(Manifest.self, from: manifestPath)
  }

  /// The manifest with what a run that was killed had finished: a stage's folder appears in one rename together with
  /// its record, so the record in the folder is what counts where the manifest was not yet brought up to it.
  ///
  /// - Parameters:
  ///   - manifest: The manifest as read.
  ///   - order: The stages' names in order.
  /// - Returns: The manifest to go on with.
  /// - Throws: `EngineError.damaged` if a record does not hold.
  package func reconciled(_ manifest: Manifest, order: [String]) throws -> Manifest {
    guard manifest.sealed == nil else { return manifest }
    var result = manifest
    result.stages = []
    for name in order {
      if let record = try ManifestFile.read(StageRecord.self, from: "\(path)/\(name)/\(StoreName.stage)") {
        result.replace(record, order: order)
      }
    }
    return result
  }

  /// The sealed manifests of the iterations before this one, in order.
  ///
  /// - Throws: `EngineError.previousNotSealed` if one is missing or open; `EngineError.damaged`.
  package func earlier() throws -> [Manifest] {
    var manifests: [Manifest] = []
    for before in 0..<number {
      guard let manifest = try Iteration(directory, before).manifest(), manifest.sealed != nil else {
        throw EngineError.previousNotSealed(iteration: number, reached: before == 0 ? nil : before - 1)
      }
      manifests.append(manifest)
    }
    return manifests
  }
}
