import Foundation
import Parallel
import Storage

/// Writes a table as Parquet, chunk by chunk, holding about two row groups at a time.
///
/// Pages are data pages of version 1 in zstd, with their CRC; columns that are not nullable are required; floating-point
/// numbers are split into byte streams where that is smaller; every column has an offset index and every column without
/// lists a column index. The bytes depend on the rows, the row group's size, the level and the version of libzstd, not on
/// the chunks or the number of threads.
///
/// Rows come as chunks of any size, or as row groups that a `RowGroupEncoder` has encoded, on whatever thread; not both.
package final class TableWriter {
  private let writer: BackgroundFileWriter
  private let schema: TableSchema
  private let mostRows: Int
  private let keys: KeyOrder
  private let pool: CompressorPool
  private let threads: Int
  private var digest: ContentDigest
  /// Known when the first rows are.
  private var encoder: RowGroupEncoder?
  /// The rows that wait for a row group to be full, and how many they are; held as they came, copied once.
  private var pending: [(chunk: Table, rows: Range<Int>)] = []
  private var waiting = 0
  private var lastKey: [Column]?
  /// The rows that were handed over.
  private var rows = 0
  private var rowGroups: [RowGroup] = []
  private var indexes: [[(columns: [UInt8]?, pages: [(size: Int, rows: Int)])]] = []

  /// Begins a table; the file appears under its name when `finish` has ended it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - schema: What the table is declared as.
  ///   - rowGroupRows: How many rows lie together at most; see `RowGroupEncoder.rowGroupRows`.
  ///   - compressionLevel: Of zstd, 1 to 19.
  ///   - threads: How many pages may be encoded at once; the bytes do not depend on it.
  /// - Throws: `StorageError`; `ColumnarError` if the schema lacks a column of its key, or has a column of a type that tables of
  ///   ours do not have.
  package init(
    path: String, schema: TableSchema, rowGroupRows: Int = 65_536, compressionLevel: Int = 1,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    if let foreign = schema.columns.first(where: { !$0.type.isOurs }) {
      throw ColumnarError(.unsupported(foreign.type.name), file: path, column: foreign.name)
    }
    keys = try KeyOrder(schema)
    writer = try BackgroundFileWriter(creating: path)
    self.schema = schema
    mostRows = max(1, rowGroupRows)
    pool = CompressorPool(level: compressionLevel)
    self.threads = threads
    digest = ContentDigest(schema)
    try writer.write([Footer.magic])
  }

  deinit { writer.abandon() }

  /// What encodes the row groups of this table, given its first rows.
  ///
  /// - Parameter rows: The table's first 1,024 rows or more, or all if there are fewer.
  /// - Returns: The encoder; its `rowGroupRows` says how many rows each row group must have.
  package func encoder(startingWith rows: Table) -> RowGroupEncoder {
    let count = RowGroupEncoder.rowGroupRows(startingWith: rows, atMost: mostRows)
    return RowGroupEncoder(rowGroupRows: count, schema: schema, keys: keys, pool: pool)
  }

  /// Adds rows; their keys ascend strictly, across chunks too.
  ///
  /// - Throws: `ColumnarError` with causes `keyDescends` or `keyRepeats` and the row of the table, or if the chunk's columns
  ///   are not as declared; `StorageError`. The file is to be abandoned then.
  package func append(_ chunk: Table) throws {
    let chunk = try checked(chunk)
    guard chunk.rowCount > 0 else { return }
    try checkKey(chunk)
    rows += chunk.rowCount
    var row = 0
    while row < chunk.rowCount {
      let wanted = encoder?.rowGroupRows ?? min(mostRows, RowGroupEncoder.fewestRows)
      let left = chunk.rowCount - row
      if waiting == 0, left >= wanted {
        // No row is copied that need not wait.
        let encoder = try encoder ?? begin(chunk)
        guard left >= encoder.rowGroupRows else {
          try hold(chunk, row..<chunk.rowCount)
          return
        }
        try flush(chunk.columns, row..<row + encoder.rowGroupRows)
        row += encoder.rowGroupRows
      } else {
        let count = min(max(0, wanted - waiting), left)
        try hold(chunk, row..<row + count)
        row += count
        guard waiting >= wanted else { return }
        let encoder = try encoder ?? begin(Table(schema: schema, columns: pendingColumns()))
        if waiting >= encoder.rowGroupRows { try flushPending() }
      }
    }
  }

  /// Adds a row group that an encoder of this table has made; its keys come after those before.
  ///
  /// - Throws: `ColumnarError` with causes `keyDescends` or `keyRepeats`, `length` if a row group before the last one has not
  ///   the encoder's number of rows; `StorageError`. The file is to be abandoned then.
  package func append(_ group: EncodedRowGroup) throws {
    let encoder =
      encoder ?? RowGroupEncoder(rowGroupRows: group.rowGroupRows, schema: schema, keys: keys, pool: pool)
    guard group.rowGroupRows == encoder.rowGroupRows, rows % encoder.rowGroupRows == 0, waiting == 0,
      group.rows <= encoder.rowGroupRows, group.chunks.count == schema.columns.count
    else {
      throw ColumnarError(.length(expected: encoder.rowGroupRows, found: group.rows), file: writer.path, row: rows)
    }
    self.encoder = encoder
    try checkOrder(group.firstKey)
    lastKey = group.lastKey
    rows += group.rows
    var digests = digest.columns
    if let begun = group.digests {
      for index in digests.indices { digests[index].append(begun[index]) }
    } else {
      let before = digests
      digests = try Parallel.map(digests.count, threads: threads) { index in
        try before[index].continued(group.columns[index], 0..<group.rows, isFirst: true)
      }
    }
    try add(group.chunks, rows: group.rows, digests)
  }

  /// Ends the file.
  ///
  /// - Throws: `ColumnarError`, `StorageError`; nothing stays under the file's name then.
  package func finish() throws -> TableFile {
    if waiting > 0 {
      if encoder == nil { _ = try begin(Table(schema: schema, columns: pendingColumns())) }
      try flushPending()
    }
    try writeIndexes()
    let metadata = FileMetadata(
      schema: SchemaElement.tree(schema), rowCount: rows, rowGroups: rowGroups,
      keyValues: [
        KeyValue(key: Footer.tableKey, value: schema.name),
        KeyValue(key: Footer.versionKey, value: String(schema.version)),
      ])
    try writer.write([Footer.encode(metadata)])
    let (fileDigest, size) = try writer.finish()
    return TableFile(contentDigest: try digest.finalize(), fileDigest: fileDigest, size: size, rows: rows)
  }

  /// Gives up; nothing stays.
  package func abandon() {
    writer.abandon()
  }

  private func begin(_ rows: Table) throws -> RowGroupEncoder {
    let begun = encoder(startingWith: rows)
    encoder = begun
    return begun
  }

  /// The chunk as a table of the schema that is written.
  private func checked(_ chunk: Table) throws -> Table {
    if chunk.schema == schema { return chunk }
    do {
      return try Table(schema: schema, columns: chunk.columns)
    } catch let error as ColumnarError {
      throw error.at(file: writer.path)
    }
  }

  private func checkKey(_ chunk: Table) throws {
    guard !keys.columns.isEmpty else { return }
    let (keys, count, step) = (keys, chunk.rowCount, ContentDigest.blockRows)
    do {
      // Each block with the row before it.
      try Parallel.forEach((count + step - 1) / step, threads: threads) { block in
        try keys.check(chunk.columns, max(0, block * step - 1)..<min(count, (block + 1) * step))
      }
    } catch let error as ColumnarError {
      throw located(error)
    }
    try checkOrder(keys.key(chunk.columns, 0))
    lastKey = keys.key(chunk.columns, count - 1)
  }

  private func checkOrder(_ first: [Column]) throws {
    guard let lastKey else { return }
    do {
      try keys.check(after: lastKey, first)
    } catch {
      throw located(error)
    }
  }

  private func located(_ error: ColumnarError) -> ColumnarError {
    ColumnarError(error.cause, file: writer.path, column: error.column, row: error.row.map { $0 + rows })
  }

  private func hold(_ chunk: Table, _ range: Range<Int>) throws {
    guard !range.isEmpty else { return }
    pending.append((chunk, range))
    waiting += range.count
    // Small chunks are put together, so that what waits does not hold many large ones for the sake of a few rows.
    guard pending.count > 64 || (range.count < chunk.rowCount / 2) else { return }
    pending = [(try Table(schema: schema, columns: pendingColumns()), 0..<waiting)]
  }

  private func pendingColumns() throws -> [Column] {
    let pending = pending
    return try Parallel.map(schema.columns.count, threads: threads) { index in
      try Column.joined(pending.map { ColumnPiece($0.chunk.columns[index], $0.rows) })
    }.enumerated().map { $1 ?? Column(.empty(schema.columns[$0].type)) }
  }

  private func flushPending() throws {
    let columns = try pendingColumns()
    pending = []
    waiting = 0
    try flush(columns, 0..<(columns.first?.count ?? 0))
  }

  /// Encodes rows as a row group and hands it to the file.
  private func flush(_ columns: [Column], _ range: Range<Int>) throws {
    guard let encoder else { return }
    let (chunks, digests) = try encoder.encode(columns, range, digests: digest.columns, threads: threads)
    try add(chunks, rows: range.count, digests ?? [])
  }

  private func add(_ chunks: [EncodedChunk], rows count: Int, _ digests: [ColumnDigest]) throws {
    digest.replace(digests, rows: count)
    var group = RowGroup(rowCount: count)
    group.fileOffset = writer.bytesWritten
    group.sortingColumns = keys.sortingColumns
    var position = writer.bytesWritten
    for chunk in chunks {
      group.chunks.append(chunk.placed(at: position))
      position += chunk.size
    }
    group.compressedSize = position - writer.bytesWritten
    group.byteCount = chunks.reduce(0) { $0 + $1.uncompressedSize }
    rowGroups.append(group)
    indexes.append(chunks.map { ($0.columnIndex, $0.pages) })
    try writer.write(chunks.flatMap(\.parts))
  }

  /// Writes the page indexes and notes in the footer where they are.
  private func writeIndexes() throws {
    var bytes: [UInt8] = []
    let start = writer.bytesWritten
    for group in rowGroups.indices {
      for (column, index) in indexes[group].enumerated() {
        guard let found = index.columns else { continue }
        rowGroups[group].chunks[column].columnIndex = FilePlace(offset: start + bytes.count, length: found.count)
        bytes += found
      }
    }
    for group in rowGroups.indices {
      for (column, index) in indexes[group].enumerated() {
        let chunk = rowGroups[group].chunks[column]
        let found = PageIndexWriter.offsets(start: chunk.dataPageOffset, pages: index.pages)
        rowGroups[group].chunks[column].offsetIndex = FilePlace(offset: start + bytes.count, length: found.count)
        rowGroups[group].chunks[column].keyValues.append(
          KeyValue(key: Footer.offsetIndexChecksumKey, value: String(Checksum.crc32(found))))
        bytes += found
      }
    }
    try writer.write([bytes])
  }
}
