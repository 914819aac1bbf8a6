import Storage

/// All openings of the acceptance set of a data directory, the first one first.
package struct AcceptanceOpenings: Sendable {
  /// An opening and where it is kept.
  package struct Entry: Sendable, Equatable {
    package let opening: AcceptanceOpening
    /// Its file.
    package let path: String
  }

  /// By number.
  package let entries: [Entry]

  /// Reads the records of all iterations.
  ///
  /// - Throws: `EngineError.damaged` for a record that is not what was written, and for one that the log of runs knows of and
  ///   that is gone: a set that was opened is not closed by removing what it came to. `StorageError`.
  package init(_ directory: DataDirectory) throws {
    var entries: [Entry] = []
    for number in try directory.iterations() {
      let iteration = Iteration(directory, number)
      for name in try Files.list(iteration.path) {
        guard let place = StoreName.openingNumber(name) else { continue }
        let path = "\(iteration.path)/\(name)"
        guard let opening = try ManifestFile.read(AcceptanceOpening.self, from: path), opening.number == place,
          opening.iteration == number
        else { throw EngineError.damaged(path: path, .unreadable) }
        entries.append(Entry(opening: opening, path: path))
      }
      for path in try Self.told(iteration) where !Files.exists(path) {
        throw EngineError.damaged(path: path, .missing)
      }
    }
    self.entries = entries.sorted { $0.opening.number < $1.opening.number }
  }

  /// The records that an iteration's log of runs knows of.
  private static func told(_ iteration: Iteration) throws -> [String] {
    guard Files.exists(iteration.runLogPath) else { return [] }
    return RunLog.read(try Files.read(iteration.runLogPath, limit: 256 << 20)).openings.map {
      "\(iteration.path)/\($0)"
    }
  }

  /// Keeps an opening, under the number that it has, and says so in the log of runs.
  ///
  /// The caller holds the directory's lock. The record is there as a whole or not at all.
  ///
  /// - Parameters:
  ///   - opening: The opening.
  ///   - seconds: How long it took.
  ///   - threads: How many threads it used.
  ///   - directory: The data directory.
  /// - Returns: The record's file.
  /// - Throws: `StorageError`.
  package static func write(
    _ opening: AcceptanceOpening, seconds: Double, threads: Int, _ directory: DataDirectory
  ) throws -> String {
    let iteration = Iteration(directory, opening.iteration)
    let path = "\(iteration.path)/\(StoreName.opening(opening.number))"
    try directory.declareFeatures([StoreFeatures.acceptance])
    try Files.writeAtomically(ManifestFile.encode(opening), to: path)
    let event = StoreName.openingEvent(opening.number)
    try RunLog.append(
      event, seconds: seconds, threads: threads, outcome: "done",
      logs: RunLog.logs(of: event, in: "\(iteration.path)/logs"), to: iteration.runLogPath)
    return path
  }
}

extension RunLog.Reading {
  /// The files of the openings of the acceptance set that were written.
  package var openings: [String] {
    lines.filter { $0.outcome == "done" }.map { "\($0.event).json" }.filter { StoreName.openingNumber($0) != nil }
  }
}
