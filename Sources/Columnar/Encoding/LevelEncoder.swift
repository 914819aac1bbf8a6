/// Makes the levels of rows in lists; see `Assembler` for what they mean.
struct LevelEncoder {
  private(set) var repetitions: [UInt8] = []
  private(set) var definitions: [UInt8] = []
  private let depth: Int
  private let nullable: Bool

  /// The definition level of a value that is there.
  var maximumDefinition: Int { depth + (nullable ? 1 : 0) }

  /// Prepares for a column of `depth` lists within each other.
  init(depth: Int, nullable: Bool) {
    self.depth = depth
    self.nullable = nullable
  }

  /// Adds the levels of the rows `range`.
  mutating func append(_ column: Column, _ range: Range<Int>) {
    let base: UInt8 = nullable ? 1 : 0
    guard depth > 0 else {
      definitions.reserveCapacity(definitions.count + range.count)
      for row in range { definitions.append(column.isValid(row) ? base : 0) }
      return
    }
    for row in range {
      if column.isValid(row) {
        append(column.values, row, level: 0, repetition: 0, definition: base)
      } else {
        repetitions.append(0)
        definitions.append(0)
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
      repetitions.append(repetition)
      definitions.append(definition)
    } else if level + 1 == depth {
      repetitions.append(repetition)
      repetitions.append(contentsOf: repeatElement(UInt8(level + 1), count: count - 1))
      definitions.append(contentsOf: repeatElement(definition + 1, count: count))
    } else {
      for index in offsets[row]..<offsets[row + 1] {
        append(
          elements, index, level: level + 1,
          repetition: index == offsets[row] ? repetition : UInt8(level + 1),
          definition: definition + 1)
      }
    }
  }
}
