import Report
import Storage

/// A quality report as it lies on the disk.
package enum QualityFile {
  /// Reads `quality.json`.
  ///
  /// - Throws: `QualityFileError` if it is no report, or a later version's; `StorageError`.
  package static func read(_ path: String) throws -> QualityReport {
    let bytes = try Files.read(path, limit: 256 << 20)
    do {
      return try QualityReport.read(json: bytes)
    } catch {
      throw QualityFileError(path: path, cause: error)
    }
  }
}
