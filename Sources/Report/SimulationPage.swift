/// What a simulation came to as one self-contained page: curves with bands, what is saved, every figure.
package enum SimulationPage {
  /// A figure over the random seeds.
  package struct Spread: Sendable, Equatable {
    package var mean: Double
    /// The sample's standard deviation.
    package var deviation: Double

    package init(mean: Double, deviation: Double) {
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// An iteration of a way of choosing.
  package struct Row: Sendable, Equatable {
    package var iteration: Int
    package var labels: Spread?
    package var macroF1: Spread?
    package var rareF1: Spread?
    package var defectShare: Spread?
    package var cost: Spread?

    package init(
      iteration: Int, labels: Spread?, macroF1: Spread?, rareF1: Spread?, defectShare: Spread?, cost: Spread?
    ) {
      self.iteration = iteration
      self.labels = labels
      self.macroF1 = macroF1
      self.rareF1 = rareF1
      self.defectShare = defectShare
      self.cost = cost
    }
  }

  /// A way of choosing.
  package struct Arm: Sendable, Equatable {
    package var name: String
    /// Whether it is what others are compared with.
    package var isRandom: Bool
    package var rows: [Row]

    package init(name: String, isRandom: Bool, rows: [Row]) {
      self.name = name
      self.isRandom = isRandom
      self.rows = rows
    }
  }

  /// What a way of choosing saves, in words.
  package struct Saving: Sendable, Equatable {
    package var arm: String
    /// What is counted, as "labels for training".
    package var counted: String
    /// The F1 that random batches reach.
    package var level: String
    /// The labels that this way needs for it, and that random batches need.
    package var needed: String
    package var random: String
    /// The share that is saved, and its interval or why there is none.
    package var saving: String
    package var interval: String
    /// Whether the interval is above zero.
    package var isShown: Bool

    package init(
      arm: String, counted: String, level: String, needed: String, random: String, saving: String, interval: String,
      isShown: Bool
    ) {
      self.arm = arm
      self.counted = counted
      self.level = level
      self.needed = needed
      self.random = random
      self.saving = saving
      self.interval = interval
      self.isShown = isShown
    }
  }

  /// What the page shows: plain values.
  package struct Content: Sendable, Equatable {
    package var title: String
    /// The answer in a line.
    package var headline: String
    package var notes: [String]
    package var arms: [Arm]
    package var savings: [Saving]
    package var currency: String

    package init(
      title: String, headline: String, notes: [String], arms: [Arm], savings: [Saving], currency: String
    ) {
      self.title = title
      self.headline = headline
      self.notes = notes
      self.arms = arms
      self.savings = savings
      self.currency = currency
    }
  }

  /// The text of the page: no script, nothing remote, everything escaped by the type `HTML`.
  package static func html(_ content: Content) -> String {
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
      base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <title>\(content.title)</title>
      <style>
      \(PageStyle.css)header.card h1{font-size:1.7rem;margin:4px 0 8px}h2{margin-bottom:10px}
      svg .spread{fill:var(--c);opacity:.13}
      </style>
      </head>
      <body>
      <main>
      <header class="card"><p class="eyebrow">\(content.title)</p><h1>\(content.headline)</h1>
      \(HTML(content.notes.map { "<p class=\"sub\">\($0)</p>\n" as HTML }))</header>
      <section aria-labelledby="curves"><h2 id="curves">How good the models became</h2>\(curves(content))</section>
      <section aria-labelledby="savings"><h2 id="savings">What is saved</h2>\(savings(content))</section>
      <section aria-labelledby="figures"><h2 id="figures">Every figure</h2>\(figures(content))</section>
      <footer><p>Winnow · figures are those that each pipeline sealed; the spec's own data directory is as it was.</p></footer>
      </main>
      </body>
      </html>

      """
    return page.text
  }

  // MARK: Curves

  private static func curves(_ content: Content) -> HTML {
    let charts = groups(content.arms).flatMap { arms in
      [
        chart("Macro-F1", arms, x: \.labels, y: \.macroF1),
        chart("F1 of the rare classes", arms, x: \.labels, y: \.rareF1),
        defects(arms),
      ]
    }
    return """
      <p class="sub">Lines are means over the random seeds; bands reach one standard deviation to either side.</p>\
      <div class="grid">\(HTML(charts.compactMap(\.self)))</div>
      """
  }

  /// As many ways of choosing together as can be told apart; random batches with each.
  private static func groups(_ arms: [Arm]) -> [[Arm]] {
    let most = SeriesStyle.allCases.count
    guard arms.count > most else { return [arms] }
    let random = Array(arms.filter(\.isRandom).prefix(1))
    let others = arms.filter { !random.contains($0) }
    let width = most - random.count
    return stride(from: 0, to: others.count, by: width).map {
      Array(others[$0..<min(others.count, $0 + width)]) + random
    }
  }

  private static func chart(
    _ title: String, _ arms: [Arm], x: KeyPath<Row, Spread?>, y: KeyPath<Row, Spread?>
  ) -> HTML? {
    let series = zip(arms, SeriesStyle.allCases).map { arm, style in
      let points = arm.rows.compactMap { row in
        row[keyPath: x].flatMap { at in
          row[keyPath: y].map { value in
            Plot.Point(
              x: at.mean, y: value.mean, low: value.mean - value.deviation, high: value.mean + value.deviation,
              note: "\(arm.name), \(Figures.fixed(at.mean, 0)) labels: \(Figures.score(value.mean))")
          }
        }
      }
      return Plot.Series(
        name: arm.name, style: style, points: points, isBanded: true, lastLabel: points.last.map { Figures.score($0.y) }
      )
    }
    let points = series.flatMap(\.points)
    guard !points.isEmpty else { return nil }
    let xTicks = Figures.ticks(upTo: max(1, points.map(\.x).max() ?? 1))
    let least = max(0, ((points.compactMap(\.low).min() ?? 0) * 10).rounded(.down))
    let most = min(10, ((points.compactMap(\.high).max() ?? 1) * 10).rounded(.up))
    let yTicks = stride(from: least, through: max(most, least + 1), by: 1).map { $0 / 10 }
    let plot = Plot(
      summary: "\(title) by labels. "
        + series.compactMap { line in line.lastLabel.map { "\(line.name): \($0) at the end" } }.joined(separator: "; "),
      xTicks: xTicks.map { ($0, Figures.fixed($0, 0)) }, yTicks: yTicks.map { ($0, Figures.fixed($0, 1)) },
      xRange: 0...(xTicks.last ?? 1), yRange: (yTicks.first ?? 0)...(yTicks.last ?? 1),
      xTitle: "labels the model learned from", series: series, height: 300)
    return "<div class=\"card\"><h3>\(title)</h3>\(plot.html)</div>"
  }

  private static func defects(_ arms: [Arm]) -> HTML? {
    let series = zip(arms, SeriesStyle.allCases).map { arm, style in
      Plot.Series(
        name: arm.name, style: style,
        points: arm.rows.compactMap { row in
          row.defectShare.map {
            Plot.Point(
              x: Double(row.iteration), y: $0.mean, low: $0.mean - $0.deviation, high: $0.mean + $0.deviation,
              note: "\(arm.name), iteration \(row.iteration): \(Figures.percent($0.mean))")
          }
        }, isBanded: true)
    }
    let points = series.flatMap(\.points)
    guard !points.isEmpty else { return nil }
    let last = max(1, points.map(\.x).max() ?? 1)
    let yTicks = Figures.ticks(upTo: min(1, max(0.05, points.compactMap(\.high).max() ?? 1)))
    let plot = Plot(
      summary: "Share of defects in each batch by iteration",
      xTicks: stride(from: 0, through: last, by: max(1, (last / 8).rounded(.up))).map { ($0, Figures.fixed($0, 0)) },
      yTicks: yTicks.map { ($0, Figures.percent($0, 0)) }, xRange: 0...last, yRange: 0...(yTicks.last ?? 1),
      xTitle: "iteration", series: series, height: 300)
    return "<div class=\"card\"><h3>Share of defects in each batch</h3>\(plot.html)</div>"
  }

  // MARK: Tables

  private static func savings(_ content: Content) -> HTML {
    guard !content.savings.isEmpty else {
      return "<p class=\"none\">Nothing was compared with random batches.</p>"
    }
    let rows = content.savings.map { saving -> HTML in
      let tag: HTML =
        saving.isShown
        ? "<span class=\"tag good\">shown</span>" : "<span class=\"tag warn\">no gain shown</span>"
      return """
        <tr><th scope="row">\(saving.arm)</th><td>\(saving.counted)</td><td class="n">\(saving.level)</td>\
        <td class="n">\(saving.needed)</td><td class="n">\(saving.random)</td><td class="n">\(saving.saving)</td>\
        <td class="n"><small class="ci">\(saving.interval)</small></td><td class="n">\(tag)</td></tr>
        """
    }
    return """
      <p class="sub">How many labels each way of choosing needs for the F1 that random batches with the same vectors reach \
      at the end. Curves are averaged over the random seeds and made monotone; intervals come from drawing seeds in \
      pairs.</p><div class="card scroll"><table><thead><tr><th scope="col">batches</th><th scope="col">counted</th>\
      <th scope="col" class="n">F1</th><th scope="col" class="n">labels</th><th scope="col" class="n">random</th>\
      <th scope="col" class="n">fewer</th><th scope="col" class="n">95 %</th><th scope="col" class="n"></th></tr></thead>\
      <tbody>\(HTML(rows))</tbody></table></div>
      """
  }

  private static func figures(_ content: Content) -> HTML {
    let rows = content.arms.flatMap { arm in
      arm.rows.map { row -> HTML in
        """
        <tr><th scope="row">\(arm.name)</th><td class="n">\(row.iteration)</td><td class="n">\(cell(row.labels, 0))</td>\
        <td class="n">\(cell(row.macroF1, 3))</td><td class="n">\(cell(row.rareF1, 3))</td>\
        <td class="n">\(cell(row.defectShare, 3))</td><td class="n">\(cell(row.cost, 2))</td></tr>
        """
      }
    }
    return """
      <div class="card scroll"><table><caption>Mean ± standard deviation over the random seeds</caption><thead><tr>\
      <th scope="col">batches</th><th scope="col" class="n">iteration</th><th scope="col" class="n">labels</th>\
      <th scope="col" class="n">macro-F1</th><th scope="col" class="n">rare-class F1</th>\
      <th scope="col" class="n">defects in batch</th><th scope="col" class="n">cost, \(content.currency)</th></tr></thead>\
      <tbody>\(HTML(rows))</tbody></table></div>
      """
  }

  private static func cell(_ spread: Spread?, _ places: Int) -> String {
    spread.map { "\(Figures.fixed($0.mean, places)) ± \(Figures.fixed($0.deviation, places))" } ?? "–"
  }
}
