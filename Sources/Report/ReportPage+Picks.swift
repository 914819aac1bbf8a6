extension ReportPage {
  /// Whether the picks teach more than random labels would.
  static func picks(_ section: PicksSection) -> HTML {
    let content: HTML
    switch section.unknown {
    case .noneDrawn?:
      content = """
        <p class="none">Nothing says what random labels would have taught: none that was learned from was drawn at random since \
        the first batch. A share <code>random: 0.05</code> under <code>stages.cluster.shares</code> makes it known.</p>
        """
    case .nonePicked?: content = "<p class=\"none\">All labels were drawn at random.</p>"
    case .noHoldout?: content = "<p class=\"none\">The holdout has too few groups to compare on.</p>"
    case nil:
      let rows = [section.all, section.recent].compactMap(\.self).map { row($0) }
      guard !rows.isEmpty else { return HTML() }
      content = """
        <table><thead><tr><th scope="col">batches</th><th scope="col" class="n hide">labels that both have</th>\
        <th scope="col" class="n">labels compared</th><th scope="col" class="n">drawn at random</th>\
        <th scope="col" class="n">picked</th><th scope="col" class="n">difference</th><th scope="col"></th></tr></thead>\
        <tbody>\(HTML(rows))</tbody></table><p class="note">Winnow's own probe on \
        \(Figures.count(section.images, "image", "images")) of \(Figures.count(section.groups, "group", "groups")) of the holdout: \
        once with the labels of the random share, once with as many picks of the same batches, drawn \
        \(Figures.grouped(section.draws)) times. The interval is by the paired bootstrap over groups; it knows of no other draw \
        of the random share, so few labels say little. A larger random share says more.</p>
        """
    }
    return "<div class=\"card\" style=\"margin-top:16px\"><h3>Do the picks pay?</h3>\(content)</div>"
  }

  private static func row(_ comparison: PicksSection.Comparison) -> HTML {
    let tag: HTML
    switch comparison.finding {
    case .pay: tag = "<span class=\"tag good\">they pay</span>"
    case .notShown: tag = "<span class=\"tag warn\">no gain shown</span>"
    case .harm: tag = "<span class=\"tag bad\">random labels teach more</span>"
    }
    let range = Figures.range(comparison.gain.low, comparison.gain.high, percent: false)
    return """
      <tr><th scope="row">since iteration \(comparison.since)</th><td class="n hide">\(Figures.grouped(comparison.start))</td>\
      <td class="n">\(Figures.grouped(comparison.drawn))</td><td class="n">\(Figures.score(comparison.random))</td>\
      <td class="n">\(Figures.score(comparison.picks))</td><td class="n">\(Figures.fixed(comparison.gain.value, 3)) \
      <small class="ci">\(range ?? "no interval")</small></td><td class="n">\(tag)</td></tr>
      """
  }
}
