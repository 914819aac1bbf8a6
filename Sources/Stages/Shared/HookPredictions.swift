import Columnar

/// What a model's hook wrote, checked: one row for each image asked, one finite probability a class, summing to one.
struct HookPredictions {
  /// Row-major, in the order of the images asked.
  let probabilities: [Float]
  /// The tempered probabilities in the same form, if the hook gave any.
  let tempered: [Float]?
  let classes: Int

  /// How far from one a sum of probabilities may be.
  static let tolerance = 1e-3

  /// Reads and checks the file of a hook.
  ///
  /// - Throws: `DataError` that names file, row and image; `HookTableError`.
  init(path: String, asked: [String], classes: Int, stage: String) throws {
    self.classes = classes
    let file = HookTable.name(path)
    let table = try HookTable.read(
      path, schema: Self.schema(tempered: HookTable.has("tempered", in: path)), stage: stage)
    let ids = try table.strings("image_id")
    var check = HookRows(stage: stage, file: file, asked: asked)
    let positions = try (0..<ids.count).map { try check.take(ids[$0], row: $0) }
    try check.finish()
    func ordered(_ column: String) throws -> [Float] {
      let (values, offsets) = try table.floatLists(column)
      var result = Array(repeating: Float(0), count: asked.count * classes)
      for row in 0..<ids.count {
        let found = values[offsets[row]..<offsets[row + 1]]
        if let problem = Self.problem(found, classes: classes) { throw check.error(row, ids[row], problem) }
        result.replaceSubrange(positions[row] * classes..<(positions[row] + 1) * classes, with: found)
      }
      return result
    }
    probabilities = try ordered("probabilities")
    tempered = table.schema.index(of: "tempered") == nil ? nil : try ordered("tempered")
  }

  /// The table that is kept.
  ///
  /// - Parameter ids: The images asked, ascending.
  /// - Returns: One row an image.
  /// - Throws: `ColumnarError`.
  func table(ids: [String]) throws -> Table {
    let offsets = (0...ids.count).map { $0 * classes }
    let empty = Array(repeating: 0, count: ids.count + 1)
    let temperedColumn =
      tempered.map { Column.floatLists(values: $0, offsets: offsets) }
      ?? Column(.list(.float([]), offsets: empty), validity: Array(repeating: false, count: ids.count))
    return try Table(
      schema: Tables.predictions,
      columns: [.strings(ids), .floatLists(values: probabilities, offsets: offsets), temperedColumn])
  }

  private static func schema(tempered: Bool) -> TableSchema {
    let columns = [
      Tables.imageID, ColumnSchema("probabilities", .list(.float)), ColumnSchema("tempered", .list(.float)),
    ]
    return TableSchema(
      "predictions", key: [], "What a model's hook writes.", columns: Array(columns.prefix(tempered ? 3 : 2)))
  }

  private static func problem(_ row: ArraySlice<Float>, classes: Int) -> DataError.HookRow? {
    guard row.count == classes else { return .classCount(expected: classes, found: row.count) }
    var sum = 0.0
    for (position, value) in row.enumerated() {
      guard value.isFinite else { return .notFinite(position: position) }
      guard value >= 0, value <= 1.001 else { return .outOfRange(position: position, value: Double(value)) }
      sum += Double(value)
    }
    return abs(sum - 1) <= tolerance ? nil : .sum(sum)
  }
}
