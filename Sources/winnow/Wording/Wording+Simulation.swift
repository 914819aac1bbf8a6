import Labelling
import Pipeline
import Report
import Spec
import Texts

extension Wording {
  /// What a simulation came to.
  static func simulation(_ outcome: Simulation.Outcome, seeds: Int) -> [String] {
    let header = ["batches", "iteration", "labels", "macro-F1", "rare-F1", "defects in batch"]
    let table = Console.table(
      header,
      outcome.rows.map { row in
        [
          row.strategy, String(row.iteration), cell(row.labels, 0), cell(row.macroF1, 3), cell(row.rareF1, 3),
          cell(row.defectShare, 3),
        ]
      })
    var lines = outcome.savings.map(verdict)
    lines += [table, "mean ± standard deviation over \(seeds.counted("random seed"))"]
    lines += outcome.savings.flatMap { saving in
      [
        ("labels for training", saving.training), ("all labels, holdouts among them", saving.all),
        ("rare classes", saving.rare),
      ]
      .compactMap { what, found in found.map { "\(saving.strategy), \(what): \(words($0))" } }
    }
    lines.append(people(outcome))
    lines += outcome.goals.map(goal)
    if !outcome.goals.isEmpty {
      lines.append("\(outcome.goals.count(where: \.isMet)) of \(outcome.goals.count) goals met")
    }
    return lines
  }

  private static func pageSaving(
    _ found: LabelSaving, of strategy: String, counted: String
  ) -> SimulationPage.Saving {
    var interval = "one seed: none"
    if let low = found.low, let high = found.high { interval = "\(percent(low)) to \(percent(high))" }
    return SimulationPage.Saving(
      arm: strategy, counted: counted, level: found.level.decimal(3),
      needed: found.needed.map { $0.decimal(0) } ?? "not reached", random: found.baseline.decimal(0),
      saving: percent(found.saving), interval: interval, isShown: found.isShown)
  }

  private static func people(_ outcome: Simulation.Outcome) -> String {
    let shares = [("votes", outcome.wrongVotes), ("training labels", outcome.wrongLabels)]
      .compactMap { what, share in share.map { "\(($0 * 100).decimal(1)) % of \(what)" } }
    return "annotators: \(outcome.annotators); wrong: \(shares.joined(separator: ", "))"
  }

  private static func goal(_ result: SimulationGoal.Result) -> String {
    var found = result.found.map { $0.decimal(3) } ?? "no such figure"
    if let deviation = result.deviation { found += " ± \(deviation.decimal(3))" }
    if let low = result.low, let high = result.high { found += " (95 %: \(low.decimal(3)) to \(high.decimal(3)))" }
    return "\(result.isMet ? "met" : "missed"): \(result.goal), found \(found)"
  }

  /// A simulation as a page.
  static func simulationPage(
    _ outcome: Simulation.Outcome, of spec: PipelineSpec, seeds: Int
  ) -> SimulationPage.Content {
    func spread(_ value: Simulation.Spread?) -> SimulationPage.Spread? {
      value.map { SimulationPage.Spread(mean: $0.mean, deviation: $0.deviation) }
    }
    var names: [String] = []
    for row in outcome.rows where names.last != row.strategy { names.append(row.strategy) }
    let arms = names.map { name in
      SimulationPage.Arm(
        name: name,
        isRandom: name == SimulatedStrategy.random.name || name.hasPrefix("\(SimulatedStrategy.random.name)@"),
        rows: outcome.rows.filter { $0.strategy == name }.map {
          SimulationPage.Row(
            iteration: $0.iteration, labels: spread($0.labels), macroF1: spread($0.macroF1), rareF1: spread($0.rareF1),
            defectShare: spread($0.defectShare), cost: spread($0.cost))
        })
    }
    let savings = outcome.savings.flatMap { saving in
      [("labels for training", saving.training), ("all labels", saving.all), ("rare classes", saving.rare)]
        .compactMap { counted, found in found.map { pageSaving($0, of: saving.strategy, counted: counted) } }
    }
    let headline = outcome.savings.map(verdict).joined(separator: "; ")
    return SimulationPage.Content(
      title: "\(spec.name) · simulation over \(seeds.counted("random seed"))",
      headline: headline.isEmpty ? "Nothing was compared with random batches" : headline,
      notes: [people(outcome)] + outcome.goals.map { "\(goal($0))." }, arms: arms, savings: savings,
      currency: spec.budget.currency)
  }

  /// The first thing that anybody wants to know.
  private static func verdict(_ saving: Simulation.Savings) -> String {
    guard let found = saving.training else { return "\(saving.strategy): too few iterations to compare" }
    return found.isShown
      ? "\(saving.strategy): \(percent(found.saving)) fewer labels than random for macro-F1 \(found.level.decimal(3)) "
        + interval(found)
      : "\(saving.strategy): no gain shown over random"
  }

  private static func words(_ saving: LabelSaving) -> String {
    let needed = saving.needed.map { $0.decimal(0) } ?? "not reached"
    return
      "\(needed) for \(saving.level.decimal(3)), random \(saving.baseline.decimal(0)): \(percent(saving.saving)) fewer "
      + interval(saving) + (saving.isShown ? "" : ", no gain shown")
  }

  private static func interval(_ saving: LabelSaving) -> String {
    guard let low = saving.low, let high = saving.high else { return "(one random seed has no interval)" }
    return "(95 %: \(percent(low)) to \(percent(high)))"
  }

  private static func percent(_ share: Double) -> String { "\((share * 100).decimal(0)) %" }

  private static func cell(_ spread: Simulation.Spread?, _ places: Int) -> String {
    spread.map { "\($0.mean.decimal(places)) ± \($0.deviation.decimal(places))" } ?? "–"
  }

  /// The points of a simulation as CSV.
  static func csv(_ points: [Simulation.Point]) -> [UInt8] {
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return CSVTable.encode(
      header: [
        "strategy", "random_seed", "iteration", "labels", "macro_f1", "rare_f1", "defect_share", "cost", "chain",
      ],
      rows: points.map { point in
        [
          point.strategy, String(point.randomSeed), String(point.iteration), point.labels.map(String.init) ?? "",
          text(point.macroF1), text(point.rareF1), text(point.defectShare), text(point.cost), point.chain,
        ]
      })
  }
}
