import Columnar
import Draws
import Engine
import Labelling
import Learning
import Report
import Spec
import Texts

/// Compares what labels of the random share teach with what as many picks of the same batches do.
///
/// The random share is a simple random sample of what there was to label, so that its labels are what random labels would have
/// been. Two models that differ in these labels alone are fitted: the built-in probe, whatever the spec trains, by the spec's
/// vectors. Picks are drawn several times to stand in; predictions of all draws are taken together.
package struct PicksWorth {
  /// A labelled image that is trained on.
  private struct Label {
    let image: String
    let label: Int
    let weight: Double
    /// The batch that it came with; 0 for the first, and where no batch is known.
    let batch: Int
    let isRandom: Bool
  }

  /// How often picks are drawn to stand in for the random share.
  private static let draws = 5
  /// How many labels of the random share are worth a look at the latest batches.
  private static let fewest = 30
  private static let resamples = 1_000

  private let setup: StageSetup
  private let scope: IterationScope
  private let threads: Int

  /// Prepares to compare, in an iteration that has a model.
  package init(_ setup: StageSetup, _ scope: IterationScope, threads: Int) {
    self.setup = setup
    self.scope = scope
    self.threads = threads
  }

  /// The batches before this iteration's, as far as they are there.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (1..<max(1, scope.iteration)).compactMap { scope.earlierInput(Catalogue.Cluster.selection, iteration: $0) }
  }

  /// What the comparison comes to.
  ///
  /// - Parameter holdout: The images that are compared on.
  /// - Returns: The comparison, or why there is none.
  /// - Throws: `LearningError`, `DataError`, `ColumnarError`, `StorageError`.
  package func section(_ holdout: HoldoutRounds) throws -> PicksSection {
    let index = scope.path(Catalogue.Embed.index)
    let reader = EmbeddingReader(scope.directory, threads: threads)
    var labels = try labels()
    let trained = Set(try reader.known(labels.map(\.image), index: index).map(\.exact))
    labels.removeAll { !trained.contains($0.image.exact) }
    guard labels.contains(where: { $0.batch > 0 && $0.isRandom }) else { return PicksSection(unknown: .noneDrawn) }
    guard labels.contains(where: { $0.batch > 0 && !$0.isRandom }) else { return PicksSection(unknown: .nonePicked) }
    let seen = Set(try reader.known(holdout.images.map(\.id), index: index).map(\.exact))
    let images = holdout.images.filter { seen.contains($0.id.exact) }
    guard Set(images.map(\.group.exact)).count > 1 else { return PicksSection(unknown: .noHoldout) }
    let (features, dimensions) = try reader.vectors(labels.map(\.image), index: index)
    let (asked, _) = try reader.vectors(images.map(\.id), index: index)
    func compare(since: Int) throws -> PicksSection.Comparison? {
      try comparison(since: since, labels, features, dimensions: dimensions, images, asked)
    }
    var section = PicksSection()
    section.images = images.count
    section.groups = Set(images.map(\.group.exact)).count
    section.draws = Self.draws
    section.all = try compare(since: 1)
    if let since = latest(labels), since > 1 { section.recent = try compare(since: since) }
    if section.all == nil { section.unknown = .noneDrawn }
    return section
  }

  /// The latest batch since which enough labels were drawn at random.
  private func latest(_ labels: [Label]) -> Int? {
    (1..<max(1, scope.iteration)).last { since in
      labels.count { $0.batch >= since && $0.isRandom } >= Self.fewest
    }
  }

  private func comparison(
    since: Int, _ labels: [Label], _ features: [Float], dimensions: Int, _ images: [HoldoutRounds.Image],
    _ asked: [Float]
  ) throws -> PicksSection.Comparison? {
    let classes = setup.spec.classes.count
    let start = labels.indices.filter { labels[$0].batch < since }
    let drawn = labels.indices.filter { labels[$0].batch >= since && labels[$0].isRandom }
    let picked = labels.indices.filter { labels[$0].batch >= since && !labels[$0].isRandom }
    // As many of each batch, so that neither side has had longer to learn what to look for.
    var wanted: [Int: Int] = [:]
    for row in drawn { wanted[labels[row].batch, default: 0] += 1 }
    for (batch, count) in wanted { wanted[batch] = min(count, picked.count { labels[$0].batch == batch }) }
    let random = Self.first(wanted, of: drawn) { labels[$0].batch }
    guard !start.isEmpty, !random.isEmpty, Set(start.map { labels[$0].label }).count > 1 else { return nil }
    let train = setup.spec.stages.train
    let options = LogisticRegression.Options(regularization: train.regularization, balanced: train.balanced)
    func fit(_ rows: [Int], from model: LogisticRegression?) throws -> LogisticRegression {
      try LogisticRegression.fit(
        features: rows.flatMap { features[$0 * dimensions..<($0 + 1) * dimensions] }, dimensions: dimensions,
        labels: rows.map { labels[$0].label }, classes: classes, sampleWeights: rows.map { labels[$0].weight },
        options: options, start: model, threads: threads
      ).model
    }
    func predicted(_ model: LogisticRegression) throws -> [Int] {
      Metrics.predictions(
        probabilities: try LogisticRegression.probabilities(
          logits: model.logits(features: asked, rows: images.count, threads: threads), classes: classes),
        classes: classes)
    }
    let base = try predicted(fit((start + random).sorted(), from: nil))
    var stood: [Int] = []
    for draw in 0..<Self.draws {
      let keys = setup.draw(scope.iteration, "report/picks/\(draw)")
      let order = picked.map { (key: keys.key(labels[$0].image), row: $0) }.sorted { $0 < $1 }.map(\.row)
      let own = Self.first(wanted, of: order) { labels[$0].batch }
      stood += try predicted(fit((start + own).sorted(), from: nil))
    }
    func all<Value>(_ values: [Value]) -> [Value] { (0..<Self.draws).flatMap { _ in values } }
    let (expected, groups) = (all(images.map(\.label)), all(images.map(\.group)))
    let gain = try Metrics.macroF1Gain(
      expected: expected, before: all(base), since: stood, groups: groups, classes: classes, resamples: Self.resamples,
      draw: setup.draw(scope.iteration, "report/picks"))
    guard let gain else { return nil }
    func macroF1(_ predicted: [Int]) throws -> Double {
      Metrics.macroF1(Metrics.f1(try Metrics.confusion(expected: expected, predicted: predicted, classes: classes)))
    }
    return PicksSection.Comparison(
      since: since, start: start.count, drawn: random.count, random: try macroF1(all(base)),
      picks: try macroF1(stood), gain: Estimate(gain.value, low: gain.interval.low, high: gain.interval.high))
  }

  /// The first of some rows, as many of each batch as are wanted.
  private static func first(_ wanted: [Int: Int], of rows: [Int], batch: (Int) -> Int) -> [Int] {
    var left = wanted
    return rows.filter { row in
      guard let count = left[batch(row)], count > 0 else { return false }
      left[batch(row)] = count - 1
      return true
    }
  }

  /// The labels that this iteration's model was trained on, each with the last batch that asked about it.
  private func labels() throws -> [Label] {
    var origins: [ExactText: (batch: Int, isRandom: Bool)] = [:]
    for batch in 1..<max(1, scope.iteration) {
      let path = scope.path(Catalogue.Cluster.selection, iteration: batch)
      let table = try TableIO.read(path, schema: Tables.selection.selecting(["image_id", "share"]))
      let (images, shares) = (try table.strings("image_id"), try table.strings("share"))
      for row in 0..<images.count { origins[images[row].exact] = (batch, shares[row].exact == "random".exact) }
    }
    let table = try TableIO.read(
      scope.path(Catalogue.Train.training), schema: Tables.training.selecting(["image_id", "label", "weight"]))
    let (names, weights) = (try table.strings("label"), try table.doubles("weight"))
    return try table.strings("image_id").strings.enumerated().compactMap { row, image in
      let origin = origins[image.exact]
      return setup.classIndex(names[row]).map {
        Label(
          image: image, label: $0, weight: weights[row], batch: origin?.batch ?? 0, isRandom: origin?.isRandom ?? true)
      }
    }
  }
}
