import Columnar
import Selection
import Stages
import Texts

/// Anybody's predictions, checked block by block as those of a hook are: nothing of them is held.
struct PickPredictions: Sendable {
  /// What a look at some rows has shown.
  struct Checked: Sendable {
    /// Rows whose probabilities were divided by their sum.
    var rows = ProbabilityRows()
    /// Rows of members that were.
    var members = ProbabilityRows()
    /// How many members were looked at.
    var memberRows = 0

    /// Adds what other rows have shown.
    mutating func add(_ other: Checked) {
      rows.add(other.rows)
      members.add(other.members)
      memberRows += other.memberRows
    }
  }

  /// The file or the folder.
  let parts: TableParts
  /// All rows.
  let blocks: BlockStream
  /// How many probabilities a row has.
  let classes: Int
  private let columns: TableSchema
  /// What the measure looks at beside the probabilities.
  private let extra: String?
  /// The number of members of a committee, or the length of a vector.
  private let width: Int

  /// Opens a table `image_id, probabilities`, and what else the measure looks at.
  ///
  /// - Parameters:
  ///   - path: The file or the folder.
  ///   - acquisition: What images are ranked by.
  ///   - hasVectors: Whether there are embeddings beside.
  ///   - threads: How many threads to use.
  /// - Throws: `PickError.measureInputMissing`, `ColumnarError`, `StorageError`.
  init(path: String, acquisition: Acquisition, hasVectors: Bool, threads: Int) throws {
    parts = try TableParts(path: path, threads: threads)
    let wanted: [String] =
      switch acquisition.base.source {
      case .members: ["members"]
      case .gradient: acquisition.expected ? ["embedding"] : ["gradient_norm", "embedding"]
      case .probabilities, .draw, .candidates: []
      }
    extra = wanted.first { [parts] name in parts.columnNames.contains { $0.equalsByBytes(name) } }
    if extra == nil, !wanted.isEmpty, !(acquisition.base.source == .gradient && hasVectors) {
      throw PickError.measureInputMissing(measure: acquisition.base.rawValue, columns: wanted)
    }
    columns = TableSchema(
      Tables.pickPredictions.name, key: [], "",
      columns: Tables.pickPredictions.columns + (extra.map { [ColumnSchema($0, Self.type(of: $0))] } ?? []))
    blocks = try BlockStream(parts, as: columns)
    // All rows are to be as long as the first.
    let first = try blocks.peek(threads: threads)
    let offsets = try first?.floatLists("probabilities").offsets ?? [0]
    classes = offsets.count > 1 ? offsets[1] : 0
    switch extra {
    case "members":
      width = max(1, try first.map { try Self.members($0).outer[1] } ?? 1)
    case "embedding": width = max(1, try first?.floatLists("embedding").offsets[1] ?? 1)
    default: width = 0
    }
  }

  private static func type(of column: String) -> ColumnType {
    switch column {
    case "members": .list(.list(.float))
    case "embedding": .list(.float)
    default: .float
    }
  }

  /// The images of a block.
  ///
  /// - Throws: `PickError.row` for a row that cannot be worked with, `ColumnarError`, `SelectionError`.
  func images(_ block: BlockStream.Block) throws -> (images: BlockScorer.Images, checked: Checked) {
    let table = block.table
    let ids = try table.strings("image_id")
    func error(_ row: Int, _ problem: DataError.HookRow) -> PickError {
      .row(
        option: "--predictions", place: ErrorPlace(parts, row: block.firstRow + row), image: ids[row], problem)
    }
    var checked = Checked()
    var (values, offsets) = try table.floatLists("probabilities")
    if let (row, problem) = checked.rows.take(&values, offsets: offsets, classes: max(1, classes)) {
      throw error(row, problem)
    }
    var images = BlockScorer.Images(
      ids: ids, rows: Array(block.firstRow..<block.firstRow + ids.count), probabilities: values)
    switch extra {
    case "members": images.members = try members(table, &checked, error)
    case "gradient_norm":
      let values = try table.floats("gradient_norm")
      if let row = values.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
        throw error(row, .gradientNorm(Double(values[row])))
      }
      images.gradients = values.map { Double($0) }
    case "embedding":
      let (vectors, offsets) = try table.floatLists("embedding")
      if let (row, problem) = PickVectors.problem(vectors, offsets, dimensions: width) { throw error(row, problem) }
      images.norms = Measure.norms(vectors, offsets: offsets)
    default: break
    }
    return (images, checked)
  }

  /// The images of some rows, in their order.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func images(rows: [Int]) throws -> BlockScorer.Images {
    var images = try images(BlockStream.Block(table: parts.read(rows: rows, as: columns))).images
    images.rows = rows
    return images
  }

  private static func members(_ table: Table) throws -> (values: [Float], inner: [Int], outer: [Int]) {
    guard case .list(.list(.float(let values), let inner), let outer) = try table.column("members").values else {
      return ([], [0], Array(repeating: 0, count: table.rowCount + 1))
    }
    return (values, inner, outer)
  }

  private func members(
    _ table: Table, _ checked: inout Checked, _ error: (Int, DataError.HookRow) -> PickError
  ) throws -> MemberRows {
    var (values, inner, outer) = try Self.members(table)
    for row in 0..<table.rowCount {
      guard outer[row + 1] - outer[row] == width else {
        throw error(row, .memberCount(expected: width, found: outer[row + 1] - outer[row]))
      }
      for member in outer[row]..<outer[row + 1] {
        let range = inner[member]..<inner[member + 1]
        if let problem = checked.members.take(&values, range, classes: classes) {
          throw error(row, .member(member - outer[row] + 1, problem))
        }
      }
    }
    checked.memberRows = table.rowCount * width
    return try MemberRows(values, members: width, classes: max(1, classes))
  }
}
