/// Puts dense values and levels together to rows, page by page.
///
/// Dremel, Melnik et al. 2010, section 4: a repetition level says at which list a value goes on, a definition level how far
/// down its path is there. The levels of a page are used up before the next is read, so that they stay in the cache.
struct Assembler {
  private let column: FileColumn
  private let rows: Int
  /// Which rows have a value, for a column without lists; nil as long as all have.
  private var validity: [Bool]?
  /// How many rows have passed, for a column without lists.
  private var flatRows = 0
  /// Where each list begins, an array a level; an offset counts the lists, or values, one level below.
  private var begins: [[Int]]
  /// How many lists there were so far on each level, and, last, values.
  private var counts: [Int]
  private var missing: [Int] = []

  /// Prepares for the rows of a row group.
  init(_ column: FileColumn, rows: Int) {
    self.column = column
    self.rows = rows
    begins = [[Int]](repeating: [], count: column.lists.count)
    counts = [Int](repeating: 0, count: column.lists.count + 1)
  }

  /// Takes the levels of a page.
  ///
  /// - Parameters:
  ///   - definitions: One for each value, none above the column's highest; empty if they can only be 0.
  ///   - repetitions: As many, or empty if they can only be 0.
  ///   - count: How many there are.
  ///   - present: How many definitions are the highest.
  /// - Throws: `ColumnarError` with the row within the row group.
  mutating func append(
    definitions: UnsafeBufferPointer<UInt8>, repetitions: UnsafeBufferPointer<UInt8>, count: Int, present: Int
  ) throws(ColumnarError) {
    switch column.lists.count {
    case 0: appendFlat(definitions, count: count, present: present)
    case 1: try appendSingle(definitions, repetitions)
    default: try appendNested(definitions, repetitions)
    }
  }

  /// The column of all `values` that are there.
  ///
  /// - Throws: `ColumnarError` if there are more or fewer rows or values than the levels said.
  consuming func finish(_ values: ColumnValues) throws(ColumnarError) -> Column {
    let values = try values.mapped(column.mapping)
    let depth = column.lists.count
    guard depth > 0 else {
      guard flatRows == rows else { throw ColumnarError(.inconsistent(.rowCount)) }
      guard let validity else {
        guard values.count == rows else { throw ColumnarError(.inconsistent(.pageValues)) }
        return Column(values)
      }
      return Column(values.spread(validity), validity: validity)
    }
    guard counts[0] == rows, counts[depth] == values.count else {
      throw ColumnarError(.inconsistent(.levels))
    }
    var result = values
    for level in (0..<depth).reversed() {
      begins[level].append(counts[level + 1])
      result = .list(result, offsets: begins[level])
    }
    guard !missing.isEmpty else { return Column(result) }
    var validity = [Bool](repeating: true, count: rows)
    for row in missing { validity[row] = false }
    return Column(result, validity: validity)
  }

  private mutating func appendFlat(_ definitions: UnsafeBufferPointer<UInt8>, count: Int, present: Int) {
    if present < count, validity == nil { validity = [Bool](repeating: true, count: flatRows) }
    if validity != nil {
      if definitions.isEmpty {
        validity?.append(contentsOf: repeatElement(true, count: count))
      } else {
        let top = UInt8(column.maximumDefinition)
        validity?.append(contentsOf: definitions.lazy.map { $0 == top })
      }
    }
    flatRows += count
  }

  /// Lists that hold no lists.
  private mutating func appendSingle(
    _ definitions: UnsafeBufferPointer<UInt8>, _ repetitions: UnsafeBufferPointer<UInt8>
  ) throws(ColumnarError) {
    let present = UInt8(column.lists[0].present)
    let filled = UInt8(column.lists[0].filled)
    let top = UInt8(column.maximumDefinition)
    var element = counts[1]
    var row = counts[0]
    if row == 0, let first = repetitions.first, first != 0 { throw ColumnarError(.inconsistent(.levels)) }
    for index in definitions.indices {
      let definition = definitions[index]
      if repetitions[index] == 0 {
        begins[0].append(element)
        row += 1
        if definition < filled {
          if definition < present { missing.append(row - 1) }
          continue
        }
      }
      guard definition == top else {
        throw ColumnarError(definition < filled ? .inconsistent(.levels) : .nullElement, row: row - 1)
      }
      element += 1
    }
    guard row <= rows else { throw ColumnarError(.inconsistent(.rowCount)) }
    counts = [row, element]
  }

  /// Lists that hold lists.
  private mutating func appendNested(
    _ definitions: UnsafeBufferPointer<UInt8>, _ repetitions: UnsafeBufferPointer<UInt8>
  ) throws(ColumnarError) {
    let depth = column.lists.count
    if counts[0] == 0, let first = repetitions.first, first != 0 {
      throw ColumnarError(.inconsistent(.levels))
    }
    for index in definitions.indices {
      let definition = Int(definitions[index])
      let repetition = Int(repetitions[index])
      // A value that goes on at list `repetition` is a new element there, which must have elements already, and opens new
      // lists below it.
      var level = repetition
      if level > 0, definition < column.lists[level - 1].filled {
        throw ColumnarError(.inconsistent(.levels))
      }
      while level < depth {
        begins[level].append(counts[level + 1])
        counts[level] += 1
        let list = column.lists[level]
        if definition < list.present {
          guard level == 0 else { throw ColumnarError(.nullElement, row: counts[0] - 1) }
          missing.append(counts[0] - 1)
          break
        }
        if definition < list.filled { break }
        level += 1
      }
      if level == depth {
        guard definition == column.maximumDefinition else {
          throw ColumnarError(.nullElement, row: counts[0] - 1)
        }
        counts[depth] += 1
      }
    }
    guard counts[0] <= rows else { throw ColumnarError(.inconsistent(.rowCount)) }
  }
}
