import Storage

/// Whole tables to and from files.
package enum TableIO {
  /// Writes a table that is held whole; see `TableWriter`.
  ///
  /// - Throws: `ColumnarError` if the rows do not ascend by the key, `StorageError`; nothing stays under `path` then.
  @discardableResult
  package static func write(
    _ table: Table, to path: String, rowGroupRows: Int = 65_536, compressionLevel: Int = 1
  ) throws -> TableFile {
    let writer = try TableWriter(
      path: path, schema: table.schema, rowGroupRows: rowGroupRows, compressionLevel: compressionLevel)
    do {
      try writer.append(table)
      return try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// Reads the columns that `schema` declares and checks name, type and nullability; what else is in the file is ignored.
  ///
  /// - Parameters:
  ///   - path: A Parquet file, ours or anybody's.
  ///   - schema: What is wanted. An integer column may be stored narrower, a `float` column as `double`.
  /// - Returns: The rows as `schema` declares them.
  /// - Throws: `ColumnarError`, `StorageError`.
  package static func read(_ path: String, schema: TableSchema) throws -> Table {
    try TableReader(path: path).read(as: schema)
  }

  /// Reads the columns that `schema` declares out of anybody's file, or out of all files of a folder; it may be a table of
  /// ours of any name and version.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package static func read(anybodys path: String, schema: TableSchema) throws -> Table {
    try TableParts(path: path).read(as: schema)
  }
}
