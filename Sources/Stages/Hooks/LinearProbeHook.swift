import Columnar
import Draws
import Foundation
import Labelling
import Learning
import Storage

/// The built-in model: multinomial logistic regression on the embeddings, tempered on out-of-fold predictions.
///
/// It is called like any hook.
package struct LinearProbeHook {
  private static let folds = 5

  private let request: HookRequest
  private let moved: (Double, String) -> Void

  /// Prepares the answer to a request.
  package init(_ request: HookRequest, moved: @escaping (Double, String) -> Void) {
    self.request = request
    self.moved = moved
  }

  /// Trains and predicts.
  ///
  /// - Throws: `HookRequestError` for a request that lacks something, `LearningError`, `ColumnarError`, `StorageError`.
  package func run() throws {
    guard let output = request.outputs.predictions else { throw HookRequestError.missing(field: "outputs.predictions") }
    let training = try TrainingSet(request)
    let images = try Self.table(request.inputs.images, Tables.embeddingIndex, field: "inputs.images")
    let vectors = try TrainingVectors(request, digests: training.digests)
    let features = vectors.features
    moved(0.1, "training on \(training.labels.count) labels")

    let options = LogisticRegression.Options(
      regularization: request.parameters["regularization"]?.number ?? LogisticRegression.Options().regularization,
      balanced: request.parameters["balanced"]?.isTrue ?? true)
    // Folds keep groups whole: a near-duplicate of a training image would make the model look surer than it may be.
    let outOfFold = try OutOfFold.fit(
      features: features, dimensions: vectors.dimensions, labels: training.labels, classes: request.classes.count,
      sampleWeights: training.weights, groups: training.groups, options: options, folds: Self.folds,
      draw: Draw(randomSeed: request.randomSeed, iteration: request.iteration, stage: "linear-probe/folds"),
      threads: request.threads)
    let temperature =
      try outOfFold.map {
        try TemperatureScaling.fit(
          logits: $0.logits, labels: training.labels, classes: request.classes.count, weights: training.weights)
      } ?? 1
    moved(0.5, "temperature \(temperature)")
    let fit = try LogisticRegression.fit(
      features: features, dimensions: vectors.dimensions, labels: training.labels, classes: request.classes.count,
      sampleWeights: training.weights, options: options, threads: request.threads)
    let model = fit.model
    try predict(images, model: model, temperature: temperature, to: output)
    try writeState(model, temperature: temperature)
    if let metrics = request.outputs.metrics {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
      let figures: [String: JSONValue] = [
        "temperature": .double(temperature), "iterations": .int(Int64(fit.iterations)),
        "gradient_norm": .double(fit.gradientNorm), "converged": .bool(fit.converged),
        "labels": .int(Int64(training.labels.count)),
      ]
      try Files.writeAtomically([UInt8](encoder.encode(figures)), to: metrics)
    }
    moved(1, "done")
  }

  static func table(_ path: String?, _ schema: TableSchema, field: String) throws -> Table {
    guard let path else { throw HookRequestError.missing(field: field) }
    return try TableIO.read(path, schema: schema)
  }

  /// Predicts every image, part by part of the embedding store: no more than one part is in memory.
  private func predict(
    _ images: Table, model: LogisticRegression, temperature: Double, to path: String
  ) throws {
    let ids = try images.strings("image_id").strings
    let digests = try images.digests("sha256")
    let classes = request.classes.count
    var wanted: [Digest: [Int]] = [:]
    for (row, digest) in digests.enumerated() { wanted[digest, default: []].append(row) }
    var raw = Array(repeating: Float(0), count: ids.count * classes)
    var tempered = raw
    for (number, part) in (request.inputs.embeddings ?? []).enumerated() {
      let table = try TableIO.read(part, schema: Tables.embeddings)
      let (values, offsets) = try table.floatLists("embedding")
      let rows = try table.digests("sha256").enumerated().filter { wanted[$0.element] != nil }
      var features: [Float] = []
      features.reserveCapacity(rows.count * model.dimensions)
      for row in rows { features += values[offsets[row.offset]..<offsets[row.offset + 1]] }
      let logits = try model.logits(features: features, rows: rows.count, threads: request.threads)
      let plain = try LogisticRegression.probabilities(logits: logits, classes: classes)
      let scaled = try LogisticRegression.probabilities(logits: logits, classes: classes, temperature: temperature)
      for (position, row) in rows.enumerated() {
        for target in wanted[row.element] ?? [] {
          raw.replaceSubrange(
            target * classes..<(target + 1) * classes, with: plain[position * classes..<(position + 1) * classes])
          tempered.replaceSubrange(
            target * classes..<(target + 1) * classes, with: scaled[position * classes..<(position + 1) * classes])
        }
      }
      moved(0.6 + 0.4 * Double(number + 1) / Double(request.inputs.embeddings?.count ?? 1), "predicting")
    }
    let offsets = (0...ids.count).map { $0 * classes }
    _ = try TableIO.write(
      Table(
        schema: Tables.predictions,
        columns: [
          .strings(ids), .floatLists(values: raw, offsets: offsets), .floatLists(values: tempered, offsets: offsets),
        ]), to: path)
  }

  /// Keeps the model as JSON: small, and readable by anybody a year later.
  private func writeState(_ model: LogisticRegression, temperature: Double) throws {
    guard let state = request.outputs.state else { return }
    struct Model: Encodable {
      let classes: [String]
      let dimensions: Int
      let temperature: Double
      /// One row a class, the bias last.
      let weights: [Double]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // The bias of a class without labels is −∞.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let text = try encoder.encode(
      Model(
        classes: request.classes, dimensions: model.dimensions, temperature: temperature,
        weights: model.weights))
    try Files.writeAtomically([UInt8](text), to: "\(state)/model.json")
  }
}

/// The labelled images of a request.
struct TrainingSet {
  let digests: [Digest]
  /// Indices of classes.
  let labels: [Int]
  let weights: [Double]
  let groups: [String]

  init(_ request: HookRequest) throws {
    let table = try LinearProbeHook.table(request.inputs.training, Tables.training, field: "inputs.training")
    let indices = Dictionary(
      request.classes.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let names = try table.strings("label").strings
    labels = try names.map { name in
      guard let index = indices[name.exact] else { throw HookRequestError.missing(field: "class \(name)") }
      return index
    }
    digests = try table.digests("sha256")
    weights = try table.doubles("weight")
    groups = try table.strings("group").strings
  }
}

/// The vectors of the labelled images, row-major in their order.
private struct TrainingVectors {
  let features: [Float]
  let dimensions: Int

  init(_ request: HookRequest, digests: [Digest]) throws {
    var rows: [Digest: [Int]] = [:]
    for (row, digest) in digests.enumerated() { rows[digest, default: []].append(row) }
    var features: [Float] = []
    var dimensions = 0
    for part in request.inputs.embeddings ?? [] {
      let table = try TableIO.read(part, schema: Tables.embeddings)
      let (values, offsets) = try table.floatLists("embedding")
      for (position, digest) in try table.digests("sha256").enumerated() {
        guard let targets = rows[digest] else { continue }
        let vector = values[offsets[position]..<offsets[position + 1]]
        if dimensions == 0 {
          dimensions = vector.count
          features = Array(repeating: 0, count: digests.count * dimensions)
        }
        for target in targets {
          features.replaceSubrange(target * dimensions..<(target + 1) * dimensions, with: vector)
        }
      }
    }
    self.features = features
    self.dimensions = dimensions
  }
}
