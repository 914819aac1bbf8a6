import Report
import Stages
import Texts

extension Wording {
  /// A comparison of embedders: a table, and what it comes to.
  static func embedders(_ outcome: EmbedderTrial.Outcome) -> [String] {
    let header = ["", "numbers", "macro-F1", "rare-F1", "against 1", "s per 1,000"]
    let rows = outcome.rows.enumerated().map { index, row in
      [
        String(index + 1), String(row.dimensions), cell(row.macroF1),
        row.rareF1.map { cell($0) } ?? "–",
        row.gain.map { cell($0, signed: true) } ?? "–",
        row.embedded > 0 ? (1_000 * row.seconds / Double(row.embedded)).decimal(1) : "–",
      ]
    }
    var lines = [
      "\(outcome.images.counted("labelled image")) in \(outcome.groups.counted("group")), \(outcome.folds) folds of whole "
        + "groups; 95 % intervals"
    ]
    if let labels = outcome.labels { lines.append("\(labels.printable); held-out images and copies are left aside") }
    if outcome.leftOut > 0 {
      lines.append(
        "\(outcome.leftOut.counted("labelled image")) left out: not every embedder has a vector of \(outcome.leftOut == 1 ? "it" : "them")"
      )
    }
    lines += outcome.rows.enumerated().map { "\($0.offset + 1)  \($0.element.name.printable)" }
    lines.append(Console.table(header, rows))
    lines.append(verdict(outcome))
    return lines
  }

  /// The best that is surely better than the first, or that there is none.
  private static func verdict(_ outcome: EmbedderTrial.Outcome) -> String {
    let better = outcome.rows.enumerated().filter { ($0.element.gain?.low ?? 0) > 0 }
    guard let best = better.max(by: { $0.element.macroF1.value < $1.element.macroF1.value }),
      let gain = best.element.gain
    else { return "none is shown to be better than 1, the spec's own" }
    return
      "\(best.offset + 1), \(best.element.name.printable), is better than the spec's own by \(gain.value.decimal(3)) macro-F1"
  }

  private static func cell(_ estimate: Estimate, signed: Bool = false) -> String {
    func text(_ value: Double) -> String { (signed && value >= 0 ? "+" : "") + value.decimal(3) }
    guard let low = estimate.low, let high = estimate.high else { return text(estimate.value) }
    return "\(text(estimate.value)) (\(text(low)) to \(text(high)))"
  }
}
