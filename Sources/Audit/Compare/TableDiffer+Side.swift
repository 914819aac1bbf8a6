import Columnar
import Texts

extension TableDiffer {
  /// Which columns are keys, and which are compared.
  struct Plan: Sendable {
    let key: [String]
    let keyTypes: [ColumnType]
    let compared: [ColumnSchema]
    let comparison: TableComparison

    init(key: [String], old: [ColumnSchema], new: [ColumnSchema]) {
      func find(_ name: String, _ columns: [ColumnSchema]) -> ColumnSchema? {
        columns.first { $0.name.equalsByBytes(name) }
      }
      let shared = key.compactMap { name -> ColumnType? in
        guard let a = find(name, old), let b = find(name, new), a.type == b.type, KeyOrder.canOrder(a.type) else {
          return nil
        }
        return a.type
      }
      let usable = shared.count == key.count
      self.key = usable ? key : []
      keyTypes = usable ? shared : []
      var comparison = TableComparison(key: self.key)
      var compared: [ColumnSchema] = []
      for column in new {
        guard let before = find(column.name, old) else {
          comparison.columnsAdded.append(column.name)
          continue
        }
        if before.type != column.type {
          comparison.columnsRetyped.append(column.name)
        } else if !self.key.contains(where: { $0.equalsByBytes(column.name) }) {
          compared.append(column)
        }
      }
      comparison.columnsRemoved = old.map(\.name).filter { find($0, new) == nil }
      self.compared = compared
      self.comparison = comparison
    }
  }

  /// One of the two tables, at a place.
  struct Side: Sendable {
    private let stream: TableStream
    private let names: [String]
    private let keyCount: Int
    private(set) var keys: [Column] = []
    private(set) var values: [Column] = []
    private var chunk = 0
    private var count = 0
    /// The row of the table at which the chunk begins.
    private var start = 0
    /// The place in the chunk.
    var position = 0

    init(_ stream: TableStream, _ plan: Plan) {
      self.stream = stream
      names = plan.key + plan.compared.map(\.name)
      keyCount = plan.key.count
    }

    /// The rows of the chunk that are still to come.
    var left: Int { count - position }
    /// The number of the row in the table.
    var row: Int { start + position }
    /// Whether the chunk is at its end and there is another.
    var needsChunk: Bool { left == 0 && chunk < stream.chunks }

    mutating func refill() throws {
      while needsChunk { try advance() }
    }

    /// Reads the next chunk and checks that its keys ascend, and go on from the one before.
    mutating func advance() throws {
      // A table of which no column is compared still has rows.
      let wanted = names.isEmpty ? Array(stream.columns.prefix(1).map(\.name)) : names
      let columns = try stream.read(chunk, wanted)
      let before = keys
      let last = count - 1
      start += count
      count = columns.first?.count ?? 0
      position = 0
      chunk += 1
      keys = Array(columns.prefix(keyCount))
      values = names.isEmpty ? [] : Array(columns.dropFirst(keyCount))
      guard keyCount > 0 else { return }
      if last >= 0, count > 0 { try check(KeyOrder.compare(before, last, keys, 0), row: start) }
      for row in stride(from: 1, to: count, by: 1) {
        try check(KeyOrder.compare(keys, row - 1, keys, row), row: start + row)
      }
    }

    private func check(_ sign: Int, row: Int) throws {
      guard sign < 0 else {
        throw ColumnarError(sign == 0 ? .keyRepeats : .keyDescends, column: names.first, row: row)
      }
    }
  }
}
