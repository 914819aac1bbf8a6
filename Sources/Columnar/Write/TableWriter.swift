import Foundation
import Parallel
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

/// Writes a table as Parquet, chunk by chunk, holding one row group at a time.
///
/// Pages are data pages of version 1 in zstd, with their CRC; columns that are not nullable are required. The bytes depend
/// on the rows, the row group's size, the level and the version of libzstd, not on the chunks or the number of threads.
package final class TableWriter {
  private let writer: FileWriter
  private let schema: TableSchema
  private let rowGroupRows: Int
  private let level: Int
  private let threads: Int
  private var digest: ContentDigest
  private var pending: [Column]
  private var lastRow: Table?
  private var rows = 0
  private var rowGroups: [RowGroup] = []

  /// Begins a table; the file appears under its name when `finish` has ended it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - schema: What the table is declared as.
  ///   - rowGroupRows: How many rows lie together.
  ///   - compressionLevel: Of zstd, 1 to 19.
  ///   - threads: How many pages may be encoded at once; the bytes do not depend on it.
  /// - Throws: `StorageError`.
  package init(
    path: String, schema: TableSchema, rowGroupRows: Int = 65_536, compressionLevel: Int = 3,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    writer = try FileWriter(creating: path)
    self.schema = schema
    self.rowGroupRows = max(1, rowGroupRows)
    level = compressionLevel
    self.threads = threads
    digest = ContentDigest(schema)
    pending = schema.columns.map { Column(.empty($0.type)) }
    try writer.write(Footer.magic)
  }

  /// Adds rows; their keys ascend strictly, across chunks too.
  ///
  /// - Throws: `ColumnarError` with causes `keyDescends` or `keyRepeats` and the row of the table, or if the chunk's columns
  ///   are not as declared; `StorageError`. The file is to be abandoned then.
  package func append(_ chunk: Table) throws {
    let chunk = try checked(chunk)
    guard chunk.rowCount > 0 else { return }
    try checkKey(chunk)
    var row = 0
    while row < chunk.rowCount {
      let waiting = pending.first?.count ?? 0
      let count = min(rowGroupRows - waiting, chunk.rowCount - row)
      if waiting == 0, count == chunk.rowCount {
        pending = chunk.columns
      } else if waiting == 0 {
        pending = chunk.columns.map { $0.slice(row..<row + count) }
      } else {
        for index in pending.indices {
          try pending[index].append(chunk.columns[index].slice(row..<row + count))
        }
      }
      row += count
      if waiting + count == rowGroupRows { try flush() }
    }
    rows += chunk.rowCount
  }

  /// Ends the file.
  ///
  /// - Throws: `ColumnarError`, `StorageError`; nothing stays under the file's name then.
  package func finish() throws -> TableFile {
    if let waiting = pending.first?.count, waiting > 0 { try flush() }
    let metadata = FileMetadata(
      schema: SchemaElement.tree(schema), rowCount: rows, rowGroups: rowGroups,
      keyValues: [
        KeyValue(key: Footer.tableKey, value: schema.name),
        KeyValue(key: Footer.versionKey, value: String(schema.version)),
      ])
    try writer.write(Footer.encode(metadata))
    let (fileDigest, size) = try writer.finish()
    return TableFile(contentDigest: digest.finalize(), fileDigest: fileDigest, size: size, rows: rows)
  }

  /// Gives up; nothing stays.
  package func abandon() {
    writer.abandon()
  }

  /// The chunk as a table of the schema that is written.
  private func checked(_ chunk: Table) throws -> Table {
    do {
      return try Table(schema: schema, columns: chunk.columns)
    } catch let error as ColumnarError {
      throw error.at(file: writer.path)
    }
  }

  private func checkKey(_ chunk: Table) throws {
    guard !schema.key.isEmpty else { return }
    do {
      try chunk.checkKey()
      if let lastRow {
        do {
          try Table.concatenate([lastRow, chunk.rows(0..<1)], schema: schema).checkKey()
        } catch let error as ColumnarError {
          throw ColumnarError(error.cause, column: error.column, row: 0)
        }
      }
    } catch let error as ColumnarError {
      throw ColumnarError(
        error.cause, file: writer.path, column: error.column, row: error.row.map { $0 + rows })
    }
    lastRow = try chunk.rows(chunk.rowCount - 1..<chunk.rowCount)
  }

  /// Writes the waiting rows as a row group.
  private func flush() throws {
    let columns = pending
    let count = columns.first?.count ?? 0
    pending = schema.columns.map { Column(.empty($0.type)) }
    let (schema, level) = (schema, level)
    let chunks = try Parallel.map(columns.count, threads: threads) { index in
      ChunkEncoder(columns[index], schema.columns[index], level: level)
    }
    // Digests first: each takes longer than a page.
    let digests = digest.columns
    let places = chunks.enumerated().flatMap { index, chunk in chunk.pages.indices.map { (index, $0) } }
    let parts = try Parallel.map(columns.count + places.count, threads: threads) { index -> Part in
      guard index >= columns.count else {
        var digest = digests[index]
        digest.append(columns[index])
        return .digest(digest)
      }
      let (chunk, page) = places[index - columns.count]
      let (encoded, values) = try chunks[chunk].page(page)
      return .page(chunk, encoded, values)
    }
    digest.replace(
      parts.compactMap { if case .digest(let digest) = $0 { digest } else { nil } }, rows: count)
    var group = RowGroup(rowCount: count)
    var next = columns.count
    for (index, chunk) in chunks.enumerated() {
      var pages: [(ChunkEncoder.EncodedPage, values: Int)] = []
      while next < parts.count, case .page(index, let page, let values) = parts[next] {
        pages.append((page, values))
        next += 1
      }
      group.chunks.append(try write(chunk, pages))
    }
    group.byteCount = group.chunks.reduce(0) { $0 + $1.uncompressedSize }
    rowGroups.append(group)
  }

  /// A result of the parallel part.
  private enum Part: Sendable {
    case digest(ColumnDigest)
    case page(Int, ChunkEncoder.EncodedPage, Int)
  }

  private func write(
    _ chunk: ChunkEncoder, _ pages: [(ChunkEncoder.EncodedPage, values: Int)]
  ) throws -> ColumnChunk {
    let declared = chunk.declared
    var written = ColumnChunk()
    written.type = declared.type.physical
    written.path = declared.type.path(declared.name)
    written.codec = Codec.zstd.rawValue
    written.statistics = chunk.statistics
    written.encodings = [ValueEncoding.plain.rawValue, ValueEncoding.rle.rawValue]
    let start = writer.bytesWritten
    var headers: UInt32 = 0
    func put(_ page: ChunkEncoder.EncodedPage) throws {
      headers = Checksum.crc32(page.header, after: headers)
      try writer.write(page.header)
      try writer.write(page.body)
      written.uncompressedSize += page.header.count + page.uncompressedSize
    }
    if let dictionary = try chunk.dictionaryPage() {
      written.encodings.append(ValueEncoding.rleDictionary.rawValue)
      written.dictionaryPageOffset = start
      try put(dictionary)
    }
    written.dataPageOffset = writer.bytesWritten
    for (page, values) in pages {
      try put(page)
      written.valueCount += values
    }
    written.compressedSize = writer.bytesWritten - start
    written.keyValues = [KeyValue(key: Footer.headerChecksumKey, value: String(headers))]
    return written
  }
}
