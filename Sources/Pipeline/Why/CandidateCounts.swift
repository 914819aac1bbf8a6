import Foundation
import Storage

/// What the score stage counted: of `candidates.json` what every build has written.
struct CandidateCounts: Decodable {
  let passed: Int
  let cut: Int
  let filled: Int
  let candidates: Int

  /// Reads the file.
  ///
  /// - Throws: `StorageError`, `DecodingError`.
  static func read(_ path: String) throws -> CandidateCounts {
    try JSONDecoder().decode(CandidateCounts.self, from: Data(Files.read(path, limit: 1 << 20)))
  }
}
