/// Makes the levels of a page's rows; see `Assembler` for what they mean.
struct LevelEncoder {
  private var repetitions: RunEncoder
  private var definitions: RunEncoder
  private let depth: Int
  private let nullable: Bool

  /// Prepares for a column of `depth` lists within each other.
  init(depth: Int, nullable: Bool) {
    self.depth = depth
    self.nullable = nullable
    repetitions = RunEncoder(maximum: depth)
    definitions = RunEncoder(maximum: depth + (nullable ? 1 : 0))
  }

  /// The levels of the rows `rows` as they stand in a page of version 1.
  ///
  /// - Returns: The bytes, none if all levels can only be 0, and how many levels there are.
  static func encode(_ column: Column, _ rows: Range<Int>, depth: Int, nullable: Bool) -> ([UInt8], count: Int) {
    guard depth > 0 || nullable else { return ([], rows.count) }
    var levels = LevelEncoder(depth: depth, nullable: nullable)
    levels.append(column, rows)
    let count = levels.definitions.count
    return ((depth > 0 ? levels.repetitions.finish() : []) + levels.definitions.finish(), count)
  }

  private mutating func append(_ column: Column, _ rows: Range<Int>) {
    let base: UInt8 = nullable ? 1 : 0
    guard depth > 0 else {
      guard let validity = column.validity else {
        definitions.append(base, times: rows.count)
        return
      }
      for row in rows { definitions.append(validity[row] ? base : 0, times: 1) }
      return
    }
    for row in rows {
      if column.isValid(row) {
        append(column.values, row, level: 0, repetition: 0, definition: base)
      } else {
        repetitions.append(0, times: 1)
        definitions.append(0, times: 1)
      }
    }
  }

  /// Adds the levels of the list in row `row`, which begins at `repetition`.
  private mutating func append(
    _ values: ColumnValues, _ row: Int, level: Int, repetition: UInt8, definition: UInt8
  ) {
    guard case .list(let elements, let offsets) = values else { return }
    let count = offsets[row + 1] - offsets[row]
    if count == 0 {
      repetitions.append(repetition, times: 1)
      definitions.append(definition, times: 1)
    } else if level + 1 == depth {
      repetitions.append(repetition, times: 1)
      repetitions.append(UInt8(level + 1), times: count - 1)
      definitions.append(definition + 1, times: count)
    } else {
      for index in offsets[row]..<offsets[row + 1] {
        append(
          elements, index, level: level + 1,
          repetition: index == offsets[row] ? repetition : UInt8(level + 1), definition: definition + 1)
      }
    }
  }
}
