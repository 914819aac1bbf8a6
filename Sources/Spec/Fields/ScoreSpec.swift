import Selection

/// The acquisition measure, its parameters, and the rules that a candidate must pass.
package struct ScoreSpec: Sendable, Equatable {
  /// Which probabilities are measured.
  package enum Probabilities: String, Sendable, CaseIterable { case raw, tempered }

  package var measure = Measure.margin
  /// Nil with a measure that has no such parameter, as the next ones.
  package var reduce: Measure.Reduce?
  package var expected: Bool?
  /// In the order of the classes.
  package var costs: [CostRow] = []
  package var uncertainty: Measure?
  package var weight: Double?
  package var density: DensitySpec?
  package var below: Double?
  package var above: Double?
  package var topProbability: ShareRange?
  package var tiebreak: Measure? = .entropy
  package var probabilities = Probabilities.tempered

  /// The measure that the pool streams through, and that `below` and `above` are about.
  package var base: Measure { uncertainty ?? measure }
}

extension Measure {
  /// Those that put candidates of another measure in a new order.
  static let reordering = allCases.filter { !$0.isStreaming }

  /// Those that find candidates for a measure that looks at other images.
  static let uncertainties = allCases.filter { $0.isStreaming && $0 != .random }

  /// Whether a threshold of it is `above`: it is large where there is much to learn.
  var takesAbove: Bool { isStreaming && largerFirst }

  /// Whether it has no greatest value that could be known beforehand.
  fileprivate var isUnbounded: Bool { self == .costSensitive || self == .gradientNorm }
}

extension ScoreSpec: SpecSection {
  static let fields: [Field<ScoreSpec>] = [
    Field(
      \.measure, "measure", .token, synonyms: ["method", "strategy", "acquisition"], enters: [.score],
      "What says how much the model would learn from an image's label."),
    Field(
      \.reduce, "reduce", .token, synonyms: ["aggregate"],
      default: .computed("mean, with a measure that has it") { score, _ in score.base == .consensusKL ? .mean : nil },
      relation: ofBase(.consensusKL), enters: [.score],
      "What becomes of the members' divergences: their mean, as in the paper, or the greatest of them."),
    Field(
      \.expected, "expected", .flag,
      default: .computed("false, with a measure that has it") { score, _ in
        score.base == .gradientNorm ? false : nil
      }, relation: ofBase(.gradientNorm), enters: [.score], "Whether all classes count by their probability."),
    Field(
      \.costs, "costs", .costs, synonyms: ["cost", "cost_matrix"],
      default: "every mistake costs 1, and what is right nothing", relation: ofBase(.costSensitive), enters: [.score],
      "What it costs to take an image of a class for another: true class, predicted class, cost."),
    Field(
      \.uncertainty, "uncertainty", .token(among: Measure.uncertainties), synonyms: ["base", "candidates_by"],
      default: .computed("margin, with a measure that has it") { score, _ in
        score.measure.isStreaming ? nil : .margin
      }, relation: ofMeasure(Measure.reordering), enters: [.score], "The measure that finds the candidates."),
    Field(
      \.weight, "weight", .number(.share), synonyms: ["w", "alpha"],
      default: .computed("0.5, with the measure that has it") { score, _ in score.measure == .combined ? 0.5 : nil },
      relation: ofMeasure([.combined]), enters: [.score], "How much the uncertainty counts."),
    Field(
      \.density, "density", .section("density"), synonyms: ["beta", "information_density"], default: "nothing",
      relation: ofMeasure(Measure.uncertainties + [.combined]), enters: [.score],
      "What the measure is multiplied by among the candidates: how like they are to the rest of the pool."),
    Field(
      \.below, "below", .number(.positiveShare), synonyms: thresholds(isLarge: false) + ["maximum"],
      default: "no threshold", relation: ofBase(.margin), enters: [.score],
      "Candidates are images with a margin below this."),
    Field(
      \.above, "above", .number(Bounds(from: 0, to: 1e15)), synonyms: thresholds(isLarge: true) + ["minimum"],
      default: "no threshold",
      refined: { .number(Bounds(from: 0, to: $0.base.isUnbounded ? 1e15 : 100)) },
      relation: (of: base, words: Measure.allCases.filter(\.takesAbove).map(\.rawValue)), enters: [.score],
      "Candidates are images with a measure above this; at most 100 with measures that are never greater."),
    Field(
      \.topProbability, "top_probability", .range, synonyms: ["top", "probability", "confidence", "between"],
      default: "no such rule", enters: [.score],
      "Candidates are images whose greatest probability lies within, both ends inside."),
    Field(
      \.tiebreak, "tiebreak",
      .tokenOrNone(among: [.margin, .leastConfidence, .entropy, .random]), synonyms: ["tie", "ties", "tie_breaker"],
      enters: [.score],
      "What ranks images that the measure does not tell apart; `none`: the draw alone."),
    Field(
      \.probabilities, "probabilities", .token, synonyms: ["calibrated"], enters: [.score],
      "Which probabilities are measured: the model's own, or the same after temperature scaling, where it gives them."),
  ]

