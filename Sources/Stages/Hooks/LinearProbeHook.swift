import CKernels
import Columnar
import Draws
import JSON
import Labelling
import Learning
import Storage
import Texts

/// The built-in model: multinomial logistic regression on the embeddings, tempered on out-of-fold predictions.
///
/// With `doubted_weight` below 1 a label counts less the more the models of the folds, which saw neither the image nor its group,
/// believe in another class: by their probability of the label as a share of that of their own class, and by that weight at
/// least. So labels are weighed by how well those of other groups bear them out, as confident learning does (Northcutt, Jiang,
/// Chuang, "Confident learning: estimating uncertainty in dataset labels", 2021), without leaving any out.
///
/// With `committee: M` M more models are fitted, each on a bootstrap sample of the groups, for the measures that ask how far
/// models differ that the labels allow.
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
    let classes = try request.classNames().count
    let images = try Self.table(request.inputs.images, Tables.embeddingIndex, field: "inputs.images")
    let vectors = try TrainingVectors(request, digests: training.digests)
    let features = vectors.features
    moved(0.1, "training on \(training.labels.count) labels")

    let options = LogisticRegression.Options(
      regularization: request.parameters["regularization"]?.number ?? LogisticRegression.Options().regularization,
      balanced: request.parameters["balanced"]?.isTrue ?? true)
    // Folds keep groups whole: a near-duplicate of a training image would make the model look surer than it may be.
    let outOfFold = try OutOfFold.fit(
      features: features, dimensions: vectors.dimensions, labels: training.labels, classes: classes,
      sampleWeights: training.weights, groups: training.groups, options: options, folds: Self.folds,
      draw: draw("folds"),
      threads: request.threads)
    let weights = try outOfFold.map { try weighed(training, $0, classes: classes) } ?? training.weights
    let temperature =
      try outOfFold.map {
        try TemperatureScaling.fit(logits: $0.logits, labels: training.labels, classes: classes, weights: weights)
      } ?? 1
    moved(0.5, "trained")
    let fit = try LogisticRegression.fit(
      features: features, dimensions: vectors.dimensions, labels: training.labels, classes: classes,
      sampleWeights: weights, options: options, threads: request.threads)
    let model = fit.model
    let members = try committee(training, vectors, weights: weights, options: options, start: model)
    try LinearProbePredictions(request, moved: moved).write(
      images, model: model, temperature: temperature, members: members, to: output)
    try writeState(model, temperature: temperature)
    if let metrics = request.outputs.metrics {
      let figures: JSONObject = [
        "temperature": .double(temperature), "iterations": .int(Int64(fit.iterations)),
        "gradient_norm": .double(fit.gradientNorm), "converged": .bool(fit.converged),
        "labels": .int(Int64(training.labels.count)),
      ]
      try Files.writeAtomically(CodedJSON.bytes(of: JSONValue.object(figures), .pretty), to: metrics)
    }
    moved(1, "done")
  }

  /// What each label counts: the less, the more it is doubted.
  private func weighed(_ training: TrainingSet, _ outOfFold: OutOfFold, classes: Int) throws -> [Double] {
    let least = request.parameters["doubted_weight"]?.number ?? 1
    guard least < 1 else { return training.weights }
    return training.labels.indices.map { row in
      let logits = outOfFold.logits[row * classes..<(row + 1) * classes]
      let own = logits[logits.startIndex + training.labels[row]]
      let best = logits.max() ?? own
      // A model that has never seen the class says nothing of it: rare classes of one group must not be silenced.
      let share = own > -.infinity ? ck_exp(max(-700, own - best)) : 1
      return training.weights[row] * max(least, share)
    }
  }

  private func draw(_ purpose: String) throws -> Draw {
    Draw(randomSeed: try request.seed(), iteration: try request.number(), stage: "linear-probe/\(purpose)")
  }

  static func table(_ path: String?, _ schema: TableSchema, field: String) throws -> Table {
    guard let path else { throw HookRequestError.missing(field: field) }
    return try TableIO.read(path, schema: schema)
  }

  /// Fits the members of the committee, each from the model of all labels on.
  private func committee(
    _ training: TrainingSet, _ vectors: TrainingVectors, weights: [Double], options: LogisticRegression.Options,
    start: LogisticRegression
  ) throws -> [LogisticRegression] {
    let count = request.parameters["committee"]?.integer ?? 0
    let draw = try draw("committee")
    return try (0..<max(0, count)).map { member in
      let counts = GroupBootstrap.counts(groups: training.groups, member: member, draw: draw)
      moved(0.5 + 0.1 * Double(member) / Double(count), "member \(member + 1) of \(count)")
      return try LogisticRegression.fit(
        features: vectors.features, dimensions: vectors.dimensions, labels: training.labels,
        classes: request.classNames().count, sampleWeights: zip(weights, counts).map { $0 * $1 },
        options: options,
        start: start, threads: request.threads
      ).model
    }
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
    // The bias of a class without labels is −∞.
    let text = try CodedJSON.bytes(
      of: Model(
        classes: request.classNames(), dimensions: model.dimensions, temperature: temperature, weights: model.weights),
      JSONForm(.compact, escapes: .slashes), notFinite: .asText)
    try Files.writeAtomically(text, to: "\(state)/\(Catalogue.Train.modelFile)")
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
      try request.classNames().enumerated().map { ($0.element.exact, $0.offset) },
      uniquingKeysWith: { first, _ in first })
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
