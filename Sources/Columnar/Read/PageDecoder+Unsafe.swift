/// Decodes the pages of one column chunk, any number of them at the same time.
struct PageDecoder: Sendable {
  /// What decodes the values.
  private enum Values: Sendable {
    case fixed(FixedDecoder)
    case texts(dictionary: StringArray?, isText: Bool)
  }

  let column: FileColumn
  /// How many bytes a value takes in memory, 0 for texts.
  let width: Int
  private let codec: Codec
  /// What memory for texts is taken from.
  var budget: MemoryBudget
  private var values: Values

  /// Prepares for a chunk.
  ///
  /// - Throws: `ColumnarError` if the codec is not supported or the type is none.
  init(_ column: FileColumn, _ chunk: ColumnChunk, budget: MemoryBudget) throws(ColumnarError) {
    self.column = column
    self.budget = budget
    codec = try Codec(number: chunk.codec)
    width = try column.valueWidth()
    values =
      width == 0
      ? .texts(dictionary: nil, isText: column.leafType == .string)
      : .fixed(FixedDecoder(column.physical, width: width))
  }

  /// Takes the dictionary page.
  ///
  /// - Throws: `ColumnarError`.
  mutating func setDictionary(
    _ body: UnsafeRawBufferPointer, _ page: StoredPage, scratch: Scratch
  ) throws(ColumnarError) {
    guard case .dictionary(let count, let encoding) = page.header.kind else {
      throw ColumnarError(.inconsistent(.dictionary))
    }
    try Self.check(body, page.header)
    guard encoding == ValueEncoding.plain.rawValue || encoding == ValueEncoding.plainDictionary.rawValue else {
      throw ColumnarError(.unsupported("dictionary encoding"))
    }
    try budget.take(page.header.uncompressedSize, of: 1)
    let plain = try unpacked(body, page.header.uncompressedSize, scratch)
    switch values {
    case .fixed(var decoder):
      try decoder.setDictionary(plain, count)
      values = .fixed(decoder)
    case .texts(_, let isText):
      guard count <= plain.count / 4 else { throw ColumnarError(.inconsistent(.dictionary)) }
      try budget.take(count, of: MemoryLayout<Int>.size)
      values = .texts(dictionary: try TextDecoder.plain(plain, count: count, isText: isText), isText: isText)
    }
  }

  /// Decodes a data page.
  ///
  /// - Parameters:
  ///   - body: The page as stored.
  ///   - page: What its header says.
  ///   - target: Room for as many values of `width` bytes as the header says; filled from the beginning on with one for
  ///     each place, 0 where a value is missing. Empty for texts.
  ///   - scratch: Memory for what is between.
  /// - Returns: The page's rows.
  /// - Throws: `ColumnarError`.
  func decode(
    _ body: UnsafeRawBufferPointer, _ page: StoredPage, into target: UnsafeMutableRawBufferPointer, scratch: Scratch
  ) throws(ColumnarError) -> PageRows {
    try Self.check(body, page.header)
    switch page.header.kind {
    case .dataV1(let count, let encoding, let definition, let repetition):
      if let direct = try unpackDirectly(body, page, encoding, into: target, scratch) { return direct }
      var rest = try unpacked(body, page.header.uncompressedSize, scratch)
      let repetitions = try Self.levels(&rest, repetition, count, column.maximumRepetition)
      let definitions = try Self.levels(&rest, definition, count, column.maximumDefinition)
      let rows = try PageRows(
        column, count: count, definitions: definitions, repetitions: repetitions, scratch: scratch)
      return try fill(rows, rest, encoding, target)
    case .dataV2(let count, let nulls, _, let encoding, let definition, let repetition, let isCompressed):
      guard definition <= body.count, repetition <= body.count - definition,
        definition + repetition <= page.header.uncompressedSize
      else { throw ColumnarError(.inconsistent(.pageSize)) }
      let rows = try PageRows(
        column, count: count,
        definitions: column.maximumDefinition == 0
          ? .none : .hybrid(UnsafeRawBufferPointer(rebasing: body[repetition..<repetition + definition])),
        repetitions: column.maximumRepetition == 0
          ? .none : .hybrid(UnsafeRawBufferPointer(rebasing: body[..<repetition])), scratch: scratch)
      if column.maximumRepetition == 0, count - rows.present != nulls { throw ColumnarError(.inconsistent(.levels)) }
      let rest = UnsafeRawBufferPointer(rebasing: body[(definition + repetition)...])
      let size = page.header.uncompressedSize - definition - repetition
      guard isCompressed, codec != .uncompressed, size > 0 else { return try fill(rows, rest, encoding, target) }
      if isPlain(encoding), size == rows.present * width {
        try Decompressor.check(rest, of: codec, size: size)
        try scratch.decompressor.unpack(
          rest, of: codec, into: UnsafeMutableRawBufferPointer(rebasing: target[..<size]))
        spread(rows, target)
        return rows
      }
      return try fill(rows, unpacked(rest, size, scratch), encoding, target)
    case .dictionary, .other: throw ColumnarError(.inconsistent(.pageHeader))
    }
  }

