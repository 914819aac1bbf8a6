/// Which rows a page has, and which of the column chunk's values.
struct PagePlan: Sendable {
  /// How many bytes of values a page is to have, before compression.
  ///
  /// Of embeddings of 512 numbers that is 32 rows, so that a row that is asked for alone costs a sixteenth of what it would
  /// with pages of 1 MiB; 200,000 of them take 0.5 % less than pyarrow's file with such pages.
  static let bytes = 1 << 16
  /// How many rows a page is to have at most.
  static let rows = 1 << 14

  let rows: Range<Int>
  let values: Range<Int>

  /// Divides the rows of a chunk into pages; a row is never divided.
  static func plan(_ chunk: ChunkRows) -> [PagePlan] {
    let column = chunk.column
    var plans: [PagePlan] = []
    var row = chunk.rows.lowerBound
    var value = chunk.leaves.lowerBound
    while row < chunk.rows.upperBound {
      var low = row + 1
      var high = min(chunk.rows.upperBound, row + rows)
      let base = column.values.plainBytes(upTo: row)
      while low < high {
        let middle = (low + high + 1) / 2
        if column.values.plainBytes(upTo: middle) - base <= bytes { low = middle } else { high = middle - 1 }
      }
      let end: Int
      if chunk.isCompacted, let validity = column.validity {
        end = value + validity[row..<low].count { $0 }
      } else {
        end = column.values.leafCount(upTo: low)
      }
      plans.append(PagePlan(rows: row..<low, values: value..<end))
      value = end
      row = low
    }
    return plans
  }
}

/// A column's part of a row group before it is encoded: which rows, and the innermost values of those.
struct ChunkRows: Sendable {
  let column: Column
  let rows: Range<Int>
  /// The innermost values; of a column without lists only those that are there.
  let leaf: ColumnValues
  /// Which of `leaf` belong to the rows.
  let leaves: Range<Int>
  /// How many rows have no value.
  let missing: Int
  /// Whether `leaf` holds fewer values than there are rows because some are missing.
  let isCompacted: Bool

  /// Takes the rows `rows` of a column.
  init(_ column: Column, _ rows: Range<Int>) {
    self.column = column
    self.rows = rows
    var leaf = column.values
    var range = rows
    var isList = false
    while case .list(let elements, let offsets) = leaf {
      range = offsets[range.lowerBound]..<offsets[range.upperBound]
      leaf = elements
      isList = true
    }
    missing = column.validity.map { $0[rows].count { !$0 } } ?? 0
    isCompacted = missing > 0 && !isList
    if isCompacted {
      leaf = leaf.gather(rows.filter { column.isValid($0) })
      range = 0..<leaf.count
    }
    self.leaf = leaf
    leaves = range
  }
}

extension ColumnValues {
  /// How many bytes the values of the rows before `row` take in plain encoding; a bit counts as a byte.
  func plainBytes(upTo row: Int) -> Int {
    switch self {
    case .bool: row
    case .int32, .float: row * 4
    case .int64, .double: row * 8
    case .digest: row * 32
    case .string(let texts): texts.offsets[row] + 4 * row
    case .list(let elements, let offsets): elements.plainBytes(upTo: offsets[row])
    case .binary, .fixed, .nullable: 0
    }
  }

  /// How many innermost values the rows before `row` have.
  fileprivate func leafCount(upTo row: Int) -> Int {
    guard case .list(let elements, let offsets) = self else { return row }
    return elements.leafCount(upTo: offsets[row])
  }
}
