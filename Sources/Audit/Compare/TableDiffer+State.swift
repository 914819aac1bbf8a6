import Columnar

extension TableDiffer {
  /// What was found so far.
  struct State {
    var comparison: TableComparison
    let plan: Plan
    let sampleRows: Int
    private var changes: [TableComparison.ColumnChange]
    private let limits: [Double?]

    init(comparison: TableComparison, plan: Plan, tolerances: [String: Double], sampleRows: Int) {
      self.comparison = comparison
      self.plan = plan
      self.sampleRows = sampleRows
      changes = plan.compared.map { TableComparison.ColumnChange(name: $0.name) }
      limits = plan.compared.map { tolerances[$0.name] }
    }

    /// Takes in `count` rows of both that have the same keys.
    mutating func compare(_ left: Side, _ right: Side, _ count: Int) throws {
      var marks: [Bool] = []
      for index in plan.compared.indices {
        var cells = 0
        var largest: Double?
        let pair = ColumnPair(old: left.values[index], new: right.values[index], tolerance: limits[index])
        do {
          try pair.scan(left.position, right.position, count) { row, difference in
            if marks.isEmpty { marks = Array(repeating: false, count: count) }
            marks[row] = true
            cells += 1
            if let difference, !difference.isNaN { largest = max(largest ?? 0, difference) }
          }
        } catch let error as ColumnarError {
          throw error.at(column: plan.compared[index].name)
        }
        changes[index].cells += cells
        if let largest { changes[index].largest = max(changes[index].largest ?? 0, largest) }
      }
      for (row, isMarked) in marks.enumerated() where isMarked {
        comparison.changed += 1
        if comparison.sample.count < sampleRows { try keep(left, right, row) }
      }
    }

    /// Takes in rows that only one table has.
    mutating func alone(_ kind: TableComparison.RowChange.Kind, _ side: Side, _ count: Int) {
      if kind == .added { comparison.added += count } else { comparison.removed += count }
      for row in 0..<min(count, sampleRows - comparison.sample.count) {
        comparison.sample.append(.init(kind: kind, key: key(side, row), cells: []))
      }
    }

    private mutating func keep(_ left: Side, _ right: Side, _ row: Int) throws {
      var cells: [TableComparison.RowChange.CellChange] = []
      for (index, column) in plan.compared.enumerated() {
        let pair = ColumnPair(old: left.values[index], new: right.values[index], tolerance: limits[index])
        var isChanged = false
        try pair.scan(left.position + row, right.position + row, 1) { _, _ in isChanged = true }
        guard isChanged else { continue }
        cells.append(
          .init(
            column: column.name, old: Cell(pair.old, row: left.position + row, type: column.type),
            new: Cell(pair.new, row: right.position + row, type: column.type)))
      }
      comparison.sample.append(.init(kind: .changed, key: key(right, row), cells: cells))
    }

    private func key(_ side: Side, _ row: Int) -> [Cell] {
      guard !plan.key.isEmpty else { return [.whole(Int64(side.row + row))] }
      return zip(side.keys, plan.keyTypes).map { Cell($0, row: side.position + row, type: $1) }
    }

    /// The result, when `old` and `new` rows have passed.
    func finished(old: Int, new: Int) -> TableComparison {
      var result = comparison
      result.oldRows = old
      result.newRows = new
      result.columns = changes.filter { $0.cells > 0 }
      return result
    }
  }
}
