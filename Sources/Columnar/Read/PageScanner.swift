/// The pages of a column chunk.
struct ChunkPages: Sendable {
  var dictionary: StoredPage?
  var data: [StoredPage] = []
  /// The CRC-32 over all page headers.
  var headerChecksum: UInt32 = 0
}

/// Goes through the page headers of a chunk without reading the pages, unless those are small.
struct PageScanner {
  /// How many bytes are read where only a header is expected, and how many a header may have at the most.
  private static let expected = 1 << 10
  private static let largest = 16 << 20
  /// Chunks up to this size are read at once.
  private static let small = 1 << 16

  private let file: CountedFile
  private let chunk: ColumnChunk
  private let end: Int
  private let limit: Int
  /// Whether the chunk's number of values may leave out lists without elements.
  private let countsElements: Bool
  private var window: [UInt8] = []
  private var windowStart = 0
  private var position: Int
  private var number = 0
  private var values = 0
  private(set) var pages = ChunkPages()

  /// Prepares for a chunk that lies within the file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - chunk: What the footer says of the chunk.
  ///   - limit: How many bytes a page may have unpacked.
  ///   - countsElements: Whether the chunk's number of values may leave out lists without elements.
  init(_ file: CountedFile, _ chunk: ColumnChunk, limit: Int, countsElements: Bool) {
    self.countsElements = countsElements
    self.file = file
    self.chunk = chunk
    self.limit = limit
    position = chunk.start
    end = chunk.start + chunk.compressedSize
  }

  /// All pages of a chunk.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - chunk: What the footer says of the chunk.
  ///   - limit: How many bytes a page may have unpacked.
  ///   - rows: The number of rows, where the chunk's number of values may leave out lists without elements.
  /// - Returns: The pages.
  /// - Throws: `ColumnarError` with the page's number, `StorageError`.
  static func scan(
    _ file: CountedFile, _ chunk: ColumnChunk, limit: Int, countingElements rows: Int? = nil
  ) throws -> ChunkPages {
    var scanner = PageScanner(file, chunk, limit: limit, countsElements: rows != nil)
    while scanner.values < chunk.valueCount { try scanner.next() }
    // Where it shows that lists were left out, the chunk's bytes say where it ends.
    if let rows, chunk.valueCount < rows || scanner.values > chunk.valueCount {
      while scanner.position < scanner.end { try scanner.next() }
    }
    return scanner.pages
  }

  /// The page whose header and body `bytes` are.
  ///
  /// - Parameters:
  ///   - bytes: Where an index says that the page is.
  ///   - offset: Where they are in the file.
  ///   - number: The page's number in the chunk.
  ///   - limit: How many bytes it may have unpacked.
  /// - Returns: The page; there is nothing before or behind it.
  /// - Throws: `ColumnarError`.
  static func page(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, number: Int, limit: Int
  ) throws(ColumnarError) -> StoredPage {
    // Most headers have some 30 bytes; only where there are more is the whole page looked at.
    var held = min(bytes.count, expected)
    while true {
      var reader = ThriftReader(Array(bytes[..<held]), 0..<held)
      do throws(ColumnarError) {
        let header = try PageHeader(&reader)
        guard header.compressedSize == bytes.count - reader.position else {
          throw ColumnarError(.inconsistent(.pageIndex))
        }
        try check(header, limit)
        return StoredPage(number: number, header: header, body: offset + reader.position, firstValue: 0)
      } catch {
        guard held < bytes.count, held < largest, error.cause != .inconsistent(.pageIndex) else { throw error }
        held = min(bytes.count, held * 8)
      }
    }
  }

  private mutating func next() throws {
    do {
      let (header, size) = try header()
      window.withUnsafeBytes { bytes in
        let from = position - windowStart
        pages.headerChecksum = Checksum.crc32(
          UnsafeRawBufferPointer(rebasing: bytes[from..<from + size]), after: pages.headerChecksum)
      }
      let body = position + size
      guard header.compressedSize <= end - body else { throw ColumnarError(.inconsistent(.pageSize)) }
      try Self.check(header, limit)
      let page = StoredPage(number: number, header: header, body: body, firstValue: values)
      switch header.kind {
      case .dictionary:
        guard pages.dictionary == nil, pages.data.isEmpty else { throw ColumnarError(.inconsistent(.dictionary)) }
        pages.dictionary = page
      case .dataV1, .dataV2:
        guard countsElements || page.valueCount <= chunk.valueCount - values else {
          throw ColumnarError(.inconsistent(.pageValues))
        }
        values += page.valueCount
        pages.data.append(page)
      case .other: break
      }
      position = page.end
      number += 1
    } catch let error as ColumnarError {
      throw error.at(page: number)
    }
  }

  private static func check(_ header: PageHeader, _ limit: Int) throws(ColumnarError) {
    guard header.uncompressedSize <= limit else {
      throw ColumnarError(.tooLarge(bytes: header.uncompressedSize, limit: limit))
    }
  }

  /// Reads the header at hand.
  ///
  /// - Returns: The header and how many bytes it has.
  private mutating func header() throws -> (PageHeader, size: Int) {
    var wanted = chunk.compressedSize <= Self.small ? chunk.compressedSize : Self.expected
    while true {
      let from = position - windowStart
      if from < window.count {
        var reader = ThriftReader(window, from..<window.count)
        do throws(ColumnarError) {
          let header = try PageHeader(&reader)
          return (header, reader.position - from)
        } catch {
          // What is broken may only be cut off.
          let held = window.count - from
          guard windowStart + window.count < end, held < Self.largest else { throw error }
          wanted = max(wanted, held * 8)
        }
      }
      guard position < end else { throw ColumnarError(.thrift(.endOfInput)) }
      window = try file.read(at: position, count: min(wanted, end - position))
      windowStart = position
    }
  }
}
