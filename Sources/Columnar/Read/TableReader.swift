import Parallel
import Storage

/// Reads a Parquet file, ours or anybody's.
///
/// Opening reads the footer alone. Every length, offset and count in the file is checked before it is used, and no column of
/// a row group may take more memory than `memoryLimit`.
package final class TableReader: Sendable {
  /// The file's path.
  package let path: String
  /// The columns that can be read, as they are in the file; the name and version are those of a table of ours.
  package let schema: TableSchema
  /// The columns that cannot be read, and what they are.
  package let unreadable: [(name: String, what: String)]
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
  /// How many bytes a column of a row group may take in memory, and a page unpacked.
  package let memoryLimit: Int

  private let file: FileReader
  private let metadata: FileMetadata
  private let columns: [FileColumn]
  private let isOurs: Bool
  private let firstRows: [Int]
  private let threads: Int

  /// Opens a file and reads its footer.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - memoryLimit: How many bytes a column of a row group may take; by default 32 times the file, 512 MiB at least.
  ///   - threads: How many columns may be decoded at once.
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(path: String, memoryLimit: Int? = nil, threads: Int = 2) throws {
    self.path = path
    self.threads = threads
    let file = try FileReader(path)
    self.file = file
    do {
      let footer = try Footer.read(file)
      let tree = try FileSchema(footer.metadata.schema)
      try Self.check(footer.metadata, tree, footerStart: footer.start)
      metadata = footer.metadata
      isOurs = footer.isOurs
      columns = tree.entries.compactMap(\.column)
      columnNames = tree.entries.map(\.name)
      unreadable = tree.entries.filter { $0.column == nil }.map { ($0.name, $0.unsupported) }
    } catch let error as ColumnarError {
      throw error.at(file: path)
    }
    rowCount = metadata.rowCount
    rowGroups = metadata.rowGroups.count
    var firstRows: [Int] = []
    var row = 0
    for group in metadata.rowGroups {
      firstRows.append(row)
      row += group.rowCount
    }
    self.firstRows = firstRows
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

  /// Some columns of a row group, as they are in the file.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func read(rowGroup: Int, columns names: [String]) throws -> [Column] {
    let wanted = try names.map { try find($0) }
    return try Parallel.map(wanted.count, threads: threads) { [self] index in
      try decode(wanted[index], rowGroup)
    }
  }

  /// The columns of `schema` of a row group, checked against it.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func read(rowGroup: Int, as schema: TableSchema) throws -> Table {
    try checkIdentity(schema)
    let found = try schema.columns.map { try find($0.name) }
    let decoded = try Parallel.map(found.count, threads: threads) { [self] index in
      let declared = schema.columns[index]
      do {
        return try decode(found[index], rowGroup).converted(
          declared, from: found[index].type, isNothing: found[index].mapping == .nothing)
      } catch let error as ColumnarError {
        throw located(error, declared.name, rowGroup)
      }
    }
    do {
      return try Table(schema: schema, columns: decoded)
    } catch let error as ColumnarError {
      throw error.at(file: path, rowGroup: rowGroup)
    }
  }

  /// All rows of the columns of `schema`, checked against it.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func read(as schema: TableSchema) throws -> Table {
    if rowGroups == 1 { return try read(rowGroup: 0, as: schema) }
    try checkIdentity(schema)
    // A file without row groups has columns all the same.
    for declared in schema.columns {
      let found = try find(declared.name)
      do {
        _ = try Column(.empty(found.type)).converted(
          declared, from: found.type, isNothing: found.mapping == .nothing)
      } catch {
        throw error.at(file: path, column: declared.name)
      }
    }
    var joined = schema.columns.map { Column(.empty($0.type)) }
    for group in 0..<rowGroups {
      let part = try read(rowGroup: group, as: schema)
      let left = rowCount - firstRow(ofRowGroup: group)
      for index in joined.indices {
        // Room for what is to come if it is like this part, so that little is copied twice; never more than fourfold.
        let factor = part.rowCount > 0 ? min(4, (left + part.rowCount - 1) / part.rowCount) : 1
        try joined[index].append(part.columns[index], reserving: factor)
      }
    }
    do {
      return try Table(schema: schema, columns: joined)
    } catch let error as ColumnarError {
      throw error.at(file: path)
    }
  }

  /// All rows of some columns, checked against their declarations in `schema`.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func read(columns names: [String], as schema: TableSchema) throws -> Table {
    try read(as: schema.selecting(names))
  }

  /// Checks that a table of ours is the one asked for; other people's files say nothing about that.
  private func checkIdentity(_ wanted: TableSchema) throws(ColumnarError) {
    guard isOurs else { return }
    guard schema.name == wanted.name, schema.version == wanted.version else {
      throw ColumnarError(
        .schema(expected: "\(wanted.name) \(wanted.version)", found: "\(schema.name) \(schema.version)"),
        file: path)
    }
  }

  private func find(_ name: String) throws(ColumnarError) -> FileColumn {
    if let column = columns.first(where: { $0.name.equalsByBytes(name) }) { return column }
    if let known = unreadable.first(where: { $0.name.equalsByBytes(name) }) {
      throw ColumnarError(.unsupported(known.what), file: path, column: name)
    }
    throw ColumnarError(.noSuchColumn, file: path, column: name)
  }

  private func decode(_ column: FileColumn, _ rowGroup: Int) throws -> Column {
    guard metadata.rowGroups.indices.contains(rowGroup) else {
      throw ColumnarError(.noSuchRow(rows: rowCount), file: path, rowGroup: rowGroup)
    }
    let group = metadata.rowGroups[rowGroup]
    let chunk = group.chunks[column.leaf]
    do {
      if chunk.isEncrypted { throw ColumnarError(.encrypted) }
      if chunk.isElsewhere { throw ColumnarError(.unsupported("column in another file")) }
      let bytes = chunk.valueCount == 0 ? [] : try file.read(at: chunk.start, count: chunk.compressedSize)
      let reader = ChunkReader(
        column: column, chunk: chunk, rows: group.rowCount, limit: memoryLimit, checksHeaders: isOurs)
      return try reader.decode(bytes)
    } catch let error as ColumnarError {
      throw located(error, column.name, rowGroup)
    }
  }

  /// The error with its place in the file; a row within the row group becomes one of the table.
  private func located(_ error: ColumnarError, _ column: String, _ rowGroup: Int) -> ColumnarError {
    guard error.file == nil else { return error }
    var error = error.at(file: path, column: column, rowGroup: rowGroup)
    if let row = error.row { error.row = row + firstRow(ofRowGroup: rowGroup) }
    return error
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
      for chunk in group.chunks where !chunk.isEncrypted && !chunk.isElsewhere && chunk.valueCount != 0 {
        guard chunk.valueCount > 0, chunk.compressedSize >= 0, chunk.start >= 4, chunk.start <= footerStart,
          chunk.compressedSize <= footerStart - chunk.start
        else {
          throw ColumnarError(.inconsistent(.columnChunk), column: chunk.path.first, rowGroup: number)
        }
      }
    }
    guard rows == metadata.rowCount else { throw ColumnarError(.inconsistent(.rowCount)) }
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
