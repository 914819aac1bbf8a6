import Parallel

extension TableReader {
  /// Between what the values of a column lie in a row group, nil if the file does not say.
  ///
  /// - Throws: `ColumnarError`.
  package func bounds(ofRowGroup rowGroup: Int, column name: String) throws -> ValueBounds? {
    let column = try find(name)
    return try known(rowGroup) {
      try chunk(column, rowGroup).statistics.flatMap { ValueBounds($0, of: column, isOrdered: isOrdered) }
    }
  }

  /// In how many rows of a row group a column has no value, nil if the file does not say.
  ///
  /// - Throws: `ColumnarError`.
  package func missing(ofRowGroup rowGroup: Int, column name: String) throws -> Int? {
    let column = try find(name)
    return try known(rowGroup) { try chunk(column, rowGroup).statistics?.nullCount }
  }

  /// The rows of each page of a column in a row group, counted from the file's first, and between what its values lie.
  ///
  /// - Returns: The pages in order, bounds nil if the file does not say or all values are missing; nil if the file has no
  ///   page index.
  /// - Throws: `ColumnarError`, `StorageError`.
  package func pageBounds(
    ofRowGroup rowGroup: Int, column name: String
  ) throws -> [(rows: Range<Int>, bounds: ValueBounds?)]? {
    let column = try find(name)
    return try known(rowGroup) {
      guard let (index, pages) = try columnIndex(column, rowGroup) else { return nil }
      let first = firstRow(ofRowGroup: rowGroup)
      return pages.places.indices.map { page in
        let rows = pages.rows(page)
        let bounds =
          index.isNull[page] || !(isOrdered || column.isSigned)
          ? nil : ValueBounds(index.minima[page], index.maxima[page], of: column)
        return (rows.lowerBound + first..<rows.upperBound + first, bounds)
      }
    }
  }

  /// The row of each key in a column of texts or digests, nil where it is in none; of several rows the first.
  ///
  /// Only the pages are read that can hold a key by the row groups' statistics and the column index. That the rows are
  /// sorted is not relied on; but only then are these pages few.
  ///
  /// - Parameters:
  ///   - keys: Ascending by bytes; the bytes of digests are taken as they are.
  ///   - name: The column's name.
  /// - Returns: As many rows as there are keys.
  /// - Throws: `ColumnarError`, with cause `type` if the column is of another type; `StorageError`.
  package func rowNumbers(ofKeys keys: StringArray, column name: String) throws -> [Int?] {
    let column = try find(name)
    guard column.lists.isEmpty, column.leafType == .string || column.leafType == .digest else {
      throw ColumnarError(.type(expected: "string", found: column.type.name), file: path, column: name)
    }
    var result = [Int?](repeating: nil, count: keys.count)
    guard keys.count > 0 else { return result }
    do {
      let tasks = try pages(thatMayHold: keys, of: column)
      let found = try Parallel.map(tasks.count, threads: threads) { [self] index -> [(key: Int, row: Int)] in
        let (rowGroup, directory, run) = tasks[index]
        let first = firstRow(ofRowGroup: rowGroup)
        var found: [(key: Int, row: Int)] = []
        try pieces(column, rowGroup, directory).read(run) { page, wanted in
          found += page.matches(keys).map { ($0.key, $0.row + first + wanted.entry.rows.lowerBound) }
        }
        return found
      }
      // Pages come in the order of rows.
      for (key, row) in found.joined() where result[key] == nil { result[key] = row }
      return result
    } catch let error as ColumnarError {
      throw error.at(file: path, column: name, writer: createdBy)
    }
  }

  /// Whether minima and maxima of texts mean something.
  private var isOrdered: Bool { isOurs || metadata.hasColumnOrders }

  private func known<Result>(_ rowGroup: Int, _ body: () throws -> Result) throws -> Result {
    guard rowGroup >= 0, rowGroup < rowGroups else {
      throw ColumnarError(.noSuchRow(rows: rowCount), file: path, rowGroup: rowGroup)
    }
    do {
      return try body()
    } catch let error as ColumnarError {
      throw error.at(file: path, rowGroup: rowGroup)
    }
  }

