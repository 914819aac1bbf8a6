import Storage

/// A file that a stage wrote.
package struct OutputRecord: Codable, Sendable, Equatable {
  /// Its path: below the stage's folder, or below the data directory if `shared`.
  package let path: String
  /// Whether it lies outside the iteration, for all iterations to read.
  package let shared: Bool
  /// Its length in bytes.
  package let size: Int
  /// SHA-256 of its bytes.
  package let fileSHA256: String
  /// For a table the digest of schema and values; otherwise that of the bytes.
  package let contentSHA256: String
  /// For a table the number of rows.
  package let rows: Int?

  enum CodingKeys: String, CodingKey {
    case path, shared, size, rows
    case fileSHA256 = "file_sha256"
    case contentSHA256 = "content_sha256"
  }

  /// Makes a record.
  package init(
    path: String, shared: Bool, size: Int, fileSHA256: String, contentSHA256: String, rows: Int?
  ) {
    self.path = path
    self.shared = shared
    self.size = size
    self.fileSHA256 = fileSHA256
    self.contentSHA256 = contentSHA256
    self.rows = rows
  }
}
