import Storage

extension OutputRecord {
  /// Where the file may lie below the data directory, the usual place first: builds before gave a table without rows another
  /// name.
  ///
  /// - Parameters:
  ///   - iteration: The iteration of the stage that wrote it.
  ///   - stage: The stage's name.
  /// - Returns: One path, or two for a table without rows.
  package func places(iteration: Int, stage: String) -> [String] {
    if shared { return [path] }
    let place = "iterations/\(DataDirectory.iterationName(iteration))/\(stage)/\(path)"
    return rows == 0 ? [place, EmptyTable.path(place)] : [place]
  }
}

extension ManifestFile {
  /// Whether the file at `path` has exactly the bytes that `value` is written as.
  ///
  /// A digest of the content alone passes over what a reader ignores: white space, keys it does not know.
  ///
  /// - Throws: `StorageError`.
  package static func holdsExactly(_ value: some Codable, at path: String) throws -> Bool {
    try Files.read(path, limit: 256 << 20) == encode(value)
  }
}
