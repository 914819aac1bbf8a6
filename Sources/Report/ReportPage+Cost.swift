extension ReportPage {
  /// What was spent, by purpose and role, against the budget.
  static func cost(_ report: QualityReport) -> HTML {
    let cost = report.cost
    guard cost.total > 0 || !cost.soFar.isEmpty else { return none("Nothing has been spent yet.") }
    let parts: [(name: HTML, amount: Double)] = [
      ("labelling", amount(cost.soFar, .labelling)), ("adjudication", amount(cost.soFar, .adjudication)),
      ("calibration", amount(cost.soFar, .calibration)), ("GPU", cost.gpu),
    ]
    let whole = max(cost.budget ?? 0, cost.total)
    let stack = Bars.stack(
      parts.enumerated().map { index, part in
        (
          share: whole > 0 ? part.amount / whole : 0, style: index,
          note: "\(part.name.text) \(Figures.money(part.amount, cost.currency))"
        )
      }, line: cost.budget.map { whole > 0 ? $0 / whole : 1 })
    let against: HTML =
      cost.budget.map {
        """
        \(Figures.money(cost.total, cost.currency)) of \(Figures.money($0, cost.currency)) are spent; the dashed \
        line is the budget.
        """
      }
      ?? (cost.isPriced
        ? "\(Figures.money(cost.total, cost.currency)) are spent; no budget is declared."
        : "No price is declared, so no cost is counted: <code>budget: {price_per_vote: 0.10}</code> in the spec does.")
    let perLabel: HTML =
      cost.perLabel.map { " That is \(Figures.money($0, cost.currency)) a labelled image." } ?? HTML()
    var rows = HTML()
    for line in cost.soFar {
      let now = cost.iteration.first {
        $0.purpose == line.purpose && $0.senior == line.senior && $0.price == line.price
      }
      rows += """
        <tr><th scope="row"><span class="swatch \(swatch(line.purpose))"></span>\(purpose(line.purpose))</th>\
        <td>\(line.senior ? "senior" : "annotator")</td>\
        <td class="n">\(Figures.fixed(line.price, 2))</td><td class="n">\(Figures.grouped(now?.votes ?? 0))</td>\
        <td class="n">\(Figures.grouped(line.votes))</td><td class="n">\(Figures.fixed(line.amount, 2))</td></tr>
        """
    }
    if cost.gpuHours > 0 || cost.gpu > 0 {
      rows += """
        <tr><th scope="row"><span class="swatch sw3"></span>GPU</th><td>\(Figures.fixed(cost.gpuHours, 2)) h</td><td class="n"></td>\
        <td class="n"></td><td class="n"></td><td class="n">\(Figures.fixed(cost.gpu, 2))</td></tr>
        """
    }
    return """
      <p class="sub">\(against)\(perLabel)</p><div class="card">\(stack)<div class="scroll" style="margin-top:14px"><table>\
      <thead><tr><th scope="col">votes for</th><th scope="col">role</th><th scope="col" class="n">price</th>\
      <th scope="col" class="n">this iteration</th><th scope="col" class="n">so far</th>\
      <th scope="col" class="n">\(cost.currency)</th></tr></thead><tbody>\(rows)</tbody><tfoot><tr><th scope="row">total</th><td></td>\
      <td></td><td class="n">\(Figures.grouped(cost.iteration.reduce(0) { $0 + $1.votes }))</td>\
      <td class="n">\(Figures.grouped(cost.soFar.reduce(0) { $0 + $1.votes }))</td>\
      <td class="n">\(Figures.fixed(cost.total, 2))</td></tr></tfoot></table></div>\
      <p class="note">This iteration: \(Figures.money(cost.iterationTotal, cost.currency)).</p></div>
      """
  }

  private static func amount(_ lines: [CostLineSection], _ purpose: CostLineSection.Purpose) -> Double {
    lines.reduce(0) { $1.purpose == purpose ? $0 + $1.amount : $0 }
  }

  private static func purpose(_ purpose: CostLineSection.Purpose) -> HTML {
    switch purpose {
    case .labelling: "labelling"
    case .adjudication: "adjudication"
    case .calibration: "calibration"
    }
  }

  private static func swatch(_ purpose: CostLineSection.Purpose) -> HTML {
    switch purpose {
    case .labelling: "sw0"
    case .adjudication: "sw1"
    case .calibration: "sw2"
    }
  }
}
