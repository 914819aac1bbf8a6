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
    self.embeddings = try embeddings.map { try TableIO.read(anybodys: $0, schema: Tables.hookEmbeddings) }
    let embedded = try self.embeddings?.strings("image_id").strings ?? []
    rowOf = Dictionary(
      embedded.enumerated().map { (ExactText($0.element), $0.offset) }, uniquingKeysWith: { first, _ in first })
    guard let predictions else {
      ids = embedded
      probabilities = []
      classes = 0
      extras = PickExtras()
      return
    }
    let table = try TableIO.read(anybodys: predictions, schema: Tables.pickPredictions)
    let (values, offsets) = try table.floatLists("probabilities")
    let classes = offsets.count > 1 ? offsets[1] : 0
    for row in 0..<table.rowCount where offsets[row + 1] - offsets[row] != classes {
      throw PickError.classCount(row: row, expected: classes, found: offsets[row + 1] - offsets[row])
    }
    for (position, value) in values.enumerated() where !(value >= 0 && value <= 1.001) {
      throw PickError.probability(row: position / max(1, classes), value: Double(value))
    }
    ids = try table.strings("image_id").strings
    probabilities = values
    self.classes = classes
    extras = try PickExtras(predictions, classes: classes, acquisition: acquisition)
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
      guard offsets[position + 1] - offsets[position] == dimensions else {
        throw PickError.dimensions(
          row: position, expected: dimensions, found: offsets[position + 1] - offsets[position])
      }
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

  /// Nothing.
  init() {}

  /// Reads what the measure looks at.
  ///
  /// - Throws: `PickError`, `ColumnarError`, `StorageError`.
  init(_ path: String, classes: Int, acquisition: Acquisition) throws {
    let names = try TableReader(path: path).columnNames
    func read(_ column: String, _ type: ColumnType) throws -> Table? {
      guard names.contains(column) else { return nil }
      return try TableIO.read(
        anybodys: path, schema: TableSchema("predictions", key: [], "", columns: [ColumnSchema(column, type)]))
    }
    switch acquisition.base.source {
    case .members:
      members = try read("members", .list(.list(.float))).flatMap { try Self.members($0, classes: classes) }
    case .gradient:
      if !acquisition.expected, let table = try read("gradient_norm", .float) {
        let values = try table.floats("gradient_norm")
        for (row, value) in values.enumerated() where !(value >= 0 && value.isFinite) {
          throw PickError.gradientNorm(row: row, value: Double(value))
        }
        gradients = values.map { Double($0) }
      } else if let table = try read("embedding", .list(.float)) {
        let (values, offsets) = try table.floatLists("embedding")
        norms = Measure.norms(values, offsets: offsets)
      }
    case .probabilities, .draw, .candidates: break
    }
  }

  private static func members(_ table: Table, classes: Int) throws -> MemberRows? {
    guard case .list(.list(.float(let values), let inner), let outer) = try table.column("members").values else {
      return nil
    }
    let count = outer.count > 1 ? outer[1] : 1
    for row in 0..<table.rowCount {
      guard outer[row + 1] - outer[row] == count, count > 0 else {
        throw PickError.memberCount(row: row, expected: max(1, count), found: outer[row + 1] - outer[row])
      }
      for member in outer[row]..<outer[row + 1] where inner[member + 1] - inner[member] != classes {
        throw PickError.classCount(row: row, expected: classes, found: inner[member + 1] - inner[member])
      }
    }
    for (position, value) in values.enumerated() where !(value >= 0 && value <= 1.001) {
      throw PickError.probability(row: position / max(1, classes * count), value: Double(value))
    }
    return try MemberRows(values, members: count, classes: max(1, classes))
  }
}
