import Parallel

/// Decodes single pages and keeps some of their rows.
struct PagePieces: Sendable {
  /// Bytes that are read although nobody wants them, if that saves a call: reading them takes as long.
  private static let gap = 4 << 10
  /// Pages that follow each other are read together up to so many bytes.
  private static let most = 4 << 20

  /// A page and the rows of it that are wanted.
  struct Wanted: Sendable {
    let entry: PageDirectory.Entry
    /// The rows within the row group, ascending.
    let rows: [Int]
  }

  let file: CountedFile
  let pool: ScratchPool
  let memoryLimit: Int
  let column: FileColumn
  let rowGroup: Int
  /// The number of the row group's first row.
  let firstRow: Int
  let decoder: PageDecoder

  /// Pages that are read by one call.
  static func runs(_ wanted: [Wanted]) -> [ArraySlice<Wanted>] {
    var runs: [ArraySlice<Wanted>] = []
    var begin = 0
    for index in wanted.indices {
      let next = index + 1
      let goesOn =
        next < wanted.count && wanted[next].entry.bytes.lowerBound - wanted[index].entry.bytes.upperBound <= gap
        && wanted[next].entry.bytes.upperBound - wanted[begin].entry.bytes.lowerBound <= most
      if !goesOn {
        runs.append(wanted[begin..<next])
        begin = next
      }
    }
    return runs
  }

  /// Reads the pages of a run and hands each to `use`, decoded whole, with the rows that are wanted of it.
  ///
  /// - Throws: `ColumnarError` with column, row group and page; `StorageError`; what `use` throws.
  func read(_ run: ArraySlice<Wanted>, _ use: (Column, Wanted) throws -> Void) throws {
    guard let first = run.first?.entry.bytes.lowerBound, let end = run.last?.entry.bytes.upperBound else { return }
    try pool.use { scratch in
      let bytes = scratch.stored.room(end - first)
      try file.read(at: first, into: bytes)
      for wanted in run {
        let range = wanted.entry.bytes
        let page = UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound - first..<range.upperBound - first])
        do {
          try use(try decode(page, wanted.entry, scratch), wanted)
        } catch var error as ColumnarError {
          // Rows were counted from the page's first, and pages know theirs within the row group.
          if let row = error.row { error.row = row + wanted.entry.rows.lowerBound + firstRow }
          throw error.at(column: column.name, rowGroup: rowGroup, page: wanted.entry.number)
        }
      }
    }
  }

  private func decode(_ bytes: UnsafeRawBufferPointer, _ entry: PageDirectory.Entry, _ scratch: Scratch) throws
    -> Column
  {
    var body = bytes
    let stored: StoredPage
    if let known = entry.stored {
      stored = known
    } else {
      stored = try PageScanner.page(bytes, at: entry.bytes.lowerBound, number: entry.number, limit: memoryLimit)
      body = UnsafeRawBufferPointer(rebasing: bytes[(stored.body - entry.bytes.lowerBound)...])
    }
    var decoder = decoder
    decoder.budget = MemoryBudget(limit: memoryLimit)
    let width = decoder.width
    let each = width.addingReportingOverflow(1)
    try decoder.budget.take(stored.valueCount, of: each.overflow ? Int.max : each.partialValue)
    let part = ColumnPart(rowGroup: rowGroup, rows: entry.rows.count, decoder: decoder, pages: [stored])
    var pages: [PageRows] = []
    let values = try ValueArrays.make([
      ValueArrays.Plan(column: column, width: width, count: stored.valueCount)
    ]) { targets in
      let rows = try decoder.decode(body, stored, into: targets[0].bytes, scratch: scratch)
      pages = [rows]
      return [rows.places]
    }
    return try Assembler(ColumnPlan(column: column, width: width, parts: [part]), pages, threads: 1).column(values[0])
  }
}
