/// Encodes a column's part of a row group: first what is common to its pages, then each page by itself.
struct ChunkEncoder: Sendable {
  /// A page as it went into the bytes of its part.
  struct Page: Sendable {
    /// The bytes of its header, and of all of it.
    let headerSize: Int
    let size: Int
    /// Header and values before compression.
    let uncompressedSize: Int
    let rows: Int
    /// How many levels it has, missing values and empty lists counted.
    let values: Int
    let missing: Int
    let bounds: PageBounds
  }

  /// Some pages, one behind the other.
  struct Part: Sendable {
    let bytes: [UInt8]
    let pages: [Page]
  }

  let declared: ColumnSchema
  let pages: [PagePlan]
  let chunk: ChunkRows
  private let dictionary: DictionaryBuilder?
  private let form: PageForm
  private let isAscending: Bool

  /// Whether the pages hold indices into a dictionary.
  var isDictionaryEncoded: Bool { dictionary != nil }
  /// How the values of its data pages are encoded.
  var encoding: ValueEncoding {
    if dictionary != nil { return .rleDictionary }
    return form == .plain ? .plain : .byteStreamSplit
  }

  /// Looks through one row at least.
  ///
  /// - Parameters:
  ///   - chunk: The rows.
  ///   - declared: The column.
  ///   - isAscending: Whether the values are known to ascend strictly, as those of a key of one column do.
  ///   - pool: Whose compressors are used.
  /// - Throws: `ColumnarError`.
  init(_ chunk: ChunkRows, _ declared: ColumnSchema, isAscending: Bool, _ pool: CompressorPool) throws {
    self.declared = declared
    self.chunk = chunk
    self.isAscending = isAscending && chunk.missing == 0
    pages = PagePlan.plan(chunk)
    dictionary = isAscending ? nil : DictionaryBuilder(chunk.leaf, chunk.leaves)
    let width: Int? = if case .float = chunk.leaf { 4 } else if case .double = chunk.leaf { 8 } else { nil }
    if let width, !chunk.leaves.isEmpty {
      form =
        try pool.use { compressor in
          try PlainEncoder.withBytes(chunk.leaf, chunk.leaves) { bytes in
            try PageForm.choose(bytes, width: width, compressor)
          }
        } ?? .plain
    } else {
      form = .plain
    }
  }

  /// The dictionary page, if there is a dictionary.
  ///
  /// - Throws: `ColumnarError`.
  func dictionaryPart(_ compressor: Compressor) throws -> Part? {
    guard let dictionary else { return nil }
    let count = dictionary.values.count
    let size = PlainEncoder.size(dictionary.values, 0..<count)
    return try Self.part(bound: Self.bound(size)) { target in
      let body = compressor.reserveBody(size)
      PlainEncoder.write(dictionary.values, 0..<count, to: body)
      let kind = PageHeader.Kind.dictionary(values: count, encoding: ValueEncoding.plain.rawValue)
      let (size, headerSize, uncompressed) = try Self.pack(kind, body.count, to: target) {
        try compressor.pack(UnsafeRawBufferPointer(body), into: $0)
      }
      return [
        Page(
          headerSize: headerSize, size: size, uncompressedSize: uncompressed, rows: 0, values: 0, missing: 0,
          bounds: .none)
      ]
    }
  }

  /// The data pages `range`.
  ///
  /// - Throws: `ColumnarError`.
  func part(_ range: Range<Int>, _ compressor: Compressor) throws -> Part {
    let levels = range.map {
      LevelEncoder.encode(chunk.column, pages[$0].rows, depth: declared.type.depth, nullable: declared.nullable)
    }
    let bound = zip(range, levels).reduce(0) { $0 + Self.bound($1.1.0.count + valuesBound(pages[$1.0].values)) }
    return try Self.part(bound: bound) { target in
      var position = 0
      return try zip(range, levels).map { index, levels in
        let rest = UnsafeMutableRawBufferPointer(rebasing: target[position...])
        let page = try encode(pages[index], levels.0, count: levels.count, compressor, to: rest)
        position += page.size
        return page
      }
    }
  }

