/// Decodes a column chunk into a column.
struct ChunkReader {
  let column: FileColumn
  let chunk: ColumnChunk
  /// The rows of the row group.
  let rows: Int
  /// How many bytes the decoded column may take, and a page unpacked.
  let limit: Int
  /// Whether the chunk must carry a check sum of its page headers, as those of our files do.
  let checksHeaders: Bool

  /// Decodes the chunk.
  ///
  /// - Parameter bytes: The chunk as stored.
  /// - Returns: The rows of the row group.
  /// - Throws: `ColumnarError`, with page or row within the row group.
  func decode(_ bytes: [UInt8]) throws -> Column {
    guard chunk.type == column.physical else { throw ColumnarError(.inconsistent(.columnChunk)) }
    if column.lists.isEmpty, chunk.valueCount != rows { throw ColumnarError(.inconsistent(.rowCount)) }
    guard chunk.valueCount >= rows else { throw ColumnarError(.inconsistent(.rowCount)) }
    let pages = try PageReader(bytes, column: column, chunk: chunk, rows: rows, limit: limit)
    let values = try decodeValues(pages)
    if checksHeaders { try checkHeaders(pages.headerChecksum) }
    return try pages.assembler.finish(values)
  }

  private func checkHeaders(_ found: UInt32) throws(ColumnarError) {
    guard let expected = chunk.keyValues.first(where: { $0.key == Footer.headerChecksumKey })?.value,
      expected == String(found)
    else { throw ColumnarError(.pageChecksum) }
  }

  private func decodeValues(_ pages: PageReader) throws -> ColumnValues {
    switch column.physical {
    case .boolean:
      let bytes: [UInt8] = try fixed(pages, width: 1)
      return .bool(bytes.map { $0 != 0 })
    case .int32: return .int32(try fixed(pages, width: 4))
    case .int64: return .int64(try fixed(pages, width: 8))
    case .float: return .float(try fixed(pages, width: 4))
    case .double: return .double(try fixed(pages, width: 8))
    case .fixedLengthByteArray where column.typeLength == 32: return .digest(try fixed(pages, width: 32))
    case .byteArray:
      try checkLimit(1 + MemoryLayout<Int>.size)
      var decoder = TextDecoder(limit: limit)
      try pages.run { bytes, count in
        try decoder.setDictionary(bytes, count)
      } data: { page in
        try decoder.decode(page)
      }
      return .string(StringArray(bytes: decoder.bytes, offsets: decoder.offsets))
    case .int96, .fixedLengthByteArray: throw ColumnarError(.unsupported("physical type"))
    }
  }

  /// Checks that the chunk's values, of `width` bytes each, may be held together with their levels.
  private func checkLimit(_ width: Int) throws(ColumnarError) {
    let each = width + (column.maximumDefinition > 0 ? 1 : 0) + (column.maximumRepetition > 0 ? 1 : 0)
    guard chunk.valueCount <= limit / each else {
      throw ColumnarError(
        .tooLarge(bytes: chunk.valueCount.multipliedReportingOverflow(by: each).partialValue, limit: limit))
    }
  }

  /// Decodes values of `width` bytes into an array that is allocated once and touched only as far as there are values.
  private func fixed<Element: BitwiseCopyable>(_ pages: PageReader, width: Int) throws -> [Element] {
    try checkLimit(width)
    let perValue = width / MemoryLayout<Element>.size
    return try [Element](unsafeUninitializedCapacity: chunk.valueCount * perValue) { buffer, initialized in
      let target = UnsafeMutableRawBufferPointer(buffer)
      var decoder = FixedDecoder(column.physical, width: width)
      var done = 0
      try pages.run { bytes, count in
        try decoder.setDictionary(bytes, count)
      } data: { page in
        let size = page.count * width
        try decoder.decode(page, into: UnsafeMutableRawBufferPointer(rebasing: target[done..<done + size]))
        done += size
      }
      initialized = done / MemoryLayout<Element>.size
    }
  }
}
