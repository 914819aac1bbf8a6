import Storage

/// What became of a written table.
package struct TableFile: Sendable, Equatable {
  /// Over schema and values; independent of compression, row groups and libraries.
  package let contentDigest: Digest
  /// Over the file's bytes.
  package let fileDigest: Digest
  /// The file's size in bytes.
  package let size: Int
  /// The number of rows.
  package let rows: Int

  /// Makes a record of a written table.
  package init(contentDigest: Digest, fileDigest: Digest, size: Int, rows: Int) {
    self.contentDigest = contentDigest
    self.fileDigest = fileDigest
    self.size = size
    self.rows = rows
  }
}
