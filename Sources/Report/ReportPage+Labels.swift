extension ReportPage {
  /// How labels came about, what they weigh, and what was not taken.
  static func labels(_ report: QualityReport) -> HTML {
    """
    <p class="sub">How this iteration’s votes became labels, what labels weigh in training, and which returned rows \
    were not taken.</p>\(amended(report))\(leftOut(report))<div class="grid three"><div class="card"><h3>Decided by</h3>\(decided(report))</div>\
    <div class="card"><h3>Weights of all labels</h3>\(weights(report))</div>\
    <div class="card"><h3>Rows that do not count</h3>\(rejected(report))</div></div>\(prelabels(report))
    """
  }

  /// How much people follow what they are shown.
  private static func prelabels(_ report: QualityReport) -> HTML {
    guard let section = report.prelabels else { return HTML() }
    func share(_ part: Int, _ whole: Int) -> String { Figures.percent(Double(part) / Double(max(1, whole))) }
    let shown =
      "People were shown the model’s class on \(Figures.count(section.shown, "vote", "votes")) and named it in "
      + "\(share(section.shownSame, section.shown)) of them"
    guard let difference = section.difference, let low = difference.low, let high = difference.high else {
      return "<p class=\"note\">\(shown). Every vote was given so: how much it sways people cannot be told.</p>"
    }
    let points = { (value: Double) in Figures.fixed(100 * value, 1) }
    return """
      <p class="note">\(shown); where it was hidden, which was drawn, in \(share(section.hiddenSame, section.hidden)) of \
      \(Figures.count(section.hidden, "vote", "votes")). Being shown it moved \(points(difference.value)) of 100 votes to the model’s \
      class (95 %: \(points(low)) to \(points(high))).</p>
      """
  }

  private static func decided(_ report: QualityReport) -> HTML {
    guard report.labels.decidedBy.contains(where: { $0.count > 0 }) else {
      return "<p class=\"none\">No votes have come back in this iteration.</p>"
    }
    var out = counts(report.labels.decidedBy, head: "how", style: .first)
    if let batch = report.batch {
      let parts = [
        batch.reviewed > 0
          ? Figures.count(batch.reviewed, "image", "images") + " went to a second round" : nil,
        batch.cannotTell > 0 ? Figures.grouped(batch.cannotTell) + " could not be judged" : nil,
        batch.unanswered > 0 ? Figures.grouped(batch.unanswered) + " came back unanswered" : nil,
      ].compactMap { $0 }
      if !parts.isEmpty { out += "<p class=\"note\">\(parts.joined(separator: "; ")).</p>" }
    }
    return out
  }

  private static func weights(_ report: QualityReport) -> HTML {
    guard let weights = report.labels.weights else { return "<p class=\"none\">There are no labels yet.</p>" }
    let most = max(1, weights.bins.max() ?? 1)
    let total = max(1, weights.bins.reduce(0, +))
    var rows = HTML()
    for (index, count) in weights.bins.enumerated() where Double(index + 1) / 10 > weights.floor || count > 0 {
      let ends = "\(Figures.fixed(Double(index) / 10, 1)) to \(Figures.fixed(Double(index + 1) / 10, 1))"
      rows += """
        <tr><th scope="row">\(ends)</th><td class="wide">\(Bars.bar(Double(count) / Double(most)))</td>\
        <td class="n">\(Figures.grouped(count))</td><td class="n">\(Figures.percent(Double(count) / Double(total)))</td></tr>
        """
    }
    return """
      <table><caption>Mean \(Figures.fixed(weights.mean, 2)), floor \(Figures.fixed(weights.floor, 2)); \
      \(Figures.count(weights.full, "label has", "labels have")) full weight</caption><thead><tr><th scope="col">weight</th>\
      <th scope="col"></th><th scope="col" class="n">labels</th><th scope="col" class="n">share</th></tr></thead>\
      <tbody>\(rows)</tbody></table>
      """
  }

  private static func rejected(_ report: QualityReport) -> HTML {
    guard report.rejected.contains(where: { $0.count > 0 }) else {
      return "<p class=\"none\">Every returned row of this iteration was taken.</p>"
    }
    return counts(report.rejected, head: "reason", style: .second)
  }

  private static func counts(_ items: [CountSection], head: HTML, style: SeriesStyle) -> HTML {
    let most = max(1, items.map(\.count).max() ?? 1)
    var rows = HTML()
    for item in items where item.count > 0 {
      rows += """
        <tr><th scope="row">\(item.name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: " "))\
        </th><td class="wide">\(Bars.bar(Double(item.count) / Double(most), style: style))</td>\
        <td class="n">\(Figures.grouped(item.count))</td></tr>
        """
    }
    return """
      <table><thead><tr><th scope="col">\(head)</th><th scope="col"></th><th scope="col" class="n">count</th></tr></thead>\
      <tbody>\(rows)</tbody></table>
      """
  }
}
