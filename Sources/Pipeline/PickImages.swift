import Columnar
import Labelling
import Stages

/// The images of the files, joined by id.
struct PickImages {
  let ids: [String]
  /// Row-major; empty without predictions.
  let probabilities: [Float]
  let classes: Int
  private let embeddings: Table?
  private let rowOf: [ExactText: Int]

  init(predictions: String?, embeddings: String?) throws {
    self.embeddings = try embeddings.map { try TableIO.read($0, schema: Tables.hookEmbeddings) }
    let embedded = try self.embeddings?.strings("image_id").strings ?? []
    rowOf = Dictionary(
      embedded.enumerated().map { (ExactText($0.element), $0.offset) }, uniquingKeysWith: { first, _ in first })
    guard let predictions else {
      ids = embedded
      probabilities = []
      classes = 0
      return
    }
    let table = try TableIO.read(predictions, schema: Tables.pickPredictions)
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
  }

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
