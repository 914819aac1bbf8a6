/// Where the pages of a column chunk are.
///
/// `OffsetIndex` of `parquet.thrift`; https://parquet.apache.org/docs/file-format/pageindex/.
struct OffsetIndex: Sendable {
  /// A data page.
  struct Place: Sendable {
    /// Where its header begins in the file.
    var offset: Int
    /// How many bytes it has with its header.
    var size: Int
    /// Its first row within the row group.
    var firstRow: Int
  }

  /// The data pages in order.
  let places: [Place]
  /// The rows of the row group.
  let rowCount: Int

  /// Reads an index and checks that its pages lie in the chunk, one behind the other, and share out the rows.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent(.pageIndex)` or `thrift`.
  init(_ bytes: [UInt8], of chunk: ColumnChunk, rows: Int) throws(ColumnarError) {
    var reader = ThriftReader(bytes, 0..<bytes.count)
    var found: [Place]?
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      guard number == 1 else { return false }
      found = try reader.structures(kind) { (r) throws(ColumnarError) in try Self.place(&r) }
      return true
    }
    guard let found else { throw ColumnarError(.thrift(.missingField)) }
    var position = chunk.start
    let end = chunk.start + chunk.compressedSize
    var row = -1
    for place in found {
      guard place.offset >= position, place.size > 0, place.offset <= end, place.size <= end - place.offset,
        place.firstRow > row, place.firstRow < rows, row >= 0 || place.firstRow == 0
      else { throw ColumnarError(.inconsistent(.pageIndex)) }
      position = place.offset + place.size
      row = place.firstRow
    }
    guard rows == 0 || !found.isEmpty else { throw ColumnarError(.inconsistent(.pageIndex)) }
    places = found
    rowCount = rows
  }

  private static func place(_ reader: inout ThriftReader) throws(ColumnarError) -> Place {
    var offset: Int64?
    var size: Int32?
    var row: Int64?
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: offset = try reader.int64(kind)
      case 2: size = try reader.int32(kind)
      case 3: row = try reader.int64(kind)
      default: return false
      }
      return true
    }
    guard let offset, let size, let row else { throw ColumnarError(.thrift(.missingField)) }
    return Place(offset: Int(offset), size: Int(size), firstRow: Int(row))
  }

  /// The rows of a page within the row group.
  func rows(_ page: Int) -> Range<Int> {
    places[page].firstRow..<(page + 1 < places.count ? places[page + 1].firstRow : rowCount)
  }
}

/// What is known of the values of each page of a column chunk.
///
/// `ColumnIndex` of `parquet.thrift`; https://parquet.apache.org/docs/file-format/pageindex/.
struct ColumnIndex: Sendable {
  /// Which pages have nothing but missing values; their bounds mean nothing.
  let isNull: [Bool]
  let minima: [[UInt8]]
  let maxima: [[UInt8]]
  /// How many values are missing in each page, if that is known.
  let nullCounts: [Int]?

  /// Reads the index of a chunk of `pages` pages.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent(.pageIndex)` if it has more pages or fewer, or `thrift`.
  init(_ bytes: [UInt8], pages: Int) throws(ColumnarError) {
    var reader = ThriftReader(bytes, 0..<bytes.count)
    var isNull: [Bool]?
    var minima: [[UInt8]]?
    var maxima: [[UInt8]]?
    var nullCounts: [Int64]?
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: isNull = try reader.bools(kind)
      case 2: minima = try reader.binaries(kind)
      case 3: maxima = try reader.binaries(kind)
      case 5: nullCounts = try reader.int64s(kind)
      default: return false
      }
      return true
    }
    guard let isNull, let minima, let maxima else { throw ColumnarError(.thrift(.missingField)) }
    guard isNull.count == pages, minima.count == pages, maxima.count == pages,
      nullCounts == nil || nullCounts?.count == pages
    else { throw ColumnarError(.inconsistent(.pageIndex)) }
    self.isNull = isNull
    self.minima = minima
    self.maxima = maxima
    self.nullCounts = nullCounts?.map { Int($0) }
  }
}
