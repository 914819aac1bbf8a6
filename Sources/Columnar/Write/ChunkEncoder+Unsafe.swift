import Parallel

/// Encodes a column's part of a row group: first what is common to its pages, then each page by itself.
struct ChunkEncoder: Sendable {
  /// How many bytes of values a page is to have, before compression.
  static let pageBytes = 1 << 20

  /// A page's rows, and its values among those of the chunk that are there.
  struct PagePlan: Sendable {
    let rows: Range<Int>
    let values: Range<Int>
  }

  /// A page as it goes into the file.
  struct EncodedPage: Sendable {
    let header: [UInt8]
    let body: [UInt8]
    let uncompressedSize: Int
  }

  let declared: ColumnSchema
  let pages: [PagePlan]
  let statistics: Statistics?
  private let column: Column
  private let dense: ColumnValues
  private let dictionary: DictionaryBuilder?
  private let level: Int

  /// How many values there are, missing ones and empty lists counted.
  var isDictionaryEncoded: Bool { dictionary != nil }

  /// Looks through a column of one row at least.
  init(_ column: Column, _ declared: ColumnSchema, level: Int) {
    self.declared = declared
    self.column = column
    self.level = level
    var leaf = column.values
    while case .list(let elements, _) = leaf { leaf = elements }
    let missing = column.validity?.count { !$0 } ?? 0
    let isList = declared.type.depth > 0
    if missing > 0, !isList {
      leaf = leaf.gather(column.validity?.indices.filter { column.isValid($0) } ?? [])
    }
    dense = leaf
    dictionary = DictionaryBuilder(leaf)
    statistics = isList ? nil : Statistics(leaf, nullCount: missing)
    pages = Self.plan(column, dense: leaf, isCompacted: missing > 0 && !isList)
  }

  /// The dictionary page, if there is a dictionary.
  ///
  /// - Throws: `ColumnarError`.
  func dictionaryPage() throws -> EncodedPage? {
    guard let dictionary else { return nil }
    var body: [UInt8] = []
    PlainEncoder.append(dictionary.values, 0..<dictionary.values.count, to: &body)
    return try pack(
      body, .dictionary(values: dictionary.values.count, encoding: ValueEncoding.plain.rawValue))
  }

  /// A data page.
  ///
  /// - Returns: The page and how many values it has, missing ones and empty lists counted.
  /// - Throws: `ColumnarError`.
  func page(_ index: Int) throws -> (EncodedPage, values: Int) {
    let plan = pages[index]
    let depth = declared.type.depth
    var body: [UInt8] = []
    var count = plan.rows.count
    if depth > 0 || declared.nullable {
      var levels = LevelEncoder(depth: depth, nullable: declared.nullable)
      levels.append(column, plan.rows)
      count = levels.definitions.count
      if depth > 0 { Self.append(levels.repetitions, maximum: depth, to: &body) }
      Self.append(levels.definitions, maximum: levels.maximumDefinition, to: &body)
    }
    let encoding: ValueEncoding
    if let dictionary {
      encoding = .rleDictionary
      body.append(UInt8(dictionary.bitWidth))
      body += dictionary.indices.withUnsafeBufferPointer {
        HybridEncoder.encode(UnsafeBufferPointer(rebasing: $0[plan.values]), bitWidth: dictionary.bitWidth)
      }
    } else {
      encoding = .plain
      PlainEncoder.append(dense, plan.values, to: &body)
    }
    let page = try pack(
      body,
      .dataV1(
        values: count, encoding: encoding.rawValue, definitionEncoding: ValueEncoding.rle.rawValue,
        repetitionEncoding: ValueEncoding.rle.rawValue))
    return (page, count)
  }

  private func pack(_ body: [UInt8], _ kind: PageHeader.Kind) throws -> EncodedPage {
    guard body.count <= Int(Int32.max) / 2 else {
      throw ColumnarError(.tooLarge(bytes: body.count, limit: Int(Int32.max) / 2))
    }
    let packed = try body.withUnsafeBytes { try Compressor(level: level).pack($0) }
    let header = PageHeader(
      kind, uncompressedSize: body.count, compressedSize: packed.count, checksum: Checksum.crc32(packed))
    return EncodedPage(header: header.encoded(), body: packed, uncompressedSize: body.count)
  }

  private static func append(_ levels: [UInt8], maximum: Int, to body: inout [UInt8]) {
    let bitWidth = Int.bitWidth - maximum.leadingZeroBitCount
    let encoded = levels.withUnsafeBufferPointer { HybridEncoder.encode($0, bitWidth: bitWidth) }
    let length = UInt32(truncatingIfNeeded: encoded.count)
    for byte in 0..<4 { body.append(UInt8(truncatingIfNeeded: length >> UInt32(8 * byte))) }
    body += encoded
  }

  /// Divides the rows into pages of about `pageBytes`; a row is never divided.
  private static func plan(_ column: Column, dense: ColumnValues, isCompacted: Bool) -> [PagePlan] {
    var plans: [PagePlan] = []
    var row = 0
    var value = 0
    while row < column.count {
      var low = row + 1
      if isCompacted {
        // The values of rows that have none take no room, and so the rows must be counted through.
        var end = value + (column.isValid(row) ? 1 : 0)
        let base = dense.bytes(upTo: value)
        while low < column.count {
          let next = end + (column.isValid(low) ? 1 : 0)
          if dense.bytes(upTo: next) - base > pageBytes { break }
          end = next
          low += 1
        }
        plans.append(PagePlan(rows: row..<low, values: value..<end))
        value = end
      } else {
        let base = column.values.bytes(upTo: row)
        var high = column.count
        while low < high {
          let middle = (low + high + 1) / 2
          if column.values.bytes(upTo: middle) - base <= pageBytes { low = middle } else { high = middle - 1 }
        }
        let end = column.values.leafCount(upTo: low)
        plans.append(PagePlan(rows: row..<low, values: value..<end))
        value = end
      }
      row = low
    }
    return plans
  }
}

extension ColumnValues {
  /// How many bytes the values of the rows before `row` take in plain encoding; a bit counts as a byte.
  fileprivate func bytes(upTo row: Int) -> Int {
    switch self {
    case .bool: row
    case .int32, .float: row * 4
    case .int64, .double: row * 8
    case .digest: row * 32
    case .string(let texts): texts.offsets[row] + 4 * row
    case .list(let elements, let offsets): elements.bytes(upTo: offsets[row])
    case .binary, .fixed, .nullable: 0
    }
  }

  /// How many innermost values the rows before `row` have.
  fileprivate func leafCount(upTo row: Int) -> Int {
    guard case .list(let elements, let offsets) = self else { return row }
    return elements.leafCount(upTo: offsets[row])
  }
}
