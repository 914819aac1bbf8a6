import Columnar

/// The large columns of a model's hook, read and checked some rows at a time: what the members of a committee say, and vectors.
struct HookExtras {
  private let parts: TableParts
  private let stage: String
  /// The row in the hook's file of each image asked.
  private let rows: [Int]
  private let classes: Int
  private let hasMembers: Bool
  private let hasEmbedding: Bool
  private var memberCount: Int?
  private var dimensions: Int?
  /// What became of the rows of members.
  private(set) var divided = ProbabilityRows()
  /// How many rows of members there were.
  private(set) var memberRows = 0

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - parts: The hook's file, or files.
  ///   - stage: The stage, for errors.
  ///   - rows: The row in it of each image asked.
  ///   - classes: How many classes there are.
  ///   - hasMembers: Whether it has the column `members`.
  ///   - hasEmbedding: Whether it has the column `embedding`.
  init(parts: TableParts, stage: String, rows: [Int], classes: Int, hasMembers: Bool, hasEmbedding: Bool) {
    self.parts = parts
    self.stage = stage
    self.rows = rows
    self.classes = classes
    self.hasMembers = hasMembers
    self.hasEmbedding = hasEmbedding
  }

  /// The columns of some images, in their order; all values missing where the hook gave none.
  ///
  /// - Throws: `DataError` that names file, row and image; `HookTableError`, `StorageError`.
  mutating func read(_ range: Range<Int>, ids: [String]) throws -> (members: Column, embedding: Column) {
    guard hasMembers || hasEmbedding else { return (.noNestedLists(range.count), .noFloatLists(range.count)) }
    let columns =
      (hasMembers ? [ColumnSchema("members", .list(.list(.float)))] : [])
      + (hasEmbedding ? [ColumnSchema("embedding", .list(.float))] : [])
    let schema = TableSchema("predictions", key: [], "What a model's hook writes.", columns: columns)
    let table: Table
    do {
      table = try parts.read(rows: Array(rows[range]), as: schema)
    } catch let error as ColumnarError {
      throw HookTableError(stage: stage, file: HookTable.name(parts.path), cause: error)
    }
    return (
      hasMembers ? try members(table, range, ids) : .noNestedLists(range.count),
      hasEmbedding ? try embedding(table, range, ids) : .noFloatLists(range.count)
    )
  }

  private mutating func members(_ table: Table, _ range: Range<Int>, _ ids: [String]) throws -> Column {
    let column = try table.column("members")
    guard case .list(.list(.float(var values), let inner), let outer) = column.values else { return column }
    for place in range.indices {
      let found = outer[place - range.lowerBound..<place - range.lowerBound + 2]
      let (first, last) = (found[found.startIndex], found[found.startIndex + 1])
      let expected = memberCount ?? last - first
      guard last - first == expected, expected > 0 else {
        throw error(place, ids, .memberCount(expected: max(1, expected), found: last - first))
      }
      memberCount = expected
      for member in first..<last {
        if let problem = divided.take(&values, inner[member]..<inner[member + 1], classes: classes) {
          throw error(place, ids, .member(member - first + 1, problem))
        }
      }
      memberRows += expected
    }
    return Column(.list(.list(.float(values), offsets: inner), offsets: outer), validity: column.validity)
  }

  private mutating func embedding(_ table: Table, _ range: Range<Int>, _ ids: [String]) throws -> Column {
    let (values, offsets) = try table.floatLists("embedding")
    for place in range.indices {
      let (first, last) = (offsets[place - range.lowerBound], offsets[place - range.lowerBound + 1])
      let expected = dimensions ?? last - first
      guard last - first == expected, expected > 0 else {
        throw error(place, ids, .dimensions(expected: max(1, expected), found: last - first))
      }
      dimensions = expected
      if let bad = values[first..<last].firstIndex(where: { !$0.isFinite }) {
        throw error(place, ids, .notFinite(position: bad - first))
      }
    }
    return try table.column("embedding")
  }

  private func error(_ place: Int, _ ids: [String], _ problem: DataError.HookRow) -> DataError {
    let found = HookTable.place(parts, row: rows[place])
    return .hookRow(stage: stage, file: found.file, row: found.row + 1, image: ids[place], problem)
  }
}
