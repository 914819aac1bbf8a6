import Columnar
import Engine
import Learning
import Quality
import Report
import Texts

/// A sample of the pool on which models are compared with one another: the same in every iteration as long as the pool is.
///
/// Images are drawn by their ids from the random seed alone, labelled ones among them, so that a label moves none in or out. Where
/// images join the pool some of them take the places of others; where images leave, others come in.
package struct PoolSample {
  /// How many images are drawn at the most.
  package static let limit = 2_000

  /// The images, ascending by the bytes of their ids.
  package let images: [String]
  private let setup: StageSetup
  private let scope: IterationScope
  private let models: ModelRounds

  /// Draws the sample of an iteration: the pool streams through, and the rows of the sample alone are kept.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - scope: The iteration.
  ///   - limit: How many images are drawn at the most.
  ///   - threads: How many threads to use.
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(_ setup: StageSetup, _ scope: IterationScope, limit: Int = limit, threads: Int = 1) throws {
    self.setup = setup
    self.scope = scope
    let path = scope.path(Catalogue.Pool.images)
    let closed = try ClosedImages(unselectable: path, threads: threads)
    let reader = try TableReader(path: path, threads: threads)
    let names = try Tables.pool.selecting(["image_id"])
    // The same draw in every iteration.
    let drawn = try PoolDraw(BlockStream(reader, as: names), draw: setup.draw(0, "report/sample"), threads: threads)
      .rows(limit) { closed.ids.rowsOutside($0) }
    images = try reader.read(rows: drawn.rows.sorted(), as: names).strings("image_id").strings.sortedByBytes()
    models = ModelRounds(images, setup, scope)
  }

  /// Compares this iteration's model with the one before it, and says how sure it is.
  ///
  /// - Parameter earlier: The reports of the iterations before.
  /// - Returns: The three figures, or why two of them cannot be told.
  /// - Throws: `ColumnarError`, `StorageError`.
  package func settling(earlier: [QualityReport]) throws -> SettlingSection {
    var section = SettlingSection(sample: images.count)
    let now = try models.probabilities(scope.iteration)
    let open = try isOpen()
    let asked = now.indices.compactMap { open[$0] ? now[$0] : nil }
    section.unlabelled = asked.count
    section.uncertainty = Metrics.uncertainty(asked, classes: setup.spec.classes.count)
    switch try step(now.map { $0.flatMap(ModelRounds.highest) }, earlier: earlier) {
    case .success(let step): (section.images, section.kappa, section.changed) = (step.images, step.kappa, step.changed)
    case .failure(let why): (section.unknown, section.unknownIteration) = (why.reason, why.iteration)
    }
    return section
  }

  /// Why two models cannot be compared.
  private struct Incomparable: Error {
    let reason: StopCriterionSection.Unknown
    let iteration: Int
  }

  private func step(_ now: [Int?], earlier: [QualityReport]) throws -> Result<ModelStep, Incomparable> {
    let before = scope.iteration - 1
    guard before > 0 else { return .failure(Incomparable(reason: .tooEarly, iteration: scope.iteration)) }
    guard models.hasPredictions(before) else {
      return .failure(Incomparable(reason: .noPredictions, iteration: before))
    }
    // A class by another place would be another class.
    let classes = setup.spec.classes
    let then = earlier.first { $0.iteration == before }?.classes ?? classes
    guard then.map(\.exact) == classes.map(\.exact) else {
      return .failure(Incomparable(reason: .otherClasses, iteration: before))
    }
    let pairs = zip(try models.predicted(before), now).compactMap { before, now in
      before.flatMap { before in now.map { (before: before, now: $0) } }
    }
    guard let step = ModelStep(before: pairs.map(\.before), since: pairs.map(\.now), classes: classes.count) else {
      return .failure(Incomparable(reason: .noImages, iteration: before))
    }
    return .success(step)
  }

  /// Whether each image can still be asked about.
  private func isOpen() throws -> [Bool] {
    try TableReader(path: scope.path(Catalogue.Score.scores))
      .rowNumbers(ofKeys: StringArray(images), column: "image_id").map { $0 != nil }
  }
}
