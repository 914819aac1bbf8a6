/// Where the pages of a column chunk are and which rows each has, as far as that is known without decoding them.
struct PageDirectory: Sendable {
  /// A data page.
  struct Entry: Sendable {
    /// The page's number in the chunk, as far as it is known; the dictionary is counted.
    let number: Int
    /// Its rows within the row group.
    let rows: Range<Int>
    /// Where its bytes are in the file, those of its header included unless `stored` has it.
    let bytes: Range<Int>
    /// The page's header, nil if it stands before the page's bytes and is not read yet.
    let stored: StoredPage?
  }

  let entries: [Entry]
  let decoder: PageDecoder

  /// The pages that hold some of `rows`, and which.
  ///
  /// - Parameter rows: Ascending rows within the row group.
  /// - Returns: Numbers of entries, and the rows in each, ascending.
  func pages(holding rows: ArraySlice<Int>) -> [(entry: Int, rows: ArraySlice<Int>)] {
    var found: [(entry: Int, rows: ArraySlice<Int>)] = []
    var rest = rows
    var entry = 0
    while let row = rest.first {
      // By halves: there may be many pages and few rows.
      var low = entry
      var high = entries.count - 1
      while low < high {
        let middle = (low + high) / 2
        if entries[middle].rows.upperBound > row { high = middle } else { low = middle + 1 }
      }
      guard low < entries.count, entries[low].rows.contains(row) else { break }
      let end = rest.firstIndex { $0 >= entries[low].rows.upperBound } ?? rest.endIndex
      found.append((low, rest[rest.startIndex..<end]))
      rest = rest[end...]
      entry = low + 1
    }
    return found
  }
}

extension TableReader {
  /// The pages of a chunk, nil if only decoding all of it says which rows they have.
  ///
  /// Out of the offset index if there is one. Without one the headers are read: pages of flat columns have a row for each
  /// value, and those of version 2 say how many rows they have.
  func directory(_ column: FileColumn, _ rowGroup: Int, _ budget: MemoryBudget) throws -> PageDirectory? {
    do {
      if let index = try offsetIndex(column, rowGroup) {
        return try directory(index, column, rowGroup, budget)
      }
      let part = try part(column, rowGroup, budget)
      var entries: [PageDirectory.Entry] = []
      var row = 0
      for page in part.pages {
        var rows = page.valueCount
        if !column.lists.isEmpty {
          guard case .dataV2(_, _, let count, _, _, _, _) = page.header.kind else { return nil }
          rows = count
        }
        guard rows <= part.rows - row else { throw ColumnarError(.inconsistent(.rowCount), page: page.number) }
        entries.append(
          PageDirectory.Entry(
            number: page.number, rows: row..<row + rows, bytes: page.body..<page.end, stored: page))
        row += rows
      }
      guard row == part.rows else { throw ColumnarError(.inconsistent(.rowCount)) }
      return PageDirectory(entries: entries, decoder: part.decoder)
    } catch let error as ColumnarError {
      throw error.at(column: column.name, rowGroup: rowGroup)
    }
  }

  private func directory(
    _ index: OffsetIndex, _ column: FileColumn, _ rowGroup: Int, _ budget: MemoryBudget
  ) throws -> PageDirectory {
    let chunk = try chunk(column, rowGroup)
    var decoder = try PageDecoder(column, chunk, budget: budget)
    var first = 0
    // What is before the first data page is the dictionary.
    if let start = index.places.first?.offset, start > chunk.start {
      do {
        try pool.use { scratch in
          let bytes = scratch.stored.room(start - chunk.start)
          try file.read(at: chunk.start, into: bytes)
          let page = try PageScanner.page(
            UnsafeRawBufferPointer(bytes), at: chunk.start, number: 0, limit: memoryLimit)
          let body = UnsafeRawBufferPointer(rebasing: bytes[(page.body - chunk.start)...])
          try decoder.setDictionary(body, page, scratch: scratch)
        }
      } catch let error as ColumnarError {
        throw error.at(page: 0)
      }
      first = 1
    }
    let entries = index.places.indices.map { page in
      let place = index.places[page]
      return PageDirectory.Entry(
        number: first + page, rows: index.rows(page), bytes: place.offset..<place.offset + place.size, stored: nil)
    }
    return PageDirectory(entries: entries, decoder: decoder)
  }

  /// The offset index of a chunk, read once; nil if it has none.
  func offsetIndex(_ column: FileColumn, _ rowGroup: Int) throws -> OffsetIndex? {
    let chunk = try chunk(column, rowGroup)
    guard let place = chunk.offsetIndex, chunk.valueCount > 0 else { return nil }
    let key = [rowGroup, column.leaf]
    if let known = offsetIndexes.withLock({ $0[key] }) { return known }
    let index = try OffsetIndex(
      indexBytes(place, chunk, Footer.offsetIndexChecksumKey), of: chunk,
      rows: metadata.rowGroups[rowGroup].rowCount)
    offsetIndexes.withLock { $0[key] = index }
    return index
  }

  /// The column index of a chunk, nil if it has none or its pages are not known.
  func columnIndex(_ column: FileColumn, _ rowGroup: Int) throws -> (ColumnIndex, OffsetIndex)? {
    let chunk = try chunk(column, rowGroup)
    guard let place = chunk.columnIndex, let pages = try offsetIndex(column, rowGroup) else { return nil }
    return (
      try ColumnIndex(indexBytes(place, chunk, Footer.columnIndexChecksumKey), pages: pages.places.count), pages
    )
  }

  /// The bytes of an index; in a file of ours their check sum stands in the chunk's metadata.
  private func indexBytes(_ place: FilePlace, _ chunk: ColumnChunk, _ checksumKey: String) throws -> [UInt8] {
    guard place.offset >= 4, place.length >= 0, place.offset <= footerStart,
      place.length <= footerStart - place.offset, place.length <= memoryLimit
    else { throw ColumnarError(.inconsistent(.pageIndex)) }
    let bytes = try file.read(at: place.offset, count: place.length)
    if isOurs {
      let expected = chunk.keyValues.first { $0.key == checksumKey }?.value
      guard expected == String(Checksum.crc32(bytes)) else { throw ColumnarError(.inconsistent(.pageIndex)) }
    }
    return bytes
  }
}
