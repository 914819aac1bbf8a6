import Engine
import JSON
import Learning
import Report
import Spec
import Texts

/// What a sealed model comes to on the acceptance set, beside what the monitoring holdout said of it.
package struct AcceptanceFigures: Codable, Sendable, Equatable {
  /// What the report of the iteration has of the monitoring holdout.
  package struct Monitoring: Codable, Sendable, Equatable {
    package let images: Int
    package let macroF1: Estimate
    package let rareF1: Estimate?
  }

  /// What monitoring said less what acceptance says: who stops when monitoring is good is told too much by it.
  package struct Optimism: Codable, Sendable, Equatable {
    /// Of the classes that both have images of: the mean F1 of few is no more than another figure beside that of all.
    package let macroF1: Double
    /// How many classes these are.
    package let classes: Int
  }

  /// The images whose sealed probabilities the hook gave again, bit for bit.
  package struct Control: Codable, Sendable, Equatable {
    /// Which images they are.
    package enum Kind: String, Codable, Sendable {
      case monitoring, training
    }

    package let set: Kind
    package let images: Int
  }

  package let acceptance: ModelSection
  /// Nil without a monitoring holdout.
  package let monitoring: Monitoring?
  /// Nil without one, and where it has no class in common with the set.
  package let optimism: Optimism?
  package let control: Control

  /// Bootstrap samples of the intervals.
  private static let resamples = 2_000

  /// Measures a model.
  ///
  /// - Parameters:
  ///   - model: The sealed model.
  ///   - set: The acceptance set.
  ///   - setup: The iteration's spec.
  ///   - scope: The sealed iteration.
  /// - Returns: The figures; nothing of them was written or shown.
  /// - Throws: As asking the model does; `LearningError`.
  package static func measure(
    _ model: SealedModel, on set: AcceptanceSet, _ setup: StageSetup, _ scope: IterationScope
  ) async throws -> AcceptanceFigures {
    let answer = try await model.answer(about: set.images.map(\.id))
    let (labels, groups) = (set.images.map(\.label), set.images.map(\.group))
    let rare = setup.spec.rareClasses.compactMap(setup.classIndex)
    let metrics = try ModelMetrics.read(scope.path(Catalogue.Train.metrics))
    var section = try HoldoutQuality.measure(
      probabilities: answer.probabilities, labels: labels, groups: groups, names: setup.spec.classes, rare: rare,
      trainedOn: scope.manifest.output(Catalogue.Train.training)?.rows ?? 0, resamples: resamples,
      draw: setup.draw(scope.iteration, "acceptance/bootstrap"))
    section.production = try HoldoutQuality.production(
      labels: labels,
      predicted: Metrics.predictions(probabilities: answer.probabilities, classes: setup.spec.classes.count),
      groups: groups, names: setup.spec.classes, rare: rare, rates: setup.spec.declaredRates, resamples: resamples,
      draw: setup.draw(scope.iteration, "acceptance/production"))
    return AcceptanceFigures(section, holdout: metrics?.holdout, control: answer.control)
  }

  private init(_ acceptance: ModelSection, holdout: ModelSection?, control: Control) {
    self.acceptance = acceptance
    self.control = control
    monitoring = holdout.map { Monitoring(images: $0.holdoutImages, macroF1: $0.macroF1, rareF1: $0.rareF1) }
    optimism = holdout.flatMap { Self.optimism($0, acceptance) }
  }

  private static func optimism(_ monitoring: ModelSection, _ acceptance: ModelSection) -> Optimism? {
    let shared = zip(monitoring.perClass, acceptance.perClass).compactMap { said, found in
      said.f1.flatMap { said in found.f1.map { said.value - $0.value } }
    }
    guard !shared.isEmpty else { return nil }
    return Optimism(macroF1: shared.reduce(0, +) / Double(shared.count), classes: shared.count)
  }

  /// The figures as they are read back from a record: a whole number is one, whatever it is here.
  ///
  /// - Throws: What encoding throws.
  package func value() throws -> JSONValue { try JSONValue(CodedJSON.bytes(of: self, .compact, keys: .snakeCase)) }

  /// Reads the figures of a record; nil where a later version wrote other ones.
  package init?(_ value: JSONValue) {
    guard let figures = try? CodedJSON.read(Self.self, from: value, keys: .snakeCase) else { return nil }
    self = figures
  }
}
