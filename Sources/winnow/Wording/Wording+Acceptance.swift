import Engine
import Pipeline
import Report
import Stages
import Texts

extension Wording {
  /// How many characters of a class's name a table of 80 columns has room for.
  private static let className = 24

  /// What an opening of the acceptance set came to: the figure that counts first.
  static func acceptance(_ outcome: AcceptanceCheck.Outcome) -> [String] {
    let (opening, figures) = (outcome.opening, outcome.figures)
    let section = figures.acceptance
    var lines = [
      "acceptance of iteration \(opening.iteration): macro-F1 \(interval(section.macroF1))",
      "on \(opening.counts.images.counted("image")) of \(opening.counts.groups.counted("group")); \(said(figures))",
    ]
    if let rare = section.rareF1 { lines.append("rare classes: F1 \(interval(rare))") }
    if let production = section.production {
      lines.append("as classes are mixed in production: macro-F1 \(interval(production.macroF1))")
    }
    if let error = section.calibrationError { lines.append("calibration error \(error.decimal(3))") }
    lines += [""] + [table(section.perClass)] + [""]
    lines += leftOut(opening.counts)
    let control = figures.control
    lines.append(
      "the hook gave the sealed probabilities of \(control.images) \(control.set.rawValue) "
        + (control.images == 1 ? "image again" : "images again"))
    if opening.number > 1, let reason = opening.reason {
      lines.append("opening \(opening.number), since: \(reason.printable)")
    }
    return lines + ["record: \(outcome.path.printable)"]
  }

  /// What monitoring had said, and how much too good that was.
  private static func said(_ figures: AcceptanceFigures) -> String {
    guard let monitoring = figures.monitoring else { return "there is no monitoring holdout to compare with" }
    let said = "monitoring said \(monitoring.macroF1.value.decimal(3))"
    guard let optimism = figures.optimism else { return said }
    let difference = (optimism.macroF1 < 0 ? "" : "+") + optimism.macroF1.decimal(3)
    let isOfAll = optimism.classes == figures.acceptance.perClass.count
    return "\(said) (\(difference)\(isOfAll ? "" : ", shared classes"))"
  }

  private static func table(_ classes: [ClassQuality]) -> String {
    Console.table(
      ["class", "images", "F1 (95 %)", "precision", "recall"],
      classes.map { quality in
        let name = quality.name.printable
        return [
          name.count > className ? "\(name.prefix(className - 1))…" : name, String(quality.support),
          quality.f1.map(cell) ?? "–", quality.precision.map { $0.decimal(3) } ?? "–",
          quality.recall.map { $0.decimal(3) } ?? "–",
        ]
      })
  }

  /// The images of the set that were not measured, a line a reason.
  private static func leftOut(_ counts: AcceptanceOpening.Counts) -> [String] {
    [
      (counts.broken, "cannot be read"), (counts.absent, "gone from the pool or erased"),
      (counts.withoutLabel, "without a label"),
    ].filter { $0.0 > 0 }.map { "not measured: \($0.0.counted("image")) (\($0.1))" }
  }

  /// An opening in the list of iterations.
  static func opened(_ opening: IterationLog.Opening) -> String {
    let time = opening.time.prefix(10).printable
    let figure = opening.macroF1.map { ": macro-F1 \(interval($0)) on \(opening.images.counted("image"))" } ?? ""
    guard let reason = opening.reason else { return "the acceptance set was opened on \(time)\(figure)" }
    return "the acceptance set was opened once more on \(time)\(figure), since: \(reason.printable)"
  }

  /// The same without words, for a table.
  private static func cell(_ estimate: Estimate) -> String {
    guard let low = estimate.low, let high = estimate.high else { return estimate.value.decimal(3) }
    return "\(estimate.value.decimal(3)) (\(low.decimal(3)) to \(high.decimal(3)))"
  }

  private static func interval(_ estimate: Estimate) -> String {
    guard let low = estimate.low, let high = estimate.high else { return estimate.value.decimal(3) }
    return "\(estimate.value.decimal(3)) (95 %: \(low.decimal(3)) to \(high.decimal(3)))"
  }
}
