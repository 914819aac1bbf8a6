/// A data page, unpacked: its levels are added to the chunk's, the values are still encoded.
struct DataPage {
  /// The encoded values.
  let bytes: UnsafeRawBufferPointer
  let encoding: ValueEncoding
  /// How many values there are, those that are missing left out.
  let count: Int
}

/// Goes through the pages of a column chunk: headers, check sums, decompression and levels.
final class PageReader {
  private let bytes: [UInt8]
  private let column: FileColumn
  private let chunk: ColumnChunk
  private let limit: Int
  private let decompressor: Decompressor
  private let codec: Codec
  private var scratch: [UInt8] = []

  /// The rows so far.
  private(set) var assembler: Assembler
  /// The levels of the page at hand, empty where they can only be 0.
  private var definitions: [UInt8] = []
  private var repetitions: [UInt8] = []
  /// How many values, with those that are missing, the pages so far had.
  private(set) var valueCount = 0
  /// The number of the page at hand, from 0.
  private(set) var page = 0
  /// The CRC-32 over all page headers so far.
  private(set) var headerChecksum: UInt32 = 0

  /// Prepares for the pages of a chunk.
  ///
  /// - Parameters:
  ///   - bytes: The chunk as stored.
  ///   - column: The column that the chunk is of.
  ///   - chunk: What the footer says of it.
  ///   - rows: The rows of the row group.
  ///   - limit: How many bytes a page may need unpacked.
  /// - Throws: `ColumnarError` if the codec is not supported.
  init(
    _ bytes: [UInt8], column: FileColumn, chunk: ColumnChunk, rows: Int, limit: Int
  ) throws(ColumnarError) {
    self.bytes = bytes
    self.column = column
    self.chunk = chunk
    self.limit = limit
    codec = try Codec(number: chunk.codec)
    decompressor = Decompressor(codec)
    assembler = Assembler(column, rows: rows)
  }

  /// Calls `dictionary` with the plain values of the dictionary page, if there is one, and `data` with every data page.
  ///
  /// - Throws: `ColumnarError` with the page's number; what the closures throw.
  func run(
    dictionary: (UnsafeRawBufferPointer, Int) throws -> Void, data: (DataPage) throws -> Void
  ) throws {
    do {
      var position = 0
      var hasDictionary = false
      while valueCount < chunk.valueCount {
        var reader = ThriftReader(bytes, position..<bytes.count)
        let header = try PageHeader(&reader)
        headerChecksum = bytes.withUnsafeBytes {
          Checksum.crc32(.init(rebasing: $0[position..<reader.position]), after: headerChecksum)
        }
        position = reader.position
        guard header.compressedSize <= bytes.count - position else {
          throw ColumnarError(.inconsistent(.pageSize))
        }
        guard header.uncompressedSize <= limit else {
          throw ColumnarError(.tooLarge(bytes: header.uncompressedSize, limit: limit))
        }
        let range = position..<position + header.compressedSize
        position = range.upperBound
        try bytes.withUnsafeBytes { all in
          let body = UnsafeRawBufferPointer(rebasing: all[range])
          if let checksum = header.checksum, Checksum.crc32(body) != checksum {
            throw ColumnarError(.pageChecksum)
          }
          switch header.kind {
          case .dictionary(let count, let encoding):
            guard !hasDictionary, valueCount == 0 else { throw ColumnarError(.inconsistent(.dictionary)) }
            guard encoding == 0 || encoding == 2 else {
              throw ColumnarError(.unsupported("dictionary encoding"))
            }
            hasDictionary = true
            try unpacked(body, header.uncompressedSize) { try dictionary($0, count) }
          case .dataV1(let count, let encoding, let definition, let repetition):
            try unpacked(body, header.uncompressedSize) { page in
              try data(splitV1(page, count, encoding, definition, repetition))
            }
          case .dataV2(
            let count, let nulls, _, let encoding, let definition, let repetition, let isCompressed):
            let levels = try splitV2(body, header, count, nulls, definition, repetition)
            let size = header.uncompressedSize - definition - repetition
            let encoding = try Self.encoding(encoding)
            let rest = UnsafeRawBufferPointer(rebasing: body[(definition + repetition)...])
            if isCompressed, codec != .uncompressed, size > 0 {
              try unpacked(rest, size) { try data(DataPage(bytes: $0, encoding: encoding, count: levels)) }
            } else {
              try data(DataPage(bytes: rest, encoding: encoding, count: levels))
            }
          case .other: break
          }
        }
        page += 1
      }
    } catch let error as ColumnarError {
      throw error.at(page: page)
    }
  }

