/// A row group as it goes into a file, its place in the file left open; made by `RowGroupEncoder`.
package struct EncodedRowGroup: Sendable {
  /// The number of rows.
  package let rows: Int
  /// How many rows the table's row groups have, the last one excepted.
  package let rowGroupRows: Int

  let firstKey: [Column]
  let lastKey: [Column]
  let chunks: [EncodedChunk]
  /// The columns' digests, begun with this row group; nil if they go on with a block that an earlier one began.
  let digests: [ColumnDigest]?
  /// The columns, if `digests` is nil.
  let columns: [Column]
}

/// A column chunk as it goes into a file.
struct EncodedChunk: Sendable {
  /// The pages' bytes, the dictionary first if there is one.
  let parts: [[UInt8]]
  /// The bytes and rows of each data page.
  let pages: [(size: Int, rows: Int)]
  /// The column index, nil if there is none.
  let columnIndex: [UInt8]?
  /// The bytes of the dictionary page, 0 if there is none.
  private let dictionarySize: Int
  private let description: ColumnChunk

  /// The bytes of all pages.
  var size: Int { description.compressedSize }
  /// The bytes of all pages before compression.
  var uncompressedSize: Int { description.uncompressedSize }

  /// Puts the parts of a chunk together.
  init(_ encoder: ChunkEncoder, _ parts: [ChunkEncoder.Part]) {
    let declared = encoder.declared
    let hasDictionary = encoder.isDictionaryEncoded
    let all = parts.flatMap(\.pages)
    let data = Array(all.dropFirst(hasDictionary ? 1 : 0))
    let isText = declared.type == .string
    self.parts = parts.map(\.bytes)
    pages = data.map { ($0.size, $0.rows) }
    dictionarySize = hasDictionary ? all.first?.size ?? 0 : 0
    let isList = declared.type.depth > 0
    columnIndex = isList ? nil : PageIndexWriter.columns(data, isText: isText)
    var chunk = ColumnChunk()
    chunk.type = declared.type.physical
    chunk.path = declared.type.path(declared.name)
    chunk.codec = Codec.zstd.rawValue
    chunk.statistics = isList ? nil : Statistics(data, isText: isText)
    var encodings: [ValueEncoding] = [encoder.encoding]
    if hasDictionary { encodings.append(.plain) }
    if isList || declared.nullable { encodings.append(.rle) }
    chunk.encodings = encodings.map(\.rawValue)
    chunk.valueCount = data.reduce(0) { $0 + $1.values }
    chunk.uncompressedSize = all.reduce(0) { $0 + $1.uncompressedSize }
    chunk.compressedSize = all.reduce(0) { $0 + $1.size }
    var headers: UInt32 = 0
    for part in parts {
      var position = 0
      for page in part.pages {
        headers = Checksum.crc32(Array(part.bytes[position..<position + page.headerSize]), after: headers)
        position += page.size
      }
    }
    chunk.keyValues = [KeyValue(key: Footer.headerChecksumKey, value: String(headers))]
    if let columnIndex {
      chunk.keyValues.append(
        KeyValue(key: Footer.columnIndexChecksumKey, value: String(Checksum.crc32(columnIndex))))
    }
    description = chunk
  }

  /// What the footer says of the chunk if it begins at `start`.
  func placed(at start: Int) -> ColumnChunk {
    var chunk = description
    chunk.dictionaryPageOffset = dictionarySize > 0 ? start : nil
    chunk.dataPageOffset = start + dictionarySize
    return chunk
  }
}
