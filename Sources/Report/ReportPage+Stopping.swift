/// When each condition was first met, and how the model settled.
extension ReportPage {
  /// The section.
  static func stopping(_ report: QualityReport, _ occasions: [StopOccasionSection]) -> HTML {
    var rows = HTML()
    for occasion in occasions { rows += row(occasion, report) }
    let now = report.learningCurve.last
    return """
      <p class="sub">Each condition by itself, as if the others were not there. Macro-F1 is that of the iteration's own model, which \
      learned from the labels of the iterations before. Money saved and macro-F1 lost are against this iteration. Conditions marked \
      “not declared” are looked for as they are by themselves and end nothing.</p>\
      <div class="card scroll"><table><thead><tr><th scope="col">condition</th>\
      <th scope="col">first met</th><th scope="col" class="n">labels by then</th>\
      <th scope="col" class="n">\(report.cost.currency) by then</th><th scope="col" class="n">macro-F1 then</th>\
      <th scope="col" class="n">\(report.cost.currency) saved</th><th scope="col" class="n">macro-F1 lost</th></tr></thead>\
      <tbody>\(rows)</tbody><tfoot><tr><th scope="row">now</th><td>iteration \(report.iteration)</td>\
      <td class="n">\(Figures.grouped(report.labels.total))</td><td class="n">\(Figures.fixed(report.cost.total, 2))</td>\
      <td class="n">\(Figures.score(now?.macroF1?.value))</td><td></td><td></td></tr></tfoot></table>\
      <p class="note">Agreement, changes of class and uncertainty need no holdout. \(settledIsNotGood)</p></div>\
      \(series(report))
      """
  }

  private static func row(_ occasion: StopOccasionSection, _ report: QualityReport) -> HTML {
    let name =
      "\(condition(occasion, report))\(occasion.declared ? HTML() : " <small class=\"ci\">not declared</small>")"
      as HTML
    let untold = occasion.untold ?? []
    let gaps: HTML =
      untold.isEmpty
      ? HTML() : "<br><small class=\"ci\">not known of \(Figures.list(untold.map(String.init), limit: 4))</small>"
    guard let iteration = occasion.iteration else {
      return """
        <tr><th scope="row">\(name)</th><td>not yet\(gaps)</td><td class="n">–</td><td class="n">–</td><td class="n">–</td>\
        <td class="n">–</td><td class="n">–</td></tr>
        """
    }
    return """
      <tr><th scope="row">\(name)</th><td>iteration \(iteration)\(gaps)</td>\
      <td class="n">\(Figures.grouped(occasion.labels ?? 0))</td><td class="n">\(Figures.fixed(occasion.cost ?? 0, 2))</td>\
      <td class="n">\(Figures.score(occasion.macroF1))</td><td class="n">\(Figures.fixed(occasion.saved ?? 0, 2))</td>\
      <td class="n">\(signed(occasion.lost))</td></tr>
      """
  }

  private static func signed(_ value: Double?) -> String {
    value.map { ($0 >= 0.0005 ? "+" : "") + Figures.score($0) } ?? "–"
  }

  /// A condition in words.
  private static func condition(_ occasion: StopOccasionSection, _ report: QualityReport) -> HTML {
    let rounds = occasion.rounds ?? 1
    return switch occasion.kind {
    case .macroF1:
      occasion.floor.map {
        "Macro-F1 of \(Figures.score(occasion.asked)), and no class below \(Figures.score($0))"
      } ?? "Macro-F1 of \(Figures.score(occasion.asked))"
    case .classF1Floor: "No class below \(Figures.score(occasion.asked))"
    case .plateau:
      "Gain under \(Figures.score(occasion.asked)) over \(Figures.count(rounds, "iteration", "iterations"))"
    case .agreement:
      "Agreement of models: kappa \(Figures.score(occasion.asked)) over \(Figures.count(rounds, "pair", "pairs"))"
    case .classificationChange:
      "Changes of class: \(share(occasion.asked)) or less over \(Figures.count(rounds, "pair", "pairs"))"
    case .uncertainty: "Uncertainty under \(Figures.score(occasion.asked))"
    case .budget: "Budget of \(Figures.money(occasion.asked, report.cost.currency))"
    case .poolEnd: "End of the pool"
    }
  }

  /// The three figures of each iteration.
  private static func series(_ report: QualityReport) -> HTML {
    let points = report.learningCurve.filter { $0.trainedOn > 0 }
    guard points.contains(where: { $0.settling != nil }) else { return HTML() }
    var rows = HTML()
    for at in points {
      guard let found = at.settling else {
        rows += """
          <tr><th scope="row">\(at.iteration)</th><td class="n">–</td><td class="n">–</td><td class="n">–</td><td class="n">–</td>\
          <td class="n">–</td><td>the report of this iteration does not say it</td></tr>
          """
        continue
      }
      let note: HTML = found.unknown.map { why($0, iteration: found.unknownIteration ?? at.iteration) } ?? HTML()
      rows += """
        <tr><th scope="row">\(at.iteration)</th><td class="n">\(Figures.score(found.kappa))</td>\
        <td class="n">\(share(found.changed))</td><td class="n">\(Figures.grouped(found.images))</td>\
        <td class="n">\(Figures.score(found.uncertainty))</td><td class="n">\(Figures.grouped(found.unlabelled))</td>\
        <td>\(note)</td></tr>
        """
    }
    return """
      <div class="card scroll" style="margin-top:16px"><table><caption>Each model against the one before, on a fixed sample of the \
      pool</caption><thead><tr><th scope="col">iteration</th><th scope="col" class="n">kappa</th>\
      <th scope="col" class="n">changed class</th><th scope="col" class="n">images</th>\
      <th scope="col" class="n">uncertainty</th><th scope="col" class="n">images not labelled</th><th scope="col"></th></tr></thead>\
      <tbody>\(rows)</tbody></table></div>
      """
  }
}
