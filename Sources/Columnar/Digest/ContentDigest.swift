import Foundation
import Parallel
import Storage

/// The digest over a table's schema and values, made while the rows pass.
///
/// Each column is hashed in blocks of 65,536 rows of the table, whatever the chunks that the rows come in. A block's SHA-256
/// is over
///
/// 1. the bitmap of the rows that have a value, the first row in the lowest bit, if the column is nullable;
/// 2. the values of the rows that have one: numbers least significant byte first, truth values and digests as bytes, texts
///    and lists with their length (32 bits) before them; every NaN as the same one, −0 as itself.
///
/// A column's digest is the SHA-256 of its blocks' digests, one behind the other; the table's is that of `winnow.content.1`,
/// the number of columns, each column's name, type and nullability, the number of rows (texts with their length before
/// them, lengths and numbers in 64 bits), and the columns' digests.
package struct ContentDigest: Sendable {
  /// How many rows a block has.
  package static let blockRows = 65_536

  /// The columns' digests in the making, in order.
  var columns: [ColumnDigest]
  private let schema: TableSchema
  private var rows = 0

  /// Begins with no rows.
  package init(_ schema: TableSchema) {
    self.schema = schema
    columns = schema.columns.map { ColumnDigest($0) }
  }

  /// Adds rows: one column for each of the schema's, of the types declared there.
  ///
  /// Blocks are hashed on up to `threads` threads; the digest does not depend on how many.
  ///
  /// - Throws: `ColumnarError` with causes `columnCount`, `type`, `length`.
  package mutating func append(
    _ chunk: [Column], threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    guard chunk.count == columns.count else {
      throw ColumnarError(.columnCount(expected: columns.count, found: chunk.count))
    }
    let count = chunk.first?.count ?? 0
    for (index, column) in chunk.enumerated() { try column.check(schema.columns[index], rows: count) }
    let begun = columns
    // All columns have the same rows, so one division serves all. Column by column inside a block: the last block is short
    // for all columns alike, and so the threads end together.
    let parts = ColumnDigest.parts(0..<count, taken: rows % Self.blockRows)
    let hashed = try Parallel.map(parts.count * chunk.count, threads: threads) { task in
      let (part, column) = task.quotientAndRemainder(dividingBy: chunk.count)
      return try begun[column].continued(chunk[column], parts[part], isFirst: part == 0)
    }
    for index in columns.indices {
      let joined = ColumnDigest.joined(parts.indices.map { hashed[$0 * chunk.count + index] })
      if let joined { columns[index] = joined }
    }
    rows += count
  }

  /// Takes over digests that others have brought on by `count` rows.
  mutating func replace(_ columns: [ColumnDigest], rows count: Int) {
    self.columns = columns
    rows += count
  }

  /// The digest of the rows so far.
  ///
  /// - Throws: `ColumnarError` with cause `type` where parts of a column do not fit.
  package func finalize() throws -> Digest {
    Self.finalize(schema, rows: rows, columns: try columns.map { try $0.finalize() })
  }

  /// The digest over a schema and the digests of its columns.
  static func finalize(_ schema: TableSchema, rows: Int, columns: [Digest]) -> Digest {
    var builder = DigestBuilder()
    builder.update("winnow.content.1")
    builder.update(UInt64(schema.columns.count))
    for column in schema.columns {
      builder.update(column.name)
      builder.update(column.type.name)
      builder.update(UInt64(column.nullable ? 1 : 0))
    }
    builder.update(UInt64(rows))
    for column in columns { builder.update(column.bytes) }
    return builder.finalize()
  }

  /// The digest of a table.
  package static func of(_ table: Table) throws -> Digest {
    var digest = ContentDigest(table.schema)
    try digest.append(table.columns)
    return try digest.finalize()
  }
}
