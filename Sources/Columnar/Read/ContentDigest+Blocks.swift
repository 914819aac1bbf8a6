import Storage

/// A content digest taken apart, so that a table proves what it still holds after something in it was erased.
extension ContentDigest {
  /// The digests of each column's blocks, the last one of which may be short.
  ///
  /// - Throws: As `finalize` does.
  package func blocks() throws -> [[Digest]] { try columns.map { try $0.allBlocks() } }

  /// The content digest of a table whose blocks have these digests.
  ///
  /// - Parameters:
  ///   - schema: The table's columns.
  ///   - rows: Its rows.
  ///   - blocks: For each column the digests of its blocks in order.
  /// - Returns: The digest that `finalize` gives for such a table.
  package static func joining(_ schema: TableSchema, rows: Int, blocks: [[Digest]]) -> Digest {
    finalize(
      schema, rows: rows,
      columns: blocks.map { blocks in
        var builder = DigestBuilder()
        for block in blocks { builder.update(block.bytes) }
        return builder.finalize()
      })
  }

  /// The digests of a file's blocks, its schema and the number of its rows.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package static func blocks(ofFile path: String) throws -> (schema: TableSchema, rows: Int, blocks: [[Digest]]) {
    let reader = try TableReader(path: path)
    var digest = ContentDigest(reader.schema)
    for group in 0..<reader.rowGroups {
      try digest.append(reader.read(rowGroup: group, columns: reader.columnNames))
    }
    return (reader.schema, reader.rowCount, try digest.blocks())
  }
}