  private func unpacked(
    _ body: UnsafeRawBufferPointer, _ size: Int, _ use: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    if codec == .uncompressed {
      guard body.count == size else { throw ColumnarError(.inconsistent(.pageSize)) }
      try use(body)
      return
    }
    if scratch.count < size { scratch = try Self.allocate(size) }
    let decompressor = decompressor
    try scratch.withUnsafeMutableBytes { buffer in
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<size])
      try decompressor.unpack(body, into: target)
    }
    try scratch.withUnsafeBytes { try use(UnsafeRawBufferPointer(rebasing: $0[..<size])) }
  }

  /// Memory that is not touched before it is written, so that a header that lies costs nothing.
  private static func allocate(_ size: Int) throws -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { $1 = size }
  }

  private static func encoding(_ code: Int32) throws(ColumnarError) -> ValueEncoding {
    guard let encoding = ValueEncoding(rawValue: code) else {
      throw ColumnarError(.unsupported("encoding \(code)"))
    }
    return encoding
  }

  /// Counts a page's values; there are no more than the chunk says.
  private func claim(_ count: Int) throws(ColumnarError) {
    guard count <= chunk.valueCount - valueCount else { throw ColumnarError(.inconsistent(.pageValues)) }
    valueCount += count
  }

  private func splitV1(
    _ page: UnsafeRawBufferPointer, _ count: Int, _ encoding: Int32, _ definition: Int32, _ repetition: Int32
  ) throws(ColumnarError) -> DataPage {
    try claim(count)
    let encoding = try Self.encoding(encoding)
    var rest = page
    var present = count
    if column.maximumRepetition > 0 {
      guard repetition == ValueEncoding.rle.rawValue else {
        throw ColumnarError(.unsupported("encoding BIT_PACKED"))
      }
      let levels = try Self.lengthPrefixed(&rest)
      _ = try Self.decode(levels, count, column.maximumRepetition, into: &repetitions)
    }
    if column.maximumDefinition > 0 {
      guard definition == ValueEncoding.rle.rawValue else {
        throw ColumnarError(.unsupported("encoding BIT_PACKED"))
      }
      let levels = try Self.lengthPrefixed(&rest)
      present = try Self.decode(levels, count, column.maximumDefinition, into: &definitions)
    }
    try assemble(count, present)
    return DataPage(bytes: rest, encoding: encoding, count: present)
  }

  /// Reads the levels of a page of version 2.
  ///
  /// - Returns: How many values are there.
  private func splitV2(
    _ body: UnsafeRawBufferPointer, _ header: PageHeader, _ count: Int, _ nulls: Int, _ definition: Int,
    _ repetition: Int
  ) throws(ColumnarError) -> Int {
    try claim(count)
    guard definition <= body.count, repetition <= body.count - definition,
      definition + repetition <= header.uncompressedSize
    else { throw ColumnarError(.inconsistent(.pageSize)) }
    var present = count
    if column.maximumRepetition > 0 {
      let levels = UnsafeRawBufferPointer(rebasing: body[..<repetition])
      _ = try Self.decode(levels, count, column.maximumRepetition, into: &repetitions)
    }
    if column.maximumDefinition > 0 {
      let levels = UnsafeRawBufferPointer(rebasing: body[repetition..<repetition + definition])
      present = try Self.decode(levels, count, column.maximumDefinition, into: &definitions)
    }
    if column.maximumRepetition == 0, count - present != nulls { throw ColumnarError(.inconsistent(.levels)) }
    try assemble(count, present)
    return present
  }

  /// Hands the page's levels on.
  private func assemble(_ count: Int, _ present: Int) throws(ColumnarError) {
    let definitions = definitions
    let repetitions = repetitions
    var failure: ColumnarError?
    definitions.withUnsafeBufferPointer { definitions in
      repetitions.withUnsafeBufferPointer { repetitions in
        do throws(ColumnarError) {
          try assembler.append(
            definitions: definitions, repetitions: repetitions, count: count, present: present)
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }

  private static func lengthPrefixed(
    _ rest: inout UnsafeRawBufferPointer
  ) throws(ColumnarError) -> UnsafeRawBufferPointer {
    guard rest.count >= 4 else { throw ColumnarError(.inconsistent(.levels)) }
    let length = Int(UInt32(littleEndian: rest.loadUnaligned(as: UInt32.self)))
    guard length <= rest.count - 4 else { throw ColumnarError(.inconsistent(.levels)) }
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[(4 + length)...]) }
    return UnsafeRawBufferPointer(rebasing: rest[4..<4 + length])
  }

  /// Decodes a page's levels and checks that none is above `maximum`.
  ///
  /// - Returns: How many are `maximum`.
  private static func decode(
    _ source: UnsafeRawBufferPointer, _ count: Int, _ maximum: Int, into levels: inout [UInt8]
  ) throws(ColumnarError) -> Int {
    let bitWidth = Int.bitWidth - maximum.leadingZeroBitCount
    if levels.count > count {
      levels.removeLast(levels.count - count)
    } else {
      levels.append(contentsOf: repeatElement(0, count: count - levels.count))
    }
    var failure: ColumnarError?
    var full = 0
    levels.withUnsafeMutableBufferPointer { target in
      do throws(ColumnarError) {
        try HybridDecoder.decode(source, bitWidth: bitWidth, into: target)
      } catch {
        failure = error
        return
      }
      let top = UInt8(maximum)
      var highest: UInt8 = 0
      for level in target {
        highest = max(highest, level)
        full += level == top ? 1 : 0
      }
      if highest > top { failure = ColumnarError(.inconsistent(.levels)) }
    }
    if let failure { throw failure }
    return full
  }
}
