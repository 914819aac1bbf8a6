import Columnar
import Texts

/// What a model's hook wrote, checked: one row for each image asked, one finite probability a class, summing to one.
///
/// Rows whose sum is a little off, as that of half precision is, are divided by it; see `ProbabilityRows`.
///
/// What is large, the members of a committee and vectors, stays in the hook's file until it is written, and is checked then.
struct HookPredictions {
  /// Row-major, in the order of the images asked.
  let probabilities: [Float]
  /// The tempered probabilities in the same form, if the hook gave any.
  let tempered: [Float]?
  /// The lengths of gradients, if the hook gave any.
  let gradientNorms: [Float]?
  let classes: Int
  /// What to report about rows that were divided by their sum.
  let notes: [String]
  private let extras: HookExtras
  private let file: String

  /// How many images are written at a time.
  private static let block = 1 << 14

  /// Reads and checks the file of a hook.
  ///
  /// - Throws: `DataError` that names file, row and image; `HookTableError`.
  init(path: String, asked: [String], classes: Int, stage: String) throws {
    self.classes = classes
    let file = HookTable.name(path)
    self.file = file
    let parts = try HookTable.open(path, stage: stage)
    let known = Set(
      ["tempered", "gradient_norm", "members", "embedding"].filter { name in
        parts.columnNames.contains { $0.equalsByBytes(name) }
      })
    let table = try HookTable.read(parts, schema: Self.schema(known), stage: stage)
    let ids = try table.strings("image_id")
    var check = HookRows(stage: stage, file: file, asked: asked)
    check.parts = parts
    var notes: [String] = []
    let positions = try (0..<ids.count).map { try check.take(ids[$0], row: $0) }
    try check.finish()
    func ordered(_ column: String) throws -> [Float] {
      var (values, offsets) = try table.floatLists(column)
      var rows = ProbabilityRows()
      var result = Array(repeating: Float(0), count: asked.count * classes)
      for row in 0..<ids.count {
        let range = offsets[row]..<offsets[row + 1]
        if let problem = rows.take(&values, range, classes: classes) { throw check.error(row, ids[row], problem) }
        result.replaceSubrange(positions[row] * classes..<(positions[row] + 1) * classes, with: values[range])
      }
      if let sentence = rows.sentence("\(file): the \(column)", of: ids.count) { notes.append(sentence) }
      return result
    }
    probabilities = try ordered("probabilities")
    tempered = known.contains("tempered") ? try ordered("tempered") : nil
    gradientNorms =
      known.contains("gradient_norm")
      ? try table.floats("gradient_norm").enumerated().reduce(into: Array(repeating: 0, count: asked.count)) {
        all, item in
        guard item.element.isFinite, item.element >= 0 else {
          throw check.error(item.offset, ids[item.offset], .gradientNorm(Double(item.element)))
        }
        all[positions[item.offset]] = item.element
      } : nil
    var rows = Array(repeating: 0, count: asked.count)
    for (row, position) in positions.enumerated() { rows[position] = row }
    self.notes = notes
    extras = HookExtras(
      parts: parts, stage: stage, rows: rows, classes: classes, hasMembers: known.contains("members"),
      hasEmbedding: known.contains("embedding"))
  }

  /// Writes the table that is kept.
  ///
  /// - Parameters:
  ///   - writer: A writer of `Tables.predictions`.
  ///   - ids: The images asked, ascending.
  /// - Returns: What to report about members whose rows were divided by their sum; nil where none was.
  /// - Throws: `DataError` that names file, row and image; `HookTableError`, `ColumnarError`, `StorageError`.
  func write(to writer: TableWriter, ids: [String]) throws -> String? {
    var extras = extras
    for start in stride(from: 0, to: ids.count, by: Self.block) {
      let range = start..<min(ids.count, start + Self.block)
      func lists(_ values: [Float]) -> Column {
        .floatLists(values: Array(values[range.lowerBound * classes..<range.upperBound * classes]), each: classes)
      }
      let (members, embedding) = try extras.read(range, ids: ids)
      try writer.append(
        Table(
          schema: Tables.predictions,
          columns: [
            .strings(Array(ids[range])), lists(probabilities), tempered.map(lists) ?? .noFloatLists(range.count),
            members,
            gradientNorms.map { .floats(Array($0[range])) } ?? .noFloats(range.count), embedding,
          ]))
    }
    return extras.divided.sentence("\(file): the probabilities of members", of: extras.memberRows)
  }

  private static func schema(_ known: Set<String>) -> TableSchema {
    let columns = [
      Tables.imageID, ColumnSchema("probabilities", .list(.float)), ColumnSchema("tempered", .list(.float)),
      ColumnSchema("gradient_norm", .float),
    ]
    return TableSchema(
      "predictions", key: [], "What a model's hook writes.",
      columns: columns.filter { ["image_id", "probabilities"].contains($0.name) || known.contains($0.name) })
  }
}

extension Column {
  /// A column of lists of which every row lacks one.
  static func noFloatLists(_ rows: Int) -> Column {
    Column(
      .list(.float([]), offsets: Array(repeating: 0, count: rows + 1)), validity: Array(repeating: false, count: rows))
  }

  /// A column of lists of lists of which every row lacks one.
  static func noNestedLists(_ rows: Int) -> Column {
    Column(
      .list(.list(.float([]), offsets: [0]), offsets: Array(repeating: 0, count: rows + 1)),
      validity: Array(repeating: false, count: rows))
  }

  /// A column of numbers of which every row lacks one.
  static func noFloats(_ rows: Int) -> Column {
    Column(.float(Array(repeating: 0, count: rows)), validity: Array(repeating: false, count: rows))
  }

  /// A column of doubles of which every row lacks one.
  static func noDoubles(_ rows: Int) -> Column {
    Column(.double(Array(repeating: 0, count: rows)), validity: Array(repeating: false, count: rows))
  }
}
