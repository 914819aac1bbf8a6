extension ReportPage {
  /// The first labels against declared production rates.
  static func coldStart(_ report: QualityReport) -> HTML {
    guard let section = report.coldStart, section.labels > 0 else {
      return none("No label of the first batch has come back yet.")
    }
    let declared = section.rows.contains { $0.declared != nil }
    var rows = HTML()
    for row in section.rows {
      let interval = row.share.flatMap { share in
        share.low.flatMap { low in share.high.map { (low: low, high: $0) } }
      }
      let finding: HTML =
        switch row.finding {
        case .undeclared: "<span class=\"tag\">not declared</span>"
        case .within: "<span class=\"tag good\">✓ as expected</span>"
        case .more: "<span class=\"tag warn\">▲ more</span>"
        case .fewer: "<span class=\"tag warn\">▼ fewer</span>"
        }
      rows += """
        <tr><th scope="row">\(className(row.name, report))</th><td class="wide">\
        \(Bars.bar(row.share?.value ?? 0, interval: interval, line: row.declared))</td>\
        <td class="n">\(Figures.grouped(row.count))</td>\
        <td class="n">\(row.expected.map { Figures.fixed($0, 1) } ?? "–")</td>\
        <td class="n hide">\(Figures.percent(row.share?.value))</td>\
        <td class="n hide"><small class="ci">\(Figures.range(row.share?.low, row.share?.high, percent: true) ?? "")</small></td>\
        <td class="n hide">\(Figures.percent(row.declared, 2))</td>\
        <td class="n hide">\(row.pValue.map { $0 < 0.001 ? "< 0.001" : Figures.fixed($0, 3) } ?? "–")</td>\
        <td class="n">\(finding)</td></tr>
        """
    }
    let absent = section.rows.filter { $0.count == 0 }.map(\.name)
    let comparison: HTML =
      declared
      ? """
      The dashed line is the declared share of production; the test is the exact binomial one, at 5 % over all \
      declared classes together.
      """ : "No production rates were declared, so there is nothing to compare the shares with."
    var notes = HTML()
    if section.oversampled {
      notes += """
        <p class="note">Runs known to be defective were drawn more often, so the batch differs from production on \
        purpose.</p>
        """
    }
    if section.drawn == ColdStartSection.toCover {
      notes += """
        <p class="note">What covers the pool differs from production on purpose: images that are like many others come \
        once, odd ones as well.</p>
        """
    }
    if !absent.isEmpty {
      notes += """
        <p class="note"><b>Not seen yet:</b> \(Figures.list(absent, limit: 12)). A model trained now cannot find what \
        it has never been shown.</p>
        """
    }
    return """
      <p class="sub">\(Figures.count(section.labels, "label", "labels")) of the first batch, drawn \(section.drawn). \
      \(comparison)</p><div class="card"><table><thead><tr><th scope="col">class</th><th scope="col"></th>\
      <th scope="col" class="n">labels</th><th scope="col" class="n">expected</th><th scope="col" class="n hide">share</th>\
      <th scope="col" class="n hide">interval</th><th scope="col" class="n hide">declared</th>\
      <th scope="col" class="n hide">p</th><th scope="col" class="n">finding</th></tr></thead><tbody>\(rows)</tbody></table>\
      \(notes)</div>
      """
  }

  /// Class balance of the pool, the batch and all labels, side by side.
  static func classes(_ report: QualityReport) -> HTML {
    let balance = report.classBalance
    let batch = balance.reduce(0) { $0 + $1.batch }
    let labels = balance.reduce(0) { $0 + $1.labels }
    let pool = balance.reduce(0) { $0 + ($1.pool ?? 0) }
    guard batch + labels + pool > 0 else { return none("Nothing is predicted or labelled yet.") }
    let predicted = balance.contains { $0.pool != nil } && pool > 0
    func share(_ count: Int, _ total: Int) -> Double? { total > 0 ? Double(count) / Double(total) : nil }
    func cell(_ count: Int?, _ total: Int, _ style: SeriesStyle) -> HTML {
      guard let count, let value = share(count, total) else {
        return "<td class=\"third hide\"></td><td class=\"n\">–</td>"
      }
      return """
        <td class="third hide">\(Bars.bar(value, style: style))</td><td class="n">\(Figures.percent(value))\
        <br><small class="ci">\(Figures.grouped(count))</small></td>
        """
    }
    var rows = HTML()
    for row in balance {
      let inPool = predicted ? share(row.pool ?? 0, pool) : nil
      let inBatch = share(row.batch, batch)
      var lift = "–"
      if let inPool, let inBatch, inPool > 0 { lift = "× " + Figures.fixed(inBatch / inPool, 1) }
      rows += """
        <tr><th scope="row">\(className(row.name, report))</th>\(cell(predicted ? row.pool ?? 0 : nil, pool, .third))\
        \(cell(row.batch, batch, .second))\(cell(row.labels, labels, .first))<td class="n">\(lift)</td></tr>
        """
    }
    let poolNote: HTML =
      predicted
      ? "The pool's classes are what the model predicts. "
      : "Without a model the pool's classes are not known. "
    return """
      <p class="sub">\(poolNote)The last column says how many times more of a class the batch has than the pool.</p>\
      <div class="card"><table><thead><tr><th scope="col">class</th>\
      <th scope="col" class="hide"></th><th scope="col" class="n">pool<br><small class="ci">\(predicted ? Figures.grouped(pool) : "–")</small></th>\
      <th scope="col" class="hide"></th><th scope="col" class="n">batch<br><small class="ci">\(Figures.grouped(batch))</small></th>\
      <th scope="col" class="hide"></th><th scope="col" class="n">labels<br><small class="ci">\(Figures.grouped(labels))</small></th>\
      <th scope="col" class="n">batch : pool</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }
}
