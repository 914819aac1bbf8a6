import Draws
import Engine
import Learning
import Quality
import Report
import Spec
import Texts

/// Whether the models of the last iterations are better than those before them: two of them on the same holdout images.
package enum PlateauGain: Sendable {
  /// The gain, and what it was measured on.
  case measured(MeasuredGain, StopCriterionSection.Comparison)
  /// Why it cannot be determined, and the iteration that this is about.
  case unknown(StopCriterionSection.Unknown, iteration: Int)

  /// How many samples are drawn for the bound.
  private static let resamples = 1000

  /// Compares the best model of the last iterations with the best before them.
  ///
  /// - Parameters:
  ///   - plateau: What is looked for.
  ///   - curve: The learning curve, this iteration's point last.
  ///   - earlier: The reports of the iterations before.
  ///   - holdout: The holdout.
  ///   - classes: The classes as they are now.
  ///   - draw: What the samples are drawn from.
  /// - Returns: The gain, or why it cannot be determined.
  /// - Throws: `ColumnarError`, `StorageError`, `LearningError`.
  package static func measure(
    _ plateau: Plateau, curve: [(iteration: Int, macroF1: Double)], earlier: [QualityReport], holdout: HoldoutRounds,
    classes: [String], draw: Draw
  ) throws -> PlateauGain {
    guard let places = StopRule.compared(curve.map(\.macroF1), rounds: plateau.rounds) else {
      return .unknown(.tooEarly, iteration: curve.last?.iteration ?? 0)
    }
    let (before, since) = (curve[places.before].iteration, curve[places.since].iteration)
    for iteration in [before, since] {
      guard holdout.hasPredictions(iteration) else { return .unknown(.noPredictions, iteration: iteration) }
      // A class by another place would be another class.
      let then = earlier.first { $0.iteration == iteration }?.classes ?? classes
      guard then.map(\.exact) == classes.map(\.exact) else { return .unknown(.otherClasses, iteration: iteration) }
    }
    let models = zip(try holdout.predicted(before), try holdout.predicted(since))
    let rows = zip(holdout.images, models).compactMap { image, models in
      models.0.flatMap { before in models.1.map { (image: image, before: before, since: $0) } }
    }
    let gain = try Metrics.macroF1Gain(
      expected: rows.map(\.image.label), before: rows.map(\.before), since: rows.map(\.since),
      groups: rows.map(\.image.group), classes: classes.count, resamples: resamples, draw: draw)
    guard let gain else { return .unknown(.noImages, iteration: before) }
    guard gain.groups > 1 else { return .unknown(.oneGroup, iteration: before) }
    return .measured(
      MeasuredGain(value: gain.value, bound: gain.bound),
      StopCriterionSection.Comparison(
        before: before, since: since, images: rows.count, groups: gain.groups, bound: gain.bound))
  }
}
