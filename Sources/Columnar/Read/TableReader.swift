import Foundation
import Parallel
import Storage
import Synchronization
import Texts

/// Reads a Parquet file, ours or anybody's.
///
/// Opening reads the footer alone. Every length, offset and count in the file is checked before it is used, and no call
/// takes more memory than about `memoryLimit` for what it decodes. Any number of threads may read from one reader.
package final class TableReader: Sendable {
  /// The file's path.
  package let path: String
  /// The columns that can be read, as they are in the file; the name and version are those of a table of ours.
  package let schema: TableSchema
  /// The columns that cannot be read, and what they are.
  package let unreadable: [(name: String, what: String, isStructure: Bool)]
  /// The names of all columns at the top level, in order.
  package let columnNames: [String]
  /// The number of rows.
  package let rowCount: Int
  /// The number of row groups.
  package let rowGroups: Int
  /// What the file says about itself, in its order.
  package let keyValueMetadata: [(String, String)]
  /// The program that wrote the file, as it calls itself.
  package let createdBy: String
  /// How many bytes what one call decodes may take in memory, and a page unpacked.
  package let memoryLimit: Int

  let file: CountedFile
  let metadata: FileMetadata
  let isOurs: Bool
  let threads: Int
  let pool = ScratchPool()
  /// Where the footer begins: everything else lies before.
  let footerStart: Int
  /// The offset indexes read so far, by row group and leaf.
  let offsetIndexes = Mutex<[[Int]: OffsetIndex?]>([:])
  private let columns: [FileColumn]
  /// Where each column is among `columns`, by the bytes of its name; the first of those that share one.
  private let places: [[UInt8]: Int]
  private let firstRows: [Int]

  /// Opens a file and reads its footer.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - memoryLimit: How many bytes what one call decodes may take; by default 32 times the file, 512 MiB at least.
  ///   - threads: On how many threads a call may decode.
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(
    path: String, memoryLimit: Int? = nil, threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    self.path = path
    self.threads = max(1, threads)
    let file = try FileReader(path)
    self.file = CountedFile(file)
    do {
      let footer = try Footer.read(file)
      let tree = try FileSchema(footer.metadata.schema)
      try Self.check(footer.metadata, tree, footerStart: footer.start)
      metadata = footer.metadata
      isOurs = footer.isOurs
      footerStart = footer.start
      columns = tree.entries.compactMap(\.column)
      places = Dictionary(
        columns.enumerated().map { (Array($1.name.utf8), $0) }, uniquingKeysWith: { first, _ in first })
      columnNames = tree.entries.map(\.name)
      unreadable = tree.entries.filter { $0.column == nil }.map { ($0.name, $0.unsupported, $0.isStructure) }
    } catch let error as ColumnarError {
      throw error.at(file: path)
    }
    rowGroups = metadata.rowGroups.count
    var firstRows: [Int] = []
    var row = 0
    for group in metadata.rowGroups {
      firstRows.append(row)
      row += group.rowCount
    }
    self.firstRows = firstRows
    rowCount = row
    keyValueMetadata = metadata.keyValues.map { ($0.key, $0.value ?? "") }
    createdBy = metadata.createdBy ?? ""
    self.memoryLimit = memoryLimit ?? max(512 << 20, min(file.size, 1 << 40) * 32)
    let name = metadata.keyValues.first { $0.key == Footer.tableKey }?.value
    let version = metadata.keyValues.first { $0.key == Footer.versionKey }?.value.flatMap { Int($0) }
    schema = TableSchema(
      name ?? "", version: version ?? 0, key: [], "",
      columns: columns.map { ColumnSchema($0.name, $0.type, nullable: $0.nullable) })
  }

  /// The number of rows of a row group, 0 if there is none of that number.
  package func rowGroupRows(_ group: Int) -> Int {
    metadata.rowGroups.indices.contains(group) ? metadata.rowGroups[group].rowCount : 0
  }

  /// The number of a row group's first row.
  package func firstRow(ofRowGroup group: Int) -> Int {
    firstRows.indices.contains(group) ? firstRows[group] : rowCount
  }

  /// How many bytes of the file were read since it was opened, the footer left out.
  package var bytesRead: Int { file.bytesRead }

  /// Some columns of a row group, as they are in the file.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func read(rowGroup: Int, columns names: [String]) throws -> [Column] {
    try decode(names.map { try find($0) }, rowGroup..<rowGroup + 1)
  }

  /// The columns of `schema` of a row group, checked against it.
  ///
  /// - Parameters:
  ///   - rowGroup: The row group's number.
  ///   - schema: What is wanted.
  ///   - threads: On how many threads to decode, as many as the reader has by default; one is best where several row
  ///     groups are read at once.
  /// - Returns: The row group's rows.
  /// - Throws: `ColumnarError`, `StorageError`.
  package func read(rowGroup: Int, as schema: TableSchema, threads: Int? = nil) throws -> Table {
    try read(rowGroup..<rowGroup + 1, as: schema, threads: threads)
  }

  /// All rows of the columns of `schema`, checked against it.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func read(as schema: TableSchema) throws -> Table {
    try read(0..<rowGroups, as: schema, threads: nil)
  }

  /// All rows of some columns, checked against their declarations in `schema`.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func read(columns names: [String], as schema: TableSchema) throws -> Table {
    try read(as: schema.selecting(names))
  }

  private func read(_ groups: Range<Int>, as schema: TableSchema, threads: Int?) throws -> Table {
    try checkIdentity(schema)
    let found = try schema.columns.map { try find($0.name) }
    let decoded = try decode(found, groups, threads: threads)
    return try table(schema, found, decoded, firstRow: firstRow(ofRowGroup: groups.lowerBound))
  }

  /// The table of columns as they are in the file, each made what `schema` declares.
  ///
  /// - Parameters:
  ///   - schema: What is wanted.
  ///   - found: The columns of the file.
  ///   - decoded: Their rows.
  ///   - firstRow: The number of the first row in the file, nil if the rows do not follow each other.
  /// - Returns: The table.
  /// - Throws: `ColumnarError`.
  func table(
    _ schema: TableSchema, _ found: [FileColumn], _ decoded: [Column], firstRow: Int?
  ) throws -> Table {
    func located(_ error: any Error, _ name: String?) -> any Error {
      guard var error = error as? ColumnarError else { return error }
      if let row = error.row, let firstRow {
        error.row = row + firstRow
        error.rowGroup = rowGroup(ofRow: row + firstRow)
      } else if rowGroups == 1 {
        error.rowGroup = 0
      }
      return error.at(file: path, column: name)
    }
    let columns = try schema.columns.indices.map { index in
      do {
        if let row = decoded[index].values.firstMissingElement { throw ColumnarError(.nullElement, row: row) }
        return try decoded[index].converted(
          schema.columns[index], from: found[index].type, isNothing: found[index].mapping == .nothing)
      } catch {
        throw located(error, schema.columns[index].name)
      }
    }
    do {
      return try Table(schema: schema, columns: columns)
    } catch {
      throw located(error, nil)
    }
  }

  /// The row group that a row is in.
  func rowGroup(ofRow row: Int) -> Int {
    var low = 0
    var high = firstRows.count
    // The last group that begins at the row or before, which of several is the one that is not empty.
    while low < high {
      let middle = (low + high) / 2
      if firstRows[middle] <= row { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  /// Checks that a table of ours is the one asked for; other people's files say nothing about that.
  func checkIdentity(_ wanted: TableSchema) throws(ColumnarError) {
    guard isOurs else { return }
    guard schema.name == wanted.name, schema.version == wanted.version else {
      throw ColumnarError(
        .schema(expected: "\(wanted.name) \(wanted.version)", found: "\(schema.name) \(schema.version)"),
        file: path)
    }
  }

  /// The column called `name`, as it is in the file.
  ///
  /// - Throws: `ColumnarError` with causes `noSuchColumn`, or `structure` or `unsupported` if it cannot be read.
  package func column(_ name: String) throws(ColumnarError) -> ColumnSchema {
    let column = try find(name)
    return ColumnSchema(column.name, column.type, nullable: column.nullable)
  }

  /// The column called `name`.
  func find(_ name: String) throws(ColumnarError) -> FileColumn {
    if let place = places[Array(name.utf8)] { return columns[place] }
    if let known = unreadable.first(where: { $0.name.equalsByBytes(name) }) {
      throw ColumnarError(
        known.isStructure ? .structure(known.what) : .unsupported(known.what), file: path, column: name)
    }
    throw ColumnarError(.noSuchColumn, file: path, column: name)
  }

  /// Checks that the footer agrees with itself and with the size of the file.
  private static func check(
    _ metadata: FileMetadata, _ tree: FileSchema, footerStart: Int
  ) throws(ColumnarError) {
    var rows = 0
    for (number, group) in metadata.rowGroups.enumerated() {
      guard group.rowCount >= 0, group.chunks.count == tree.leaves.count else {
        throw ColumnarError(.inconsistent(.rowGroups), rowGroup: number)
      }
      let (sum, overflow) = rows.addingReportingOverflow(group.rowCount)
      guard !overflow else { throw ColumnarError(.inconsistent(.rowCount), rowGroup: number) }
      rows = sum
      // Where a chunk without values is, writers do not agree on.
      for (leaf, chunk) in group.chunks.enumerated()
      where !chunk.isEncrypted && !chunk.isElsewhere && chunk.valueCount != 0 {
        guard chunk.valueCount > 0, chunk.compressedSize >= 0, chunk.start >= 4, chunk.start <= footerStart,
          chunk.compressedSize <= footerStart - chunk.start
        else {
          let name = tree.entries.first { $0.column?.leaf == leaf }?.name
          throw ColumnarError(.inconsistent(.columnChunk), column: name, rowGroup: number)
        }
      }
    }
    // Without columns nothing is lost, and writers do not agree on what there is to count.
    guard rows == metadata.rowCount || tree.entries.isEmpty else { throw ColumnarError(.inconsistent(.rowCount)) }
  }
}

extension TableSchema {
  /// The same table with the columns `names` only, in that order, and no key.
  ///
  /// - Throws: `ColumnarError` with cause `noSuchColumn`.
  package func selecting(_ names: [String]) throws(ColumnarError) -> TableSchema {
    var selected: [ColumnSchema] = []
    for name in names {
      guard let index = index(of: name) else { throw ColumnarError(.noSuchColumn, column: name) }
      selected.append(columns[index])
    }
    return TableSchema(self.name, version: version, key: [], meaning, columns: selected)
  }
}
