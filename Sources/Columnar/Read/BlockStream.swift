import Parallel
import Synchronization

/// The rows of a table in blocks, in order: row groups, and parts of those that are very large.
///
/// What streams through it holds a few blocks at a time, whoever wrote the file: memory does not grow with the table but for
/// a row group that alone is large, which is decoded on all threads and then divided.
package struct BlockStream: Sendable {
  /// Some rows of the table, one behind the other.
  package struct Block: Sendable {
    /// The number of the block; blocks are numbered in the order of their rows.
    package let number: Int
    /// The number of the first row in the whole table.
    package let firstRow: Int
    /// The rows.
    package let table: Table

    /// Takes rows that were read in another way as a block.
    package init(number: Int = 0, firstRow: Int = 0, table: Table) {
      self.number = number
      self.firstRow = firstRow
      self.table = table
    }
  }

  /// The first row group, where it was looked at before the rows pass: it is not decoded again.
  private final class Peeked: Sendable {
    let table = Mutex<Table?>(nil)
  }

  /// A row group of a part.
  private struct Group {
    let part: Int
    let rowGroup: Int
    let firstRow: Int
    let rows: Int
  }

  private let schema: TableSchema
  private let groups: [Group]
  private let reader: @Sendable (_ part: Int) throws -> (TableReader, TableSchema)
  private let peeked = Peeked()

  /// How many rows a large row group is divided into at a time.
  private static let blockRows = 1 << 16
  /// How many rows the blocks may have together that are held at once, where a block of each thread has not more already.
  private static let mostRows = 1 << 20

  /// The rows of a table of ours.
  ///
  /// - Parameters:
  ///   - reader: The table.
  ///   - schema: The columns that are wanted.
  package init(_ reader: TableReader, as schema: TableSchema) {
    self.schema = schema
    self.reader = { _ in (reader, schema) }
    groups = Self.groups(of: reader, part: 0, firstRow: 0)
  }

  /// The rows of anybody's table, all parts one behind the other.
  ///
  /// - Throws: `ColumnarError`, with cause `partDiffers` where a column has another type than in the first part;
  ///   `StorageError`.
  package init(_ parts: TableParts, as schema: TableSchema) throws {
    self.schema = schema
    reader = { part in
      let reader = try parts.reader(part)
      return (reader, schema.identified(as: reader.schema))
    }
    try parts.check(schema.columns.map(\.name))
    var groups: [Group] = []
    var row = 0
    for part in parts.files.indices {
      let reader = try parts.reader(part)
      groups += Self.groups(of: reader, part: part, firstRow: row)
      row += reader.rowCount
    }
    self.groups = groups
  }

  /// The first rows, before they pass, and held until they do; nil where there are none.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func peek(threads: Int) throws -> Table? {
    guard let first = groups.first(where: { $0.rows > 0 }) else { return nil }
    let table = try read(first, threads: threads)
    peeked.table.withLock { $0 = table }
    return table
  }

  /// Makes something of each block on several threads, and uses what was made one at a time, in the order of the blocks.
  ///
  /// - Parameters:
  ///   - threads: On how many threads to work.
  ///   - produce: What is made of a block; called by several threads at once.
  ///   - consume: Uses it; never called by two threads at once.
  /// - Throws: The error of the first block that has one: `ColumnarError`, `StorageError`, and what the two throw.
  package func forEach<Item: Sendable>(
    threads: Int, produce: @Sendable (Block) throws -> Item, consume: (Item) throws -> Void
  ) throws {
    let small = max(Self.blockRows, Self.mostRows / (threads + 1))
    var (next, number) = (0, 0)
    while next < groups.count {
      var end = next
      while end < groups.count, groups[end].rows <= small { end += 1 }
      let (start, first) = (next, number)
      if end > start {
        try Parallel.pipeline(end - start, threads: threads, window: threads + 1) { index in
          let group = groups[start + index]
          return try produce(
            Block(number: first + index, firstRow: group.firstRow, table: read(group, threads: 1)))
        } consume: { _, item in
          try consume(item)
        }
        (next, number) = (end, number + end - start)
      } else {
        number += try divide(groups[start], number, threads: threads, produce: produce, consume: consume)
        next = start + 1
      }
    }
  }

  /// Decodes a large row group and hands it on in parts; the number of these.
  private func divide<Item: Sendable>(
    _ group: Group, _ number: Int, threads: Int, produce: @Sendable (Block) throws -> Item,
    consume: (Item) throws -> Void
  ) throws -> Int {
    let table = try read(group, threads: threads)
    let count = (group.rows + Self.blockRows - 1) / Self.blockRows
    try Parallel.pipeline(count, threads: threads, window: threads + 1) { index in
      let start = index * Self.blockRows
      let rows = try table.rows(start..<min(group.rows, start + Self.blockRows))
      return try produce(Block(number: number + index, firstRow: group.firstRow + start, table: rows))
    } consume: { _, item in
      try consume(item)
    }
    return count
  }

  private func read(_ group: Group, threads: Int) throws -> Table {
    if group.firstRow == 0, group.rows > 0 {
      let known = peeked.table.withLock { table in
        defer { table = nil }
        return table
      }
      if let known { return known }
    }
    let (reader, schema) = try reader(group.part)
    return try reader.read(rowGroup: group.rowGroup, as: schema, threads: threads)
  }

  private static func groups(of reader: TableReader, part: Int, firstRow: Int) -> [Group] {
    (0..<reader.rowGroups).map {
      Group(
        part: part, rowGroup: $0, firstRow: firstRow + reader.firstRow(ofRowGroup: $0), rows: reader.rowGroupRows($0))
    }
  }
}
