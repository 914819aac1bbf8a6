import Texts

/// What a simulation must come to: a figure of a way of choosing, and the least that will do.
///
/// Written `macro_f1@900>=0.80` or, of a way that is not the first, `direct:saving>=0.67`.
package struct SimulationGoal: Sendable, Equatable {
  /// A figure that can be asked for.
  package enum Figure: String, Sendable, CaseIterable {
    /// The F1 with a number of labels.
    case macroF1 = "macro_f1"
    case rareF1 = "rare_f1"
    /// The same less that of random batches with the same vectors.
    case macroF1Gain = "macro_f1_gain"
    case rareF1Gain = "rare_f1_gain"
    /// The least share of defects among the batches after the first, as many as are named.
    case defects
    /// The share of labels that is saved for the F1 that random batches reach at the end, and its interval's lower end.
    case saving
    case savingLow = "saving_low"
    case rareSaving = "rare_saving"
    case rareSavingLow = "rare_saving_low"

    /// Whether it is asked for at a number: of labels, or of batches.
    package var hasPlace: Bool {
      switch self {
      case .macroF1, .rareF1, .macroF1Gain, .rareF1Gain, .defects: true
      case .saving, .savingLow, .rareSaving, .rareSavingLow: false
      }
    }
  }

  /// What came of a goal.
  package struct Result: Sendable, Codable, Equatable {
    /// The goal as it was written.
    package let goal: String
    /// What was asked for.
    package let asked: Double
    /// Nil where there is no such figure: fewer labels were bought, or nothing was compared.
    package let found: Double?
    /// The standard deviation over the random seeds, of a figure that each seed has.
    package let deviation: Double?
    /// The 95 % interval's ends, of a saving.
    package let low: Double?
    package let high: Double?

    /// Whether it is met.
    package var isMet: Bool { found.map { $0 >= asked } ?? false }
  }

  /// As it was written.
  package let text: String
  /// The way of choosing; nil: the first that is not random.
  package let strategy: String?
  package let figure: Figure
  /// The number of labels, or of batches.
  package let place: Double?
  /// The least value that will do.
  package let asked: Double

  /// Reads `figure>=value` with an optional `strategy:` before it and an `@number` after the figure.
  ///
  /// - Returns: Nil for anything else.
  package init?(_ text: String) {
    let sides = text.split(separator: ">=", omittingEmptySubsequences: false)
    guard sides.count == 2, let asked = Double(sides[1]), asked.isFinite else { return nil }
    let parts = sides[0].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let last = parts.last, parts.count == 1 || !parts[0].isEmpty else { return nil }
    let named = last.split(separator: "@", omittingEmptySubsequences: false)
    guard named.count <= 2, let name = named.first, let figure = Figure(rawValue: String(name)) else { return nil }
    let place = named.count == 2 ? Double(named[1]) : nil
    guard figure.hasPlace == (named.count == 2), (place == nil) == (named.count == 1), place.map({ $0 > 0 }) ?? true
    else { return nil }
    self.text = text
    strategy = parts.count == 2 ? String(parts[0]) : nil
    self.figure = figure
    self.place = place
    self.asked = asked
  }

  // MARK: Against what came of a simulation

  /// What came of the goal.
  ///
  /// - Parameters:
  ///   - points: Every arm, seed and iteration.
  ///   - savings: What was compared with random batches.
  ///   - random: The name of the random batches that an arm is compared with; nil where there are none.
  ///   - first: The first way of choosing that is not random.
  /// - Returns: The figure beside what was asked.
  package func result(
    of points: [Simulation.Point], savings: [Simulation.Savings], random: (String) -> String?, first: String
  ) -> Result {
    let arm = strategy ?? first
    func spread(_ values: [Double]?) -> Result {
      let spread = values.flatMap { Simulation.Spread($0) }
      return Result(goal: text, asked: asked, found: spread?.mean, deviation: spread?.deviation, low: nil, high: nil)
    }
    func saving(_ saving: LabelSaving?, lowEnd: Bool = false) -> Result {
      Result(
        goal: text, asked: asked, found: lowEnd ? saving?.low : saving?.saving, deviation: nil, low: saving?.low,
        high: saving?.high)
    }
    let saved = savings.first { $0.strategy == arm }
    switch figure {
    case .macroF1: return spread(reached(\.macroF1, by: arm, points))
    case .rareF1: return spread(reached(\.rareF1, by: arm, points))
    case .macroF1Gain: return spread(gained(\.macroF1, by: arm, over: random(arm), points))
    case .rareF1Gain: return spread(gained(\.rareF1, by: arm, over: random(arm), points))
    case .defects: return spread(leastDefects(by: arm, points))
    case .saving: return saving(saved?.training)
    case .savingLow: return saving(saved?.training, lowEnd: true)
    case .rareSaving: return saving(saved?.rare)
    case .rareSavingLow: return saving(saved?.rare, lowEnd: true)
    }
  }

  /// The figure of each seed at the number of labels, by straight lines between iterations.
  private func reached(
    _ figure: KeyPath<Simulation.Point, Double?>, by arm: String, _ points: [Simulation.Point]
  ) -> [Double]? {
    guard let place else { return nil }
    let runs = runs(of: arm, points)
    let values = runs.compactMap { Self.value(at: place, $0, figure) }
    return values.isEmpty || values.count < runs.count ? nil : values
  }

  private func gained(
    _ figure: KeyPath<Simulation.Point, Double?>, by arm: String, over random: String?, _ points: [Simulation.Point]
  ) -> [Double]? {
    guard let random, let own = reached(figure, by: arm, points), let other = reached(figure, by: random, points),
      own.count == other.count
    else { return nil }
    return zip(own, other).map { $0 - $1 }
  }

  /// The batch with the fewest defects on average, one value a seed.
  private func leastDefects(by arm: String, _ points: [Simulation.Point]) -> [Double]? {
    guard let place else { return nil }
    let batches = (1...max(1, Int(place))).map { iteration in
      points.filter { $0.strategy == arm && $0.iteration == iteration }.map(\.defectShare)
    }
    guard batches.allSatisfy({ !$0.isEmpty && !$0.contains(nil) }) else { return nil }
    return batches.map { $0.compactMap(\.self) }.min {
      $0.reduce(0, +) / Double($0.count) < $1.reduce(0, +) / Double($1.count)
    }
  }

  private func runs(of arm: String, _ points: [Simulation.Point]) -> [[Simulation.Point]] {
    let own = points.filter { $0.strategy == arm }
    return Set(own.map(\.randomSeed)).sorted().map { seed in
      own.filter { $0.randomSeed == seed && $0.labels != nil }.sorted { $0.iteration < $1.iteration }
    }
  }

  /// A batch that ended a few images short, or a label that never came, is no other number of labels.
  private static let tolerance = 0.02

  private static func value(
    at place: Double, _ run: [Simulation.Point], _ figure: KeyPath<Simulation.Point, Double?>
  ) -> Double? {
    let curve = run.compactMap { point in
      point.labels.flatMap { labels in point[keyPath: figure].map { (labels: Double(labels), value: $0) } }
    }
    guard let first = curve.first, let last = curve.last else { return nil }
    guard place >= first.labels * (1 - tolerance), place <= last.labels * (1 + tolerance) else { return nil }
    guard place > first.labels else { return first.value }
    for (low, high) in zip(curve, curve.dropFirst()) where place <= high.labels {
      guard high.labels > low.labels else { return high.value }
      return low.value + (high.value - low.value) * (place - low.labels) / (high.labels - low.labels)
    }
    return last.value
  }
}
