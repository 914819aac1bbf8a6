import Columnar
import Labelling
import Selection
import Stages

/// The images of the files, joined by id.
struct PickImages {
  let ids: [String]
  /// Row-major; empty without predictions.
  let probabilities: [Float]
  let classes: Int
  /// The ids that have a vector, in the order of the file.
  let embedded: [String]
  /// What is to be said of rows that were divided by their sum.
  let notes: [String]
  /// How many images have a vector.
  let joins: [PickJoin]
  private let embeddings: Table?
  private let rowOf: [ExactText: Int]
  private let extras: PickExtras

  /// Reads the files.
  ///
  /// - Parameters:
  ///   - predictions: Table `image_id, probabilities`, and what else the measure looks at; nil: there are none.
  ///   - embeddings: Table `image_id, embedding`; nil: there are none.
  ///   - acquisition: What images are ranked by.
  /// - Throws: `PickError`, `ColumnarError`, `StorageError`.
  init(predictions: String?, embeddings: String?, acquisition: Acquisition) throws {
    let vectors = try embeddings.map { try TableParts(path: $0) }
    self.embeddings = try vectors?.read(as: Tables.hookEmbeddings)
    embedded = try self.embeddings?.strings("image_id").strings ?? []
    if let vectors, let table = self.embeddings {
      rowOf = try PickRows(embedded, vectors, option: "--embeddings").rowOf
      try Self.check(table, vectors, ids: embedded, column: "embedding", option: "--embeddings")
    } else {
      rowOf = [:]
    }
    guard let predictions else {
      ids = embedded
      probabilities = []
      classes = 0
      extras = PickExtras()
      notes = []
      joins = []
      return
    }
    let parts = try TableParts(path: predictions)
    let table = try parts.read(as: Tables.pickPredictions)
    let ids = try table.strings("image_id").strings
    try PickRows.check(ids, parts, option: "--predictions")
    var (values, offsets) = try table.floatLists("probabilities")
    let classes = offsets.count > 1 ? offsets[1] : 0
    var rows = ProbabilityRows()
    for row in ids.indices {
      let range = offsets[row]..<offsets[row + 1]
      if let problem = rows.take(&values, range, classes: max(1, classes)) {
        throw PickError.row(
          option: "--predictions", place: PickJoin.Place(parts, row: row), image: ids[row], problem)
      }
    }
    self.ids = ids
    probabilities = values
    self.classes = classes
    extras = try PickExtras(parts, ids: ids, classes: classes, acquisition: acquisition)
    notes = [rows.sentence("the probabilities", of: ids.count), extras.note].compactMap(\.self)
    var joins: [PickJoin] = []
    if let embeddings {
      joins.append(PickJoin(.embeddings, file: embeddings, ids: embedded, images: predictions, imageIDs: ids))
    }
    self.joins = joins
    if let none = joins.first(where: \.fitsNothing) { throw PickError.nothingFits(none) }
  }

  /// Checks vectors as those of a hook are checked: all finite, and as long as the first.
  ///
  /// - Throws: `PickError.row`, `ColumnarError`.
  static func check(
    _ table: Table, _ parts: TableParts, ids: [String], column: String, option: String
  ) throws {
    let (values, offsets) = try table.floatLists(column)
    let dimensions = offsets.count > 1 ? offsets[1] : 0
    for row in ids.indices {
      let range = offsets[row]..<offsets[row + 1]
      var problem: DataError.HookRow?
      if range.count != dimensions || range.isEmpty {
        problem = .dimensions(expected: max(1, dimensions), found: range.count)
      } else if let bad = values[range].firstIndex(where: { !$0.isFinite }) {
        problem = .notFinite(position: bad - range.lowerBound)
      }
      if let problem {
        throw PickError.row(option: option, place: PickJoin.Place(parts, row: row), image: ids[row], problem)
      }
    }
  }

  /// The most probable class of an image, the first of equals, and its probability; nil without predictions.
  func predicted(_ row: Int) -> (index: Int, probability: Float)? {
    guard classes > 0 else { return nil }
    var best = (index: 0, probability: probabilities[row * classes])
    for index in 1..<max(1, classes) where probabilities[row * classes + index] > best.probability {
      best = (index, probabilities[row * classes + index])
    }
    return best
  }

  /// What a measure that looks at images one by one needs to know.
  ///
  /// - Parameters:
  ///   - acquisition: What images are ranked by.
  ///   - keys: One draw key an image.
  /// - Returns: What it looks at, and draws.
  /// - Throws: `PickError`, `SelectionError`, `ColumnarError`.
  func input(_ acquisition: Acquisition, keys: [UInt64]) throws -> MeasureInput {
    var input = MeasureInput(
      probabilities: probabilities, classes: classes, keys: keys, members: extras.members,
      gradients: acquisition.expected ? nil : extras.gradients, norms: extras.norms)
    if acquisition.base.source == .members, input.members == nil {
      throw PickError.measureInputMissing(measure: acquisition.base.rawValue, columns: ["members"])
    }
    if acquisition.base.source == .gradient, input.gradients == nil, input.norms == nil {
      guard embeddings != nil else {
        throw PickError.measureInputMissing(
          measure: acquisition.base.rawValue,
          columns: acquisition.expected ? ["embedding"] : ["gradient_norm", "embedding"])
      }
      let (values, dimensions) = try vectors(Array(ids.indices))
      input.norms = Measure.norms(values, offsets: (0...ids.count).map { $0 * dimensions })
    }
    return input
  }

