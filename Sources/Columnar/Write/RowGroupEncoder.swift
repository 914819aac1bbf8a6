import Parallel

/// Encodes row groups of one table, any of them on any thread; `TableWriter` puts them into the file in order.
///
/// The result depends on the rows, the level and the version of libzstd alone.
package struct RowGroupEncoder: Sendable {
  /// How many rows a row group has, the last one excepted.
  package let rowGroupRows: Int

  let schema: TableSchema
  let keys: KeyOrder
  let pool: CompressorPool

  /// How many bytes of values a row group is to have at most, so that a few of them can be held.
  private static let bytes = 24 << 20
  /// How few rows a row group is made on account of that, and how many of the first rows are looked at.
  package static let fewestRows = 1024

  /// How many rows lie together in a table that begins with `rows`.
  ///
  /// It is `most`, halved as long as that many rows like the first 1,024 would take more than 24 MiB in plain encoding, while
  /// it is even and the half not less than 1,024. So it divides a block of the content digest if `most` does.
  /// The rule looks at nothing but the table's first 1,024 rows, so that a file does not depend on the chunks it came in.
  ///
  /// - Parameters:
  ///   - rows: The table's first 1,024 rows or more, or all if there are fewer.
  ///   - most: What is asked for.
  /// - Returns: The number of rows.
  package static func rowGroupRows(startingWith rows: Table, atMost most: Int) -> Int {
    let count = min(rows.rowCount, fewestRows)
    guard count > 0 else { return most }
    let bytes = rows.columns.reduce(0) { $0 + $1.values.plainBytes(upTo: count) }
    var result = most
    while result % 2 == 0, result / 2 >= fewestRows,
      result.multipliedReportingOverflow(by: bytes).overflow || result * bytes > Self.bytes * count
    {
      result /= 2
    }
    return result
  }

  /// Encodes a row group: exactly `rowGroupRows` rows, fewer only if it is the last one.
  ///
  /// - Throws: `ColumnarError` with causes `keyDescends` or `keyRepeats` and the row of the group, or if the columns are not as
  ///   declared.
  package func encode(_ rows: Table) throws -> EncodedRowGroup {
    let table = rows.schema == schema ? rows : try Table(schema: schema, columns: rows.columns)
    let range = 0..<table.rowCount
    try keys.check(table.columns, range)
    guard !range.isEmpty else { throw ColumnarError(.noSuchRow(rows: 0)) }
    // Row groups that are whole blocks of the content digest are hashed here; others go on with a block and wait.
    let isWhole = rowGroupRows % ContentDigest.blockRows == 0
    let (chunks, digests) = try encode(
      table.columns, range, digests: isWhole ? schema.columns.map { ColumnDigest($0) } : nil, threads: 1)
    return EncodedRowGroup(
      rows: range.count, rowGroupRows: rowGroupRows, firstKey: keys.key(table.columns, 0),
      lastKey: keys.key(table.columns, range.count - 1), chunks: chunks, digests: digests,
      columns: isWhole ? [] : table.columns)
  }

  /// A result of the parallel part.
  private enum Result: Sendable {
    case digest(ColumnDigest)
    case part(ChunkEncoder.Part)
  }

  /// A block of work.
  private enum Work: Sendable {
    case digest(column: Int, rows: Range<Int>, isFirst: Bool)
    case dictionary(column: Int)
    case pages(column: Int, Range<Int>)
  }

  /// Encodes the rows `rows` and brings the columns' digests, if there are any, on by them.
  func encode(
    _ columns: [Column], _ rows: Range<Int>, digests: [ColumnDigest]?, threads: Int
  ) throws -> ([EncodedChunk], [ColumnDigest]?) {
    let (schema, keys, pool) = (schema, keys, pool)
    let encoders = try Parallel.map(columns.count, threads: threads) { index in
      try ChunkEncoder(
        ChunkRows(columns[index], rows), schema.columns[index], isAscending: keys.columns == [index], pool)
    }
    // Digests first: each takes longer than a batch of pages.
    var work: [Work] = []
    if let digests {
      for column in columns.indices {
        for part in ColumnDigest.parts(rows, taken: digests[column].blockRows) {
          work.append(.digest(column: column, rows: part, isFirst: part.lowerBound == rows.lowerBound))
        }
      }
    }
    for column in columns.indices {
      if encoders[column].isDictionaryEncoded { work.append(.dictionary(column: column)) }
      work += encoders[column].batches().map { .pages(column: column, $0) }
    }
    let order = work
    let results = try Parallel.map(order.count, threads: threads) { index -> Result in
      switch order[index] {
      case .digest(let column, let rows, let isFirst):
        guard let digests else { return .digest(ColumnDigest(schema.columns[column])) }
        return .digest(try digests[column].continued(columns[column], rows, isFirst: isFirst))
      case .dictionary(let column):
        return try .part(
          pool.use { try encoders[column].dictionaryPart($0) } ?? ChunkEncoder.Part(bytes: [], pages: []))
      case .pages(let column, let range):
        return try .part(pool.use { try encoders[column].part(range, $0) })
      }
    }
    var hashed = [[ColumnDigest]](repeating: [], count: columns.count)
    var parts = [[ChunkEncoder.Part]](repeating: [], count: columns.count)
    for (work, result) in zip(order, results) {
      switch (work, result) {
      case (.digest(let column, _, _), .digest(let digest)): hashed[column].append(digest)
      case (.dictionary(let column), .part(let part)), (.pages(let column, _), .part(let part)):
        parts[column].append(part)
      default: continue
      }
    }
    let chunks = zip(encoders, parts).map { EncodedChunk($0, $1) }
    return (chunks, digests == nil ? nil : hashed.compactMap { ColumnDigest.joined($0) })
  }
}

extension ChunkEncoder {
  /// How many bytes of values are encoded in one go: enough to be worth a thread's while and a call to the system.
  private static let batchBytes = 1 << 20

  /// The pages in runs of about `batchBytes`.
  fileprivate func batches() -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var first = 0
    var bytes = 0
    for index in pages.indices {
      let rows = pages[index].rows
      bytes +=
        chunk.column.values.plainBytes(upTo: rows.upperBound)
        - chunk.column.values.plainBytes(upTo: rows.lowerBound)
      if bytes >= Self.batchBytes || index == pages.count - 1 {
        batches.append(first..<index + 1)
        first = index + 1
        bytes = 0
      }
    }
    return batches
  }
}
