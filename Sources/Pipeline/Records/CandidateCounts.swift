import Engine

/// What the score stage counted: of `candidates.json` what every build has written.
struct CandidateCounts: Decodable {
  let passed: Int
  let cut: Int
  let filled: Int
  let candidates: Int

  /// Reads the file.
  ///
  /// - Throws: `EngineError.damaged`, `StorageError`.
  static func read(_ path: String) throws -> CandidateCounts {
    try RecordedJSON.read(CandidateCounts.self, from: path, limit: 1 << 20)
  }
}
