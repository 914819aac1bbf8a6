import Columnar
import Engine
import Labelling
import Learning
import Report
import Spec
import Storage
import Texts

/// Compares embedders by how well the built-in linear probe predicts labels from their vectors, each label by a model that saw
/// neither the image nor its group.
///
/// It asks nobody and opens no holdout: only labels that may be trained on count. What it embeds is kept as the stage keeps it.
package struct EmbedderTrial: Sendable {
  /// What is tried.
  package struct Candidate: Sendable {
    /// What a person calls it.
    package let name: String
    /// The embedders, whose vectors stand side by side.
    package let embed: [EmbedSpec]
    /// The folder that its files are relative to.
    package let baseDirectory: String

    /// Names a candidate.
    package init(_ name: String, _ embed: [EmbedSpec], baseDirectory: String) {
      self.name = name
      self.embed = embed
      self.baseDirectory = baseDirectory
    }
  }

  /// What became of a candidate.
  package struct Row: Sendable, Codable {
    package let name: String
    /// The length of a vector.
    package let dimensions: Int
    /// Of the predictions of all folds together, with a 95 % interval by the bootstrap over groups.
    package let macroF1: Estimate
    /// Mean F1 of the rare classes; nil without a label of one.
    package let rareF1: Estimate?
    /// Macro-F1 less that of the first candidate, on the same images, with a 95 % interval by the paired bootstrap over groups;
    /// nil of the first.
    package let gain: Estimate?
    /// Images that had no vector of it yet.
    package let embedded: Int
    /// Seconds that embedding these took, what is fitted included.
    package let seconds: Double

    enum CodingKeys: String, CodingKey {
      case name, dimensions, gain, embedded, seconds
      case macroF1 = "macro_f1"
      case rareF1 = "rare_f1"
    }
  }

  /// The comparison.
  package struct Outcome: Sendable, Codable {
    package let iteration: Int
    /// Labelled images that all candidates have vectors of.
    package let images: Int
    /// Labelled images that one of them has no vector of, which are left out.
    package let leftOut: Int
    package let groups: Int
    package let folds: Int
    /// How the rows of a file of labels fit the images of the pool; nil where the labels so far were taken.
    package let labels: String?
    package let rows: [Row]

    enum CodingKeys: String, CodingKey {
      case iteration, images, groups, folds, labels, rows
      case leftOut = "left_out"
    }
  }

  /// A labelled image.
  private struct Label {
    let row: Int
    let label: Int
    let weight: Double
    let group: String
  }

  private static let folds = 5
  private static let resamples = 1_000

  private let setup: StageSetup
  private let context: StageContext
  private let pool: PoolTable
  private let labels: [Label]
  /// How the rows of a file of labels fit the images of the pool.
  private let join: String?

  /// Takes the labels.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - context: A run in an iteration whose stage `pool` is done.
  ///   - labelFile: A table `image,label` to take instead of the labels so far.
  /// - Throws: `EmbedderTrialError.tooFewLabels`; `DataError`, `ColumnarError`, `StorageError`.
  package init(_ setup: StageSetup, _ context: StageContext, labelFile: String?) throws {
    self.setup = setup
    self.context = context
    let pool = try PoolTable(path: context.path(Catalogue.Pool.images))
    self.pool = pool
    func label(_ row: Int, _ name: String, _ weight: Double) -> Label? {
      setup.classIndex(name).map {
        Label(row: row, label: $0, weight: weight, group: pool.groups[row] ?? pool.ids[row])
      }
    }
    if let labelFile {
      let rows = try LabelFile.read(labelFile, classes: setup.spec.classes, purpose: "--labels")
      let images = ImageIDs(pool.ids)
      let joined = try FileJoin.join(rows, purpose: "--labels", file: labelFile, images: images)
      try joined.join.check(images)
      join = joined.join.sentence
      let selectable = Set(pool.selectable)
      labels = zip(rows, joined.positions).compactMap { row, place in
        place.flatMap { selectable.contains($0) ? label($0, row.label, 1) : nil }
      }
    } else {
      join = nil
      let history = try LabelHistory(setup, context.scope, .own)
      let training = TrainingLabels(
        history, LabelPlaces(history, pool: pool), pool: pool, hasVector: { _ in true },
        erasures: try Erasures(root: context.scope.directory.root))
      labels = training.trained.compactMap { label($0.row, $0.place.label ?? "", $0.place.weight) }
    }
    let known = labels.map(\.label)
    guard Set(known).count > 1, Set(labels.map(\.group.exact)).count > 1 else {
      throw EmbedderTrialError.tooFewLabels(images: labels.count, classes: Set(known).count)
    }
  }

  // MARK: Vectors

  /// What a candidate says of the labelled images.
  private struct Vectors {
    /// One vector a block and labelled image; nil of an image that it cannot see.
    let blocks: [[Digest: [Float]]]
    let embedded: Int
    let seconds: Double
  }

  /// Compares candidates.
  ///
  /// - Parameter candidates: The first is what the others are compared with.
  /// - Returns: A row each, in their order.
  /// - Throws: What an embedder fails with; `LearningError`, `ColumnarError`, `StorageError`.
  package func run(_ candidates: [Candidate]) async throws -> Outcome {
    var all: [Vectors] = []
    for (number, candidate) in candidates.enumerated() {
      all.append(try await vectors(candidate, part: (number, candidates.count)))
    }
    let common = labels.filter { label in
      all.allSatisfy { $0.blocks.allSatisfy { $0[pool.digests[label.row]] != nil } }
    }
    guard Set(common.map(\.label)).count > 1 else {
      throw EmbedderTrialError.tooFewLabels(images: common.count, classes: Set(common.map(\.label)).count)
    }
    var rows: [Row] = []
    var first: [Int]?
    for (candidate, vectors) in zip(candidates, all) {
      let features = side(by: vectors.blocks.map { block in common.compactMap { block[pool.digests[$0.row]] } })
      let predicted = try predictions(features, of: common)
      rows.append(try row(candidate, vectors, predicted: predicted, first: first, of: common))
      first = first ?? predicted
    }
    return Outcome(
      iteration: context.scope.iteration, images: common.count, leftOut: labels.count - common.count,
      groups: Set(common.map(\.group.exact)).count, folds: Self.folds, labels: join,
      rows: rows)
  }

  private func vectors(_ candidate: Candidate, part: (number: Int, of: Int)) async throws -> Vectors {
    var spec = setup.spec
    spec.stages.embed = candidate.embed
    // The images stay where they are, wherever the candidate's files lie.
    spec.pool.root = setup.root
    spec.pool.table = setup.poolTable
    let given = StageSetup(spec: spec, baseDirectory: candidate.baseDirectory, rehash: setup.rehash)
      .given(EmbedStage.parts(spec))
    let wanted = Dictionary(labels.map { (pool.digests[$0.row], $0.row) }, uniquingKeysWith: { first, _ in first })
    var blocks: [[Digest: [Float]]] = []
    var embedded = 0
    let start = ContinuousClock.now
    for (index, embed) in candidate.embed.enumerated() {
      let embedder = Embedder(embed, given, stage: StageName.embed)
      let checkpoint = context.scope.directory.path("cache/checkpoints/\(try embedder.key(context.scope))")
      let share = 1 / Double(part.of * candidate.embed.count)
      let embedding = try Embedding(
        embedder, given, checkpoint: checkpoint,
        part: .init(
          name: "trial-\(part.number)-\(index)", from: Double(part.number) / Double(part.of) + Double(index) * share,
          share: share), context)
      try await embedding.fit()
      let (values, made) = try await embedding.vectors(wanted, of: pool)
      try Files.remove(checkpoint)
      blocks.append(values)
      embedded += made
    }
    return Vectors(blocks: blocks, embedded: embedded, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// The vectors of blocks side by side, brought to one scale where there is more than one block.
  private func side(by blocks: [[[Float]]]) -> [Float] {
    let scales = blocks.count > 1 ? SideBySide.scales(blocks) : [1]
    let rows = blocks.first?.count ?? 0
    return (0..<rows).flatMap { row in
      zip(blocks, scales).flatMap { block, scale in scale == 1 ? block[row] : block[row].map { $0 * scale } }
    }
  }

  // MARK: Figures

  private func predictions(_ features: [Float], of labels: [Label]) throws -> [Int] {
    let train = setup.spec.stages.train
    let classes = setup.spec.classes.count
    let outOfFold = try OutOfFold.fit(
      features: features, dimensions: features.count / labels.count, labels: labels.map(\.label), classes: classes,
      sampleWeights: labels.map(\.weight), groups: labels.map(\.group),
      options: .init(regularization: train.regularization, balanced: train.balanced), folds: Self.folds,
      draw: setup.draw(context.scope.iteration, "embedders/folds"), threads: context.threads)
    guard let logits = outOfFold?.logits else {
      throw EmbedderTrialError.tooFewLabels(images: labels.count, classes: Set(labels.map(\.label)).count)
    }
    return Metrics.predictions(
      probabilities: try LogisticRegression.probabilities(logits: logits, classes: classes), classes: classes)
  }

  private func row(
    _ candidate: Candidate, _ vectors: Vectors, predicted: [Int], first: [Int]?, of labels: [Label]
  ) throws -> Row {
    let (expected, groups, classes) = (labels.map(\.label), labels.map(\.group), setup.spec.classes.count)
    let draw = setup.draw(context.scope.iteration, "embedders/bootstrap")
    let rare = setup.spec.rareClasses.compactMap(setup.classIndex)
    func estimate(_ figure: ([Metrics.F1]) -> Double?) throws -> Estimate? {
      let scores = Metrics.f1(try Metrics.confusion(expected: expected, predicted: predicted, classes: classes))
      guard let value = figure(scores) else { return nil }
      let interval = try Metrics.bootstrap(
        expected: expected, predicted: predicted, groups: groups, classes: classes, resamples: Self.resamples,
        draw: draw, figure: figure)
      return Estimate(value, low: interval?.low, high: interval?.high)
    }
    let gain = try first.flatMap { first in
      try Metrics.macroF1Gain(
        expected: expected, before: first, since: predicted, groups: groups, classes: classes,
        resamples: Self.resamples, draw: draw
      ).map { Estimate($0.value, low: $0.interval.low, high: $0.interval.high) }
    }
    return Row(
      name: candidate.name, dimensions: candidate.embed.dimensions,
      macroF1: try estimate { Metrics.macroF1($0) } ?? Estimate(0),
      rareF1: try estimate { Metrics.meanF1(of: rare, $0) },
      gain: gain, embedded: vectors.embedded, seconds: vectors.seconds)
  }
}

/// Why embedders cannot be compared.
package enum EmbedderTrialError: Error, Sendable, Equatable {
  /// Labels of fewer than two classes or groups.
  case tooFewLabels(images: Int, classes: Int)
}