  /// The probabilities of some rows.
  func probabilities(_ rows: [Int]) -> [Float] {
    rows.flatMap { probabilities[$0 * classes..<($0 + 1) * classes] }
  }

  /// Whether a row has a vector.
  func hasVector(_ row: Int) -> Bool { rowOf[ExactText(ids[row])] != nil }

  /// The vectors of images that need not be among the predictions; those that have none are left out.
  func vectors(ofImages names: [String]) throws -> [Float] {
    guard let embeddings else { return [] }
    let (values, offsets) = try embeddings.floatLists("embedding")
    return names.compactMap { rowOf[ExactText($0)] }.flatMap { values[offsets[$0]..<offsets[$0 + 1]] }
  }

  /// The vectors of some rows.
  func vectors(_ rows: [Int]) throws -> (values: [Float], dimensions: Int) {
    guard let embeddings else { throw PickError.noEmbedding(image: ids.first ?? "") }
    let (values, offsets) = try embeddings.floatLists("embedding")
    let dimensions = offsets.count > 1 ? offsets[1] : 0
    var result: [Float] = []
    result.reserveCapacity(rows.count * dimensions)
    for row in rows {
      guard let position = rowOf[ExactText(ids[row])] else { throw PickError.noEmbedding(image: ids[row]) }
      result += values[offsets[position]..<offsets[position + 1]]
    }
    return (result, dimensions)
  }
}

/// What predictions may hold beside probabilities, read where the measure looks at it.
struct PickExtras {
  private(set) var members: MemberRows?
  private(set) var gradients: [Double]?
  private(set) var norms: [Double]?
  /// What is to be said of members whose rows were divided by their sum.
  private(set) var note: String?

  /// Nothing.
  init() {}

  /// Reads what the measure looks at.
  ///
  /// - Throws: `PickError`, `ColumnarError`, `StorageError`.
  init(_ parts: TableParts, ids: [String], classes: Int, acquisition: Acquisition) throws {
    func read(_ column: String, _ type: ColumnType) throws -> Table? {
      guard parts.columnNames.contains(where: { $0.equalsByBytes(column) }) else { return nil }
      return try parts.read(as: TableSchema("predictions", key: [], "", columns: [ColumnSchema(column, type)]))
    }
    switch acquisition.base.source {
    case .members:
      members = try read("members", .list(.list(.float))).flatMap { try members($0, parts, ids, classes: classes) }
    case .gradient:
      if !acquisition.expected, let table = try read("gradient_norm", .float) {
        let values = try table.floats("gradient_norm")
        for (row, value) in values.enumerated() where !(value >= 0 && value.isFinite) {
          throw Self.error(parts, row, ids, .gradientNorm(Double(value)))
        }
        gradients = values.map { Double($0) }
      } else if let table = try read("embedding", .list(.float)) {
        try PickImages.check(table, parts, ids: ids, column: "embedding", option: "--predictions")
        let (values, offsets) = try table.floatLists("embedding")
        norms = Measure.norms(values, offsets: offsets)
      }
    case .probabilities, .draw, .candidates: break
    }
  }

  private static func error(
    _ parts: TableParts, _ row: Int, _ ids: [String], _ problem: DataError.HookRow
  ) -> PickError {
    .row(option: "--predictions", place: PickJoin.Place(parts, row: row), image: ids[row], problem)
  }

  private mutating func members(
    _ table: Table, _ parts: TableParts, _ ids: [String], classes: Int
  ) throws -> MemberRows? {
    guard case .list(.list(.float(var values), let inner), let outer) = try table.column("members").values else {
      return nil
    }
    let count = outer.count > 1 ? outer[1] : 1
    var rows = ProbabilityRows()
    for row in 0..<table.rowCount {
      guard outer[row + 1] - outer[row] == count, count > 0 else {
        throw Self.error(
          parts, row, ids, .memberCount(expected: max(1, count), found: outer[row + 1] - outer[row]))
      }
      for member in outer[row]..<outer[row + 1] {
        if let problem = rows.take(&values, inner[member]..<inner[member + 1], classes: classes) {
          throw Self.error(parts, row, ids, .member(member - outer[row] + 1, problem))
        }
      }
    }
    note = rows.sentence("the probabilities of members", of: table.rowCount * count)
    return try MemberRows(values, members: count, classes: max(1, classes))
  }
}