  /// The pages of a row group that may hold a key, nil if there are none.
  private typealias Candidates = (directory: PageDirectory, runs: [ArraySlice<PagePieces.Wanted>])?

  /// The pages that may hold a key, in the order of rows.
  private func pages(
    thatMayHold keys: StringArray, of column: FileColumn
  ) throws -> [(rowGroup: Int, directory: PageDirectory, run: ArraySlice<PagePieces.Wanted>)] {
    let groups = try (0..<rowGroups).filter { group in
      guard rowGroupRows(group) > 0 else { return false }
      return try bounds(ofRowGroup: group, column: column.name)?.mayHold(anyOf: keys) ?? true
    }
    let candidates = try Parallel.map(groups.count, threads: threads) { [self] index -> Candidates in
      let bounds = try pageBounds(ofRowGroup: groups[index], column: column.name)
      if let bounds, bounds.allSatisfy({ $0.bounds.map { !$0.mayHold(anyOf: keys) } ?? false }) { return nil }
      // A column without lists always has one.
      guard let directory = try directory(column, groups[index], MemoryBudget(limit: memoryLimit)) else { return nil }
      let wanted = directory.entries.indices.filter { page in
        guard let bounds, page < bounds.count, let known = bounds[page].bounds else { return true }
        return known.mayHold(anyOf: keys)
      }
      let runs = PagePieces.runs(wanted.map { PagePieces.Wanted(entry: directory.entries[$0], rows: []) })
      return (directory, runs)
    }
    var tasks: [(rowGroup: Int, directory: PageDirectory, run: ArraySlice<PagePieces.Wanted>)] = []
    for (group, candidate) in zip(groups, candidates) {
      guard let (directory, runs) = candidate else { continue }
      tasks += runs.map { (group, directory, $0) }
    }
    return tasks
  }
}

extension ValueBounds {
  /// Whether one of `keys`, which ascend, can be among the values.
  fileprivate func mayHold(anyOf keys: StringArray) -> Bool {
    guard case .bytes(let minimum, let maximum) = self else { return true }
    let first = keys.firstIndex(notBefore: minimum[...])
    return first < keys.count && !maximum.lexicographicallyPrecedes(keys.utf8(first))
  }
}

extension StringArray {
  /// The first of texts that ascend which does not come before `text`, `count` if there is none.
  fileprivate func firstIndex(notBefore text: ArraySlice<UInt8>) -> Int {
    firstIndex(from: 0, to: count) { !utf8($0).lexicographicallyPrecedes(text) }
  }

  /// The first of texts that ascend, from number `start`, which does not come before text `row` of `other`.
  ///
  /// Steps that double: where both ascend together it is near.
  fileprivate func firstIndex(from start: Int, notBefore other: StringArray, _ row: Int) -> Int {
    var low = start
    var step = 1
    while low + step < count, compare(low + step, other, row) < 0 {
      low += step
      step *= 2
    }
    return firstIndex(from: low, to: min(count, low + step)) { compare($0, other, row) >= 0 }
  }

  private func firstIndex(from start: Int, to end: Int, _ isThere: (Int) -> Bool) -> Int {
    var (low, high) = (start, end)
    while low < high {
      let middle = (low + high) / 2
      if isThere(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Column {
  /// The rows that hold one of `keys`, which ascend, in order.
  fileprivate func matches(_ keys: StringArray) -> [(key: Int, row: Int)] {
    var matches: [(key: Int, row: Int)] = []
    switch values {
    case .string(let texts):
      var (key, last) = (0, -1)
      for row in 0..<count where isValid(row) {
        // Rows of a key ascend; those of anybody's table may not.
        if last >= 0, texts.compare(row, texts, last) < 0 { key = 0 }
        (key, last) = (keys.firstIndex(from: key, notBefore: texts, row), row)
        var match = key
        while match < keys.count, keys.compare(match, texts, row) == 0 {
          matches.append((match, row))
          match += 1
        }
      }
    case .digest(let bytes):
      for row in 0..<count where isValid(row) {
        let value = bytes[row * 32..<row * 32 + 32]
        var key = keys.firstIndex(notBefore: value)
        while key < keys.count, keys.utf8(key).elementsEqual(value) {
          matches.append((key, row))
          key += 1
        }
      }
    default: break
    }
    return matches
  }
}
