import Storage

/// The digest over one column, made while its rows pass; see `ContentDigest`.
struct ColumnDigest: Sendable {
  private let declared: ColumnSchema
  private var blocks = DigestBuilder()
  private var block = ValueHash()
  /// The rows of the block at hand that are hashed, or, if the column is nullable, held: the bitmap comes first.
  private var blockRows = 0
  private var held: Column

  /// Begins with no rows.
  init(_ declared: ColumnSchema) {
    self.declared = declared
    held = Column(.empty(declared.type))
  }

  /// Adds rows of the declared type.
  mutating func append(_ column: Column) {
    var row = 0
    while row < column.count {
      let count = min(ContentDigest.blockRows - blockRows, column.count - row)
      let range = row..<row + count
      if !declared.nullable {
        block.update(column.values, range)
      } else if count == ContentDigest.blockRows {
        hash(column, range)
      } else {
        // Of the same type, so that appending cannot fail.
        try? held.append(column.slice(range))
      }
      blockRows += count
      row += count
      if blockRows == ContentDigest.blockRows { endBlock() }
    }
  }

  /// The digest of the rows so far.
  func finalize() -> Digest {
    var copy = self
    if copy.blockRows > 0 { copy.endBlock() }
    return copy.blocks.finalize()
  }

  private mutating func endBlock() {
    if held.count > 0 {
      hash(held, 0..<held.count)
      held = Column(.empty(declared.type))
    }
    blocks.update(block.finalize().bytes)
    block = ValueHash()
    blockRows = 0
  }

  /// Hashes the bitmap and the values that are there.
  private mutating func hash(_ column: Column, _ range: Range<Int>) {
    var bitmap = [UInt8](repeating: 0, count: (range.count + 7) / 8)
    var present: [Int] = []
    for (bit, row) in range.enumerated() where column.isValid(row) {
      bitmap[bit >> 3] |= 1 << UInt8(bit & 7)
      if column.validity != nil { present.append(row) }
    }
    block.update(bitmap)
    if column.validity == nil || present.count == range.count {
      block.update(column.values, range)
    } else {
      block.update(column.values.gather(present), 0..<present.count)
    }
  }
}
