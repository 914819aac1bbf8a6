import Columnar
import Parallel

/// Compares two tables that ascend by the same key, in one pass over both: a merge join, one chunk of each in memory.
package struct TableDiffer: Sendable {
  private let key: [String]
  private let tolerances: [String: Double]
  private let sampleRows: Int

  /// Prepares a comparison.
  ///
  /// - Parameters:
  ///   - key: The columns that identify a row and that both tables ascend by; empty compares rows by their position.
  ///   - tolerances: By column, how far apart numbers may be and still count as equal.
  ///   - sampleRows: How many rows that differ are kept.
  package init(key: [String], tolerances: [String: Double] = [:], sampleRows: Int = 0) {
    self.key = key
    self.tolerances = tolerances
    self.sampleRows = max(0, sampleRows)
  }

  /// Compares two tables.
  ///
  /// Where they do not share the columns of the key, rows are compared by their position.
  ///
  /// - Throws: `ColumnarError` with cause `keyDescends` or `keyRepeats` if a table is not in the order of its key; what
  ///   reading throws.
  package func compare(_ old: TableStream, _ new: TableStream) throws -> TableComparison {
    let plan = Plan(key: key, old: old.columns, new: new.columns)
    var state = State(
      comparison: plan.comparison, plan: plan, tolerances: tolerances, sampleRows: sampleRows)
    var left = Side(old, plan)
    var right = Side(new, plan)
    while true {
      try Self.refill(&left, &right)
      guard left.left > 0, right.left > 0 else { break }
      let window = min(left.left, right.left)
      let common =
        plan.key.isEmpty
        ? window : KeyOrder.common(left.keys, left.position, right.keys, right.position, window)
      if common > 0 {
        try state.compare(left, right, common)
        left.position += common
        right.position += common
      }
      guard common < window else { continue }
      // Both have a row here, and their keys differ: the smaller one is not in the other table.
      if KeyOrder.compare(left.keys, left.position, right.keys, right.position) < 0 {
        state.alone(.removed, left, 1)
        left.position += 1
      } else {
        state.alone(.added, right, 1)
        right.position += 1
      }
    }
    while left.left > 0 {
      state.alone(.removed, left, left.left)
      left.position += left.left
      try left.refill()
    }
    while right.left > 0 {
      state.alone(.added, right, right.left)
      right.position += right.left
      try right.refill()
    }
    return state.finished(old: left.row, new: right.row)
  }

  /// Reads the next chunk of whichever side has come to the end of one; of both at once if both have.
  private static func refill(_ left: inout Side, _ right: inout Side) throws {
    while left.needsChunk, right.needsChunk {
      let sides = [left, right]
      let filled = try Parallel.map(2, threads: 2) { index in
        var side = sides[index]
        try side.advance()
        return side
      }
      left = filled[0]
      right = filled[1]
    }
    try left.refill()
    try right.refill()
  }
}