  /// Of what a relation to the measure that finds the candidates is.
  static let base = "base"

  private static func ofBase(_ measure: Measure) -> FieldDescription.Relation { (base, [measure.rawValue]) }

  private static func ofMeasure(_ measures: [Measure]) -> FieldDescription.Relation {
    ("measure", measures.map(\.rawValue))
  }

  /// Words for a threshold, which is `below` for a margin and `above` for what is large where the model is unsure.
  private static func thresholds(isLarge: Bool) -> [Synonym] {
    ["threshold", "cutoff", "limit"].map { word in
      Synonym(word) { given in (given("measure").flatMap(Measure.init)?.takesAbove ?? false) == isLarge }
    }
  }

  mutating func check(_ section: Section, unreadable: Set<String>) {
    // What a word that is no measure goes with, nobody knows.
    guard !unreadable.contains("measure") else { return }
    let train = section.reading.known.stages.train
    if measure.isStreaming { uncertainty = nil }
    if measure == .expectedErrorReduction, !train.isLinearProbe {
      section.report(
        .wrongChoice(
          key: measure.rawValue, of: "train.run", chosen: train.hook.run.joined(separator: " "),
          needed: [TrainSpec.builtIn.joined(separator: " ")]), at: "measure")
    }
    let namesBase = measure.isStreaming ? "measure" : "uncertainty"
    let knowsBase = !unreadable.contains("uncertainty")
    for field in Self.fields {
      guard let (of, words) = field.description.relation, section.optional(field.key) != nil else { continue }
      if field.key == "costs", costs.isEmpty { continue }
      let (name, chosen) = of == Self.base ? (namesBase, base) : ("measure", measure)
      if of == Self.base, !knowsBase { continue }
      if !words.contains(chosen.rawValue) {
        section.report(
          .wrongChoice(key: field.key, of: name, chosen: chosen.rawValue, needed: words), at: field.key)
      }
    }
    if knowsBase, base.source == .members, train.isLinearProbe, train.committee == 0 {
      section.report(.needs(key: base.rawValue, other: "train.committee"), at: namesBase)
    }
  }
}

/// What a measure is multiplied by.
package struct DensitySpec: Sendable, Equatable {
  package var beta = 1.0
  package var sample = 50_000
}

extension DensitySpec: SpecSection {
  static let fields: [Field<DensitySpec>] = [
    Field(
      \.beta, "beta", .number(Bounds(from: 0, to: 100)), synonyms: ["exponent", "power"], enters: [.score],
      "The exponent."),
    Field(
      \.sample, "sample", .whole(1...10_000_000), synonyms: ["size", "images"], enters: [.score],
      "How many unlabelled images are drawn where there are more."),
  ]
}
