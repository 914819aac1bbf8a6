import Storage

/// The digest over one column, made while its rows pass; see `ContentDigest`.
struct ColumnDigest: Sendable {
  private let declared: ColumnSchema
  private var blocks: [Digest] = []
  private var block = ValueHash()
  /// The rows of the block at hand that are hashed, or, if the column is nullable, held: the bitmap comes first.
  private(set) var blockRows = 0
  private var held: [ColumnPiece] = []

  /// Begins with no rows.
  init(_ declared: ColumnSchema) {
    self.declared = declared
  }

  /// Adds the rows `rows` of a column of the declared type.
  ///
  /// - Throws: `ColumnarError` with cause `type` where it is of another.
  mutating func append(_ column: Column, _ rows: Range<Int>) throws(ColumnarError) {
    var row = rows.lowerBound
    while row < rows.upperBound {
      let count = min(ContentDigest.blockRows - blockRows, rows.upperBound - row)
      let range = row..<row + count
      if !declared.nullable {
        block.update(column.values, range)
      } else if count == ContentDigest.blockRows {
        hash(column, range)
      } else {
        held.append(ColumnPiece(column.slice(range), 0..<count))
      }
      blockRows += count
      row += count
      if blockRows == ContentDigest.blockRows { try endBlock() }
    }
  }

  /// Adds the rows of a digest that began where a block of this one would begin.
  mutating func append(_ other: ColumnDigest) {
    blocks += other.blocks
    block = other.block
    blockRows = other.blockRows
    held = other.held
  }

  /// The digest of the rows so far.
  ///
  /// - Throws: As `append` does.
  func finalize() throws(ColumnarError) -> Digest {
    var builder = DigestBuilder()
    for block in try allBlocks() { builder.update(block.bytes) }
    return builder.finalize()
  }

  /// The digests of the blocks of the rows so far.
  ///
  /// - Throws: As `append` does.
  func allBlocks() throws(ColumnarError) -> [Digest] {
    var copy = self
    if copy.blockRows > 0 { try copy.endBlock() }
    return copy.blocks
  }

  /// Divides rows at the borders of blocks, so that each part can be hashed by itself.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - taken: How many rows the block at hand has already.
  /// - Returns: The parts in order; the first one goes on with the block at hand if `taken` is not 0.
  static func parts(_ rows: Range<Int>, taken: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var row = rows.lowerBound
    var room = ContentDigest.blockRows - taken
    while row < rows.upperBound {
      let end = min(row + room, rows.upperBound)
      parts.append(row..<end)
      row = end
      room = ContentDigest.blockRows
    }
    return parts
  }

  /// The digest that goes on with the part `part`, where `isFirst` says that it is the first of `parts`.
  func continued(_ column: Column, _ part: Range<Int>, isFirst: Bool) throws(ColumnarError) -> ColumnDigest {
    var digest = isFirst ? self : ColumnDigest(declared)
    try digest.append(column, part)
    return digest
  }

  /// This digest and those of the parts after it put together.
  static func joined(_ parts: [ColumnDigest]) -> ColumnDigest? {
    guard var first = parts.first else { return nil }
    for part in parts.dropFirst() { first.append(part) }
    return first
  }

  private mutating func endBlock() throws(ColumnarError) {
    if let whole = try Column.joined(held) { hash(whole, 0..<whole.count) }
    held = []
    blocks.append(block.finalize())
    block = ValueHash()
    blockRows = 0
  }

  /// Hashes the bitmap and the values that are there.
  private mutating func hash(_ column: Column, _ range: Range<Int>) {
    guard let validity = column.validity else {
      var bitmap = [UInt8](repeating: 0xFF, count: (range.count + 7) / 8)
      if range.count & 7 != 0 { bitmap[bitmap.count - 1] = 1 << UInt8(range.count & 7) - 1 }
      block.update(bitmap)
      block.update(column.values, range)
      return
    }
    var bitmap = [UInt8](repeating: 0, count: (range.count + 7) / 8)
    var present: [Int] = []
    for (bit, row) in range.enumerated() where validity[row] {
      bitmap[bit >> 3] |= 1 << UInt8(bit & 7)
      present.append(row)
    }
    block.update(bitmap)
    if present.count == range.count {
      block.update(column.values, range)
    } else {
      block.update(column.values.gather(present), 0..<present.count)
    }
  }
}
