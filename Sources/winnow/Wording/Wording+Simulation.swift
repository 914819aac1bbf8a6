import Labelling
import Pipeline
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
    let shares = [("votes", outcome.wrongVotes), ("training labels", outcome.wrongLabels)]
      .compactMap { what, share in share.map { "\(($0 * 100).decimal(1)) % of \(what)" } }
    lines.append("annotators: \(outcome.annotators); wrong: \(shares.joined(separator: ", "))")
    return lines
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