  /// Checks the page's bytes against the header.
  private static func check(_ body: UnsafeRawBufferPointer, _ header: PageHeader) throws(ColumnarError) {
    guard body.count == header.compressedSize else { throw ColumnarError(.inconsistent(.pageSize)) }
    if let checksum = header.checksum, Checksum.crc32(body) != checksum { throw ColumnarError(.pageChecksum) }
  }

  /// Whether values lie in the page as in memory.
  private func isPlain(_ encoding: Int32) -> Bool {
    encoding == ValueEncoding.plain.rawValue && width > 0 && column.physical != .boolean
  }

  /// A page of nothing but plain values is unpacked into the column itself.
  private func unpackDirectly(
    _ body: UnsafeRawBufferPointer, _ page: StoredPage, _ encoding: Int32, into target: UnsafeMutableRawBufferPointer,
    _ scratch: Scratch
  ) throws(ColumnarError) -> PageRows? {
    let size = page.header.uncompressedSize
    guard column.maximumDefinition == 0, column.maximumRepetition == 0, isPlain(encoding),
      size == page.valueCount * width, size <= target.count
    else { return nil }
    try Decompressor.check(body, of: codec, size: size)
    try scratch.decompressor.unpack(
      body, of: codec, into: UnsafeMutableRawBufferPointer(rebasing: target[..<size]))
    return PageRows(counts: [page.valueCount], present: page.valueCount)
  }

  private func unpacked(
    _ body: UnsafeRawBufferPointer, _ size: Int, _ scratch: Scratch
  ) throws(ColumnarError) -> UnsafeRawBufferPointer {
    try Decompressor.check(body, of: codec, size: size)
    if codec == .uncompressed { return body }
    let target = scratch.unpacked.room(size)
    try scratch.decompressor.unpack(body, of: codec, into: target)
    return UnsafeRawBufferPointer(target)
  }

  /// Decodes the values of a page whose levels are known.
  private func fill(
    _ rows: PageRows, _ bytes: UnsafeRawBufferPointer, _ encoding: Int32, _ target: UnsafeMutableRawBufferPointer
  ) throws(ColumnarError) -> PageRows {
    guard let encoding = ValueEncoding(rawValue: encoding) else {
      throw ColumnarError(.unsupported("encoding \(encoding)"))
    }
    let page = DataPage(bytes: bytes, encoding: encoding, count: rows.present)
    switch values {
    case .fixed(let decoder):
      try decoder.decode(page, into: UnsafeMutableRawBufferPointer(rebasing: target[..<(rows.present * width)]))
      spread(rows, target)
      return rows
    case .texts(let dictionary, let isText):
      var rows = rows
      let texts = try TextDecoder.decode(page, dictionary: dictionary, limit: budget.left, isText: isText)
      // Once for the page, once for the column.
      try budget.take(texts.bytes.count + texts.offsets.count * MemoryLayout<Int>.size, of: 2)
      rows.texts = texts
      return rows
    }
  }

  /// Moves values apart, from the last on, so that each stands at its place.
  private func spread(_ rows: PageRows, _ target: UnsafeMutableRawBufferPointer) {
    guard let validity = rows.validity, let base = target.baseAddress else { return }
    var next = rows.present
    var place = validity.count
    while place > next {
      place -= 1
      if validity[place] {
        next -= 1
        (base + place * width).copyMemory(from: base + next * width, byteCount: width)
      } else {
        (base + place * width).initializeMemory(as: UInt8.self, repeating: 0, count: width)
      }
    }
  }

  private static func levels(
    _ rest: inout UnsafeRawBufferPointer, _ encoding: Int32, _ count: Int, _ maximum: Int
  ) throws(ColumnarError) -> StoredLevels {
    guard maximum > 0 else { return .none }
    if encoding == ValueEncoding.bitPacked.rawValue {
      let bits = Int.bitWidth - maximum.leadingZeroBitCount
      let length = (count * bits + 7) / 8
      guard length <= rest.count else { throw ColumnarError(.inconsistent(.levels)) }
      defer { rest = UnsafeRawBufferPointer(rebasing: rest[length...]) }
      return .bitPacked(UnsafeRawBufferPointer(rebasing: rest[..<length]))
    }
    guard encoding == ValueEncoding.rle.rawValue else {
      throw ColumnarError(.unsupported("level encoding \(encoding)"))
    }
    guard rest.count >= 4 else { throw ColumnarError(.inconsistent(.levels)) }
    let length = Int(UInt32(littleEndian: rest.loadUnaligned(as: UInt32.self)))
    guard length <= rest.count - 4 else { throw ColumnarError(.inconsistent(.levels)) }
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[(4 + length)...]) }
    return .hybrid(UnsafeRawBufferPointer(rebasing: rest[4..<4 + length]))
  }
}

extension FileColumn {
  /// How many bytes a value takes in memory, 0 for texts and bytes of any length.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent(.schemaTree)` for values of a fixed length that is none.
  func valueWidth() throws(ColumnarError) -> Int {
    switch physical {
    case .boolean: return 1
    case .int32, .float: return 4
    case .int64, .double: return 8
    case .int96: return 12
    case .byteArray: return 0
    case .fixedLengthByteArray:
      guard typeLength > 0 else { throw ColumnarError(.inconsistent(.schemaTree)) }
      return typeLength
    }
  }
}
