import Parallel

extension TableReader {
  /// Some rows of the columns of `schema`, checked against it.
  ///
  /// Only the pages that hold wanted rows are read, if the file has an offset index, or the columns are not lists, or their
  /// pages are of version 2; of other chunks all pages are, one row group at a time. Row groups without wanted rows are not
  /// touched.
  ///
  /// - Parameters:
  ///   - rows: Numbers of rows in the file, in any order; a row may occur more than once.
  ///   - schema: What is wanted.
  /// - Returns: The rows in that order.
  /// - Throws: `ColumnarError`, with cause `noSuchRow` for a number that is none; `StorageError`.
  package func read(rows: [Int], as schema: TableSchema) throws -> Table {
    try checkIdentity(schema)
    if let wrong = rows.first(where: { $0 < 0 || $0 >= rowCount }) {
      throw ColumnarError(.noSuchRow(rows: rowCount), file: path, row: wrong)
    }
    let isAscending = zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }
    let wanted = isAscending ? rows : Set(rows).sorted()
    let found = try schema.columns.map { try find($0.name) }
    let budget = MemoryBudget(limit: memoryLimit)
    do {
      let columns = try found.map { try decode($0, wanted[...], budget) }
      let table = try table(schema, found, columns, firstRow: nil)
      if isAscending { return table }
      var places: [Int: Int] = [:]
      for (place, row) in wanted.enumerated() { places[row] = place }
      return try table.rows(rows.compactMap { places[$0] })
    } catch let error as ColumnarError {
      throw error.at(file: path, writer: createdBy)
    }
  }

  /// The rows `rows` of a column, which ascend, as they are in the file.
  private func decode(_ column: FileColumn, _ rows: ArraySlice<Int>, _ budget: MemoryBudget) throws -> Column {
    let groups = groups(of: rows)
    guard !groups.isEmpty else {
      let decoder = ColumnsDecoder(file: file, pool: pool, budget: budget, threads: 1)
      let none = ColumnPlan(column: column, width: try column.valueWidth(), parts: [])
      return try decoder.decode([none]).first ?? Column(.empty(column.type))
    }
    let directories = try Parallel.map(groups.count, threads: threads) { [self] index in
      try directory(column, groups[index].rowGroup, budget)
    }
    // Chunks that only decode whole come first and one by one, each on all threads.
    var whole: [Int: Column] = [:]
    var tasks: [(group: Int, run: ArraySlice<PagePieces.Wanted>)] = []
    for (index, group) in groups.enumerated() {
      guard let directory = directories[index] else {
        let own = group.rowGroup..<group.rowGroup + 1
        whole[index] = try decode([column], own)[0].gather(group.rows)
        continue
      }
      let wanted = directory.pages(holding: group.rows[...]).map {
        PagePieces.Wanted(entry: directory.entries[$0.entry], rows: Array($0.rows))
      }
      tasks += PagePieces.runs(wanted).map { (index, $0) }
    }
    let shared = tasks
    let pieces = try Parallel.map(tasks.count, threads: threads) { [self] index -> [Column] in
      let (group, run) = shared[index]
      guard let directory = directories[group] else { return [] }
      var columns: [Column] = []
      try self.pieces(column, groups[group].rowGroup, directory).read(run) { page, wanted in
        let piece = page.gather(wanted.rows.map { $0 - wanted.entry.rows.lowerBound })
        try budget.take(piece.values.byteCount, of: 2)
        columns.append(piece)
      }
      return columns
    }
    var parts: [Column] = []
    var next = 0
    for index in groups.indices {
      if let known = whole[index] { parts.append(known) }
      while next < tasks.count, tasks[next].group == index {
        parts += pieces[next]
        next += 1
      }
    }
    var result = try Column.joined(parts)
    // Of a page with missing values only rows may be wanted that have one.
    if let validity = result?.validity, !validity.contains(false) { result?.validity = nil }
    return result ?? Column(.empty(column.type))
  }

  /// What decodes single pages of a chunk.
  func pieces(_ column: FileColumn, _ rowGroup: Int, _ directory: PageDirectory) -> PagePieces {
    PagePieces(
      file: file, pool: pool, memoryLimit: memoryLimit, column: column, rowGroup: rowGroup,
      firstRow: firstRow(ofRowGroup: rowGroup), decoder: directory.decoder)
  }

  /// The row groups that have some of `rows`, which ascend, and which rows of theirs.
  private func groups(of rows: ArraySlice<Int>) -> [(rowGroup: Int, rows: [Int])] {
    var groups: [(rowGroup: Int, rows: [Int])] = []
    var rest = rows
    while let row = rest.first {
      let group = rowGroup(ofRow: row)
      let first = firstRow(ofRowGroup: group)
      let end = rest.firstIndex { $0 >= first + rowGroupRows(group) } ?? rest.endIndex
      groups.append((group, rest[rest.startIndex..<end].map { $0 - first }))
      rest = rest[end...]
    }
    return groups
  }
}
