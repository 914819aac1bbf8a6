import Parallel

extension TableReader {
  /// All rows of some row groups of some columns, as they are in the file.
  func decode(_ columns: [FileColumn], _ groups: Range<Int>, threads: Int? = nil) throws -> [Column] {
    guard groups.lowerBound >= 0, groups.upperBound <= rowGroups else {
      throw ColumnarError(.noSuchRow(rows: rowCount), file: path, rowGroup: groups.lowerBound)
    }
    let threads = max(1, threads ?? self.threads)
    let budget = MemoryBudget(limit: memoryLimit)
    do {
      let width = columns.count
      let parts = try Parallel.map(width * groups.count, threads: threads) { [self] index in
        try part(columns[index % width], groups.lowerBound + index / width, budget)
      }
      let plans = try columns.enumerated().map { index, column in
        ColumnPlan(
          column: column, width: try column.valueWidth(),
          parts: groups.indices.map { parts[($0 - groups.lowerBound) * width + index] })
      }
      return try ColumnsDecoder(file: file, pool: pool, budget: budget, threads: threads).decode(plans)
    } catch var error as ColumnarError {
      // Rows were counted from the first of these row groups.
      if let row = error.row {
        error.row = row + firstRow(ofRowGroup: groups.lowerBound)
        error.rowGroup = rowGroup(ofRow: error.row ?? row)
      }
      throw error.at(
        file: path, rowGroup: groups.count == 1 ? groups.lowerBound : nil, writer: createdBy)
    }
  }

  /// What the footer says of a chunk, checked as far as it can be without reading.
  func chunk(_ column: FileColumn, _ rowGroup: Int) throws(ColumnarError) -> ColumnChunk {
    let group = metadata.rowGroups[rowGroup]
    let chunk = group.chunks[column.leaf]
    if chunk.isEncrypted { throw ColumnarError(.encrypted) }
    if chunk.isElsewhere { throw ColumnarError(.unsupported("column in another file")) }
    guard chunk.type == column.physical else { throw ColumnarError(.inconsistent(.columnChunk)) }
    // Some writers count the elements of lists and not the lists without any.
    let mayCountFewer = countsElementsOnly(column) && chunk.valueCount > 0
    guard mayCountFewer || chunk.valueCount >= group.rowCount,
      !column.lists.isEmpty || chunk.valueCount == group.rowCount
    else {
      throw ColumnarError(.inconsistent(.rowCount))
    }
    return chunk
  }

  /// Whether the number of a chunk's values may be that of the elements of its lists, the empty ones not counted.
  private func countsElementsOnly(_ column: FileColumn) -> Bool { !isOurs && !column.lists.isEmpty }

  /// A whole chunk: its page headers and its dictionary are read.
  func part(_ column: FileColumn, _ rowGroup: Int, _ budget: MemoryBudget) throws -> ColumnPart {
    do {
      let chunk = try chunk(column, rowGroup)
      let pages =
        chunk.valueCount == 0
        ? ChunkPages()
        : try PageScanner.scan(
          file, chunk, limit: memoryLimit,
          countingElements: countsElementsOnly(column) ? metadata.rowGroups[rowGroup].rowCount : nil)
      if isOurs { try Self.checkHeaders(chunk, pages.headerChecksum) }
      var decoder = try PageDecoder(column, chunk, budget: budget)
      if let page = pages.dictionary { try readDictionary(page, into: &decoder) }
      return ColumnPart(
        rowGroup: rowGroup, rows: metadata.rowGroups[rowGroup].rowCount, decoder: decoder, pages: pages.data)
    } catch let error as ColumnarError {
      throw error.at(column: column.name, rowGroup: rowGroup)
    }
  }

  /// Reads and decodes a dictionary page.
  func readDictionary(_ page: StoredPage, into decoder: inout PageDecoder) throws {
    do {
      try pool.use { scratch in
        let bytes = scratch.stored.room(page.header.compressedSize)
        try file.read(at: page.body, into: bytes)
        try decoder.setDictionary(UnsafeRawBufferPointer(bytes), page, scratch: scratch)
      }
    } catch let error as ColumnarError {
      throw error.at(page: page.number)
    }
  }

  private static func checkHeaders(_ chunk: ColumnChunk, _ found: UInt32) throws(ColumnarError) {
    guard let expected = chunk.keyValues.first(where: { $0.key == Footer.headerChecksumKey })?.value,
      expected == String(found)
    else { throw ColumnarError(.pageChecksum) }
  }
}