  private func encode(
    _ plan: PagePlan, _ levels: [UInt8], count: Int, _ compressor: Compressor,
    to target: UnsafeMutableRawBufferPointer
  ) throws -> Page {
    let kind = PageHeader.Kind.dataV1(
      values: count, encoding: encoding.rawValue, definitionEncoding: ValueEncoding.rle.rawValue,
      repetitionEncoding: ValueEncoding.rle.rawValue)
    let (size, headerSize, uncompressed): (Int, Int, Int)
    if case .split(let packed, let isCounted) = form, !plan.values.isEmpty {
      let width = declared.type.physical == .float ? 4 : 8
      (size, headerSize, uncompressed) = try Self.pack(kind, levels.count + plan.values.count * width, to: target) {
        target in
        try levels.withUnsafeBytes { levels in
          try PlainEncoder.withBytes(chunk.leaf, plan.values) { values in
            try SplitFrame.pack(
              levels: levels, values: values, width: width, form: (packed, isCounted), compressor, into: target)
          }
        } ?? 0
      }
    } else if let dictionary {
      let body = compressor.reserveBody(levels.count + valuesBound(plan.values))
      levels.withUnsafeBytes { body.copyMemory(from: $0) }
      body[levels.count] = UInt8(dictionary.bitWidth)
      let first = chunk.leaves.lowerBound
      let written = dictionary.indices.withUnsafeBufferPointer { all in
        HybridEncoder.encode(
          UnsafeBufferPointer(rebasing: all[plan.values.lowerBound - first..<plan.values.upperBound - first]),
          bitWidth: dictionary.bitWidth, to: UnsafeMutableRawBufferPointer(rebasing: body[(levels.count + 1)...]))
      }
      let used = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(body)[..<(levels.count + 1 + written)])
      (size, headerSize, uncompressed) = try Self.pack(kind, used.count, to: target) {
        try compressor.pack(used, into: $0)
      }
    } else {
      let valuesSize = valuesBound(plan.values)
      (size, headerSize, uncompressed) = try Self.pack(kind, levels.count + valuesSize, to: target) { target in
        if levels.isEmpty,
          let size = try PlainEncoder.withBytes(chunk.leaf, plan.values, { try compressor.pack($0, into: target) })
        {
          return size
        }
        let body = compressor.reserveBody(levels.count + valuesSize)
        levels.withUnsafeBytes { body.copyMemory(from: $0) }
        PlainEncoder.write(
          chunk.leaf, plan.values, to: UnsafeMutableRawBufferPointer(rebasing: body[levels.count...]))
        return try compressor.pack(UnsafeRawBufferPointer(body), into: target)
      }
    }
    return Page(
      headerSize: headerSize, size: size, uncompressedSize: uncompressed, rows: plan.rows.count, values: count,
      missing: chunk.isCompacted ? plan.rows.count - plan.values.count : 0, bounds: bounds(plan))
  }

  private func bounds(_ plan: PagePlan) -> PageBounds {
    guard declared.type.depth == 0 else { return .none }
    guard let dictionary else { return PageBounds(chunk.leaf, plan.values, isAscending: isAscending) }
    let first = chunk.leaves.lowerBound
    return dictionary.indices.withUnsafeBufferPointer {
      PageBounds(
        dictionary.values,
        used: UnsafeBufferPointer(rebasing: $0[plan.values.lowerBound - first..<plan.values.upperBound - first]))
    }
  }

  /// How many bytes the values `range` take at most before compression.
  private func valuesBound(_ range: Range<Int>) -> Int {
    guard let dictionary else { return PlainEncoder.size(chunk.leaf, range) }
    return 1 + HybridEncoder.bound(range.count, bitWidth: dictionary.bitWidth)
  }

  /// How many bytes a page of `count` bytes takes at most with its header.
  private static func bound(_ count: Int) -> Int { 64 + Compressor.bound(count) }

  /// Bytes that are written in place; memory that is not written is never touched.
  private static func part(bound: Int, _ write: (UnsafeMutableRawBufferPointer) throws -> [Page]) throws -> Part {
    var pages: [Page] = []
    let bytes = try [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      pages = try write(UnsafeMutableRawBufferPointer(buffer))
      count = pages.reduce(0) { $0 + $1.size }
    }
    return Part(bytes: bytes, pages: pages)
  }

  /// Writes a header and what `body` packs behind it.
  ///
  /// - Returns: The bytes of the page, of its header, and of header and body before compression.
  private static func pack(
    _ kind: PageHeader.Kind, _ uncompressed: Int, to target: UnsafeMutableRawBufferPointer,
    _ body: (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws -> (size: Int, headerSize: Int, uncompressed: Int) {
    guard uncompressed <= Int(Int32.max) / 2 else {
      throw ColumnarError(.tooLarge(bytes: uncompressed, limit: Int(Int32.max) / 2))
    }
    // The header's length depends on the packed size, so the body is moved up to it afterwards.
    let room = 64
    let size = try body(UnsafeMutableRawBufferPointer(rebasing: target[room...]))
    let packed = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(target)[room..<room + size])
    let header = PageHeader(
      kind, uncompressedSize: uncompressed, compressedSize: size, checksum: Checksum.crc32(packed)
    ).encoded()
    let count = header.count
    UnsafeMutableRawBufferPointer(rebasing: target[count..<count + size]).copyMemory(from: packed)
    header.withUnsafeBytes { target.copyMemory(from: $0) }
    return (count + size, count, count + uncompressed)
  }
}
