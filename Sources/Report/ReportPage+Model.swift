extension ReportPage {
  /// Learning curve, share of defects, one small curve a class.
  static func learning(_ report: QualityReport) -> HTML {
    let curve = report.learningCurve.filter { $0.macroF1 != nil }
    guard !curve.isEmpty else {
      return none("No model has been measured on a holdout yet; the curve begins with the first one.")
    }
    let most = Double(curve.map(\.trainedOn).max() ?? 1)
    let ticks = Figures.ticks(upTo: max(1, most))
    let xTicks = ticks.map { (value: $0, label: Figures.fixed($0, 0)) }
    let xRange = 0...(ticks.last ?? 1)
    func point(_ at: CurvePoint, _ estimate: Estimate?) -> Plot.Point? {
      estimate.map {
        Plot.Point(
          x: Double(at.trainedOn), y: $0.value, low: $0.low, high: $0.high,
          note: "iteration \(at.iteration), \(at.trainedOn) labels: \(Figures.score($0.value))")
      }
    }
    var series = [
      Plot.Series(
        name: "macro-F1", style: .first, points: curve.compactMap { point($0, $0.macroF1) },
        lastLabel: Figures.score(curve.last?.macroF1?.value))
    ]
    let rare = curve.compactMap { point($0, $0.rareF1) }
    if let last = rare.last {
      series.append(
        Plot.Series(name: "rare-class F1", style: .second, points: rare, lastLabel: Figures.score(last.y)))
    }
    let target = report.stop.criteria.first { $0.kind == .macroF1 }?.asked
    let band = band(report.forecast)
    let wide = band.map { Figures.ticks(upTo: max(most, $0.places.last?.x ?? 1)) } ?? ticks
    let plot = Plot(
      summary: "Macro-F1 and rare-class F1 on the holdout by the number of labels the model learned from. "
        + curve.map { "\($0.trainedOn) labels: \(Figures.score($0.macroF1?.value))" }.joined(separator: "; "),
      xTicks: wide.map { (value: $0, label: Figures.fixed($0, 0)) }, yTicks: scoreTicks, xRange: 0...(wide.last ?? 1),
      yRange: 0...1, xTitle: "labels the model learned from", series: series,
      references: target.map { [Plot.Reference(y: $0, label: "target \(Figures.score($0))")] } ?? [],
      band: band, height: 260)
    var out: HTML = """
      <p class="sub">Each point is an iteration's model on the monitoring holdout. This iteration's own labels are \
      learned from in the next.</p><div class="grid"><div class="card"><h3>Learning curve</h3>\(plot.html)\(forecast(report))</div>\
      <div class="card"><h3>Share of defects in each batch</h3>\(defectCurve(report))</div></div>
      """
    if let section = report.picks { out += picks(section) }
    out += perClass(report, curve: curve, xTicks: xTicks, xRange: xRange)
    out += table(report)
    out += offer(report.embedding)
    return out
  }

  private static var scoreTicks: [(value: Double, label: String)] {
    [(0, "0"), (0.2, "0.2"), (0.4, "0.4"), (0.6, "0.6"), (0.8, "0.8"), (1, "1")]
  }

  private static func defectCurve(_ report: QualityReport) -> HTML {
    let points = report.learningCurve.compactMap { at in
      at.batchDefectShare.map {
        Plot.Point(
          x: Double(at.iteration), y: $0, note: "iteration \(at.iteration): \(Figures.percent($0))")
      }
    }
    guard !points.isEmpty else {
      return "<p class=\"none\">No batch has been labelled, or no negative class is declared.</p>"
    }
    return byIteration(
      points, report, title: "share of labelled images",
      summary: "Share of defects among each batch's labels by iteration",
      references: report.batch?.poolDefectShare.map {
        [Plot.Reference(y: $0.value, label: "pool, predicted: \(Figures.percent($0.value))", neutral: true)]
      } ?? [])
  }

  /// A curve of shares over iterations.
  static func byIteration(
    _ points: [Plot.Point], _ report: QualityReport, title: String, summary: String,
    references: [Plot.Reference] = []
  ) -> HTML {
    let highest = (points.map { max($0.y, $0.high ?? 0) } + references.map(\.y)).max() ?? 1
    let ticks = Figures.ticks(upTo: min(1, max(0.05, highest * 1.1)))
    let last = max(1, Double(report.iteration))
    let step = max(1, (report.iteration + 7) / 8)
    let places = (ticks.dropFirst().first ?? 1) < 0.01 ? 1 : 0
    return Plot(
      summary: summary + ". "
        + points.map { "Iteration \(Figures.fixed($0.x, 0)): \(Figures.percent($0.y))" }.joined(
          separator: "; "),
      xTicks: stride(from: 0, through: max(1, report.iteration), by: step).map { (Double($0), String($0)) },
      yTicks: ticks.map { ($0, Figures.percent($0, places)) },
      xRange: 0...last, yRange: 0...(ticks.last ?? 1), xTitle: "iteration",
      series: [
        Plot.Series(
          name: title, style: .third, points: points, lastLabel: Figures.percent(points.last?.y))
      ],
      references: references, height: 260
    ).html
  }

  private static func perClass(
    _ report: QualityReport, curve: [CurvePoint], xTicks: [(value: Double, label: String)],
    xRange: ClosedRange<Double>
  ) -> HTML {
    guard curve.count > 1 else { return HTML() }
    var charts: [HTML] = []
    for (index, name) in report.classes.enumerated() {
      let points = curve.compactMap { at -> Plot.Point? in
        guard at.classF1.indices.contains(index), let f1 = at.classF1[index] else { return nil }
        return Plot.Point(x: Double(at.trainedOn), y: f1, note: Figures.score(f1))
      }
      guard let last = points.last else { continue }
      let rare = report.rareClasses.contains(name)
      let ends = [xTicks.first, xTicks.last].compactMap { $0 }
      let plot = Plot(
        summary: "F1 of \(name) by labels, now \(Figures.score(last.y))",
        xTicks: ends, yTicks: [(0, "0"), (0.5, "0.5"), (1, "1")], xRange: xRange, yRange: 0...1, xTitle: "",
        series: [
          Plot.Series(
            name: name, style: rare ? .second : .first, points: points, marked: false,
            lastLabel: Figures.score(last.y))
        ], height: 84)
      charts.append("<div><h3>\(className(name, report))</h3>\(plot.html)</div>")
    }
    guard !charts.isEmpty else { return HTML() }
    return """
      <div class="card" style="margin-top:16px"><h3>F1 by class</h3><p class="sub">Same axes throughout.</p>\
      <div class="small">\(charts)</div></div>
      """
  }

  /// A class's name, marked where it is declared rare.
  static func className(_ name: String, _ report: QualityReport) -> HTML {
    report.rareClasses.contains(name) ? "\(name) <span class=\"rare\">◆ rare</span>" : "\(name)"
  }

  private static func table(_ report: QualityReport) -> HTML {
    var rows = HTML()
    for at in report.learningCurve {
      rows += """
        <tr><th scope="row">\(at.iteration)</th><td class="n">\(Figures.grouped(at.trainedOn))</td>\
        <td class="n">\(Figures.score(at.macroF1?.value))</td><td class="n">\(Figures.score(at.rareF1?.value))</td>\
        <td class="n">\(Figures.percent(at.batchDefectShare))</td><td class="n">\(Figures.grouped(at.labels))</td>\
        <td class="n">\(Figures.fixed(at.cost, 2))</td></tr>
        """
    }
    return """
      <div class="card scroll" style="margin-top:16px"><table><caption>Every iteration</caption><thead><tr>\
      <th scope="col">iteration</th><th scope="col" class="n">learned from</th><th scope="col" class="n">macro-F1</th>\
      <th scope="col" class="n">rare-class F1</th><th scope="col" class="n">defects in batch</th>\
      <th scope="col" class="n">labels after</th><th scope="col" class="n">\(report.cost.currency) so far</th></tr></thead>\
      <tbody>\(rows)</tbody></table></div>
      """
  }

  /// F1 per class and the confusion matrix on the holdout.
  static func model(_ report: QualityReport) -> HTML {
    guard let model = report.model else {
      return none("There is no model, or no monitoring holdout to measure it on, in this iteration.")
    }
    let floor = report.stop.criteria.first { $0.kind == .classF1Floor }?.asked
    var rows = HTML()
    for row in model.perClass {
      let interval = row.f1.flatMap { f1 in f1.low.flatMap { low in f1.high.map { (low: low, high: $0) } } }
      let chart: HTML =
        row.f1 == nil
        ? "<span class=\"none\">no holdout image</span>"
        : Bars.bar(
          row.f1?.value ?? 0, style: report.rareClasses.contains(row.name) ? .second : .first,
          interval: interval, line: floor)
      rows += """
        <tr><th scope="row">\(className(row.name, report))</th><td class="wide">\(chart)</td>\
        <td class="n">\(Figures.score(row.f1?.value))<br>\
        <small class="ci">\(Figures.range(row.f1?.low, row.f1?.high, percent: false) ?? "")</small></td>\
        <td class="n hide">\(Figures.score(row.precision))</td><td class="n hide">\(Figures.score(row.recall))</td>\
        <td class="n">\(Figures.grouped(row.support))</td></tr>
        """
    }
    let floorNote: HTML = floor.map { "; the dashed line is the floor of \(Figures.score($0))" } ?? HTML()
    let error: HTML =
      model.calibrationError.map { " Expected calibration error \(Figures.score($0))." } ?? HTML()
    let heat = Heatmap(
      caption: "Holdout images by true and predicted class; the tint is the share of the row.",
      rowTitle: "true", columnTitle: "predicted", classes: report.classes, counts: model.confusion)
    return """
      <p class="sub">Learned from \(Figures.count(model.trainedOn, "label", "labels")), measured on \
      \(Figures.count(model.holdoutImages, "holdout image", "holdout images")).\(error)</p><div class="grid"><div class="card">\
      <h3>F1 per class</h3><table><caption>Bars with 95 % intervals\(floorNote)</caption><thead><tr>\
      <th scope="col">class</th><th scope="col"></th><th scope="col" class="n">F1</th>\
      <th scope="col" class="n hide">precision</th>\
      <th scope="col" class="n hide">recall</th><th scope="col" class="n">images</th></tr></thead>\
      <tbody>\(rows)</tbody></table></div><div class="card"><h3>Confusion matrix</h3>\(heat.html)</div></div>\
      \(production(model, report))
      """
  }

  /// The same images, weighted as classes are in production.
  private static func production(_ model: ModelSection, _ report: QualityReport) -> HTML {
    guard let mix = model.production else { return HTML() }
    func range(_ estimate: Estimate) -> HTML {
      Figures.range(estimate.low, estimate.high, percent: false).map { " (\($0))" } ?? HTML()
    }
    let rows = mix.perClass.map { row -> HTML in
      """
      <tr><th scope="row">\(className(row.name, report))</th><td class="wide">\
      \(Bars.bar(row.f1, style: report.rareClasses.contains(row.name) ? .second : .first))</td>\
      <td class="n">\(Figures.score(row.f1))</td><td class="n">\(Figures.score(row.precision))</td>\
      <td class="n">\(Figures.percent(row.share))</td></tr>
      """
    }
    let rare: HTML = mix.rareF1.map { ", rare-class F1 \(Figures.score($0.value))\(range($0))" } ?? HTML()
    let absent: HTML =
      mix.absent.isEmpty
      ? HTML()
      : """
       The holdout has no image of \(Figures.list(mix.absent)), so the mix is without \
      \(mix.absent.count == 1 ? "it" : "them").
      """
    return """
      <div class="card" style="margin-top:16px"><h3>As in production</h3><p class="sub">Macro-F1 \
      \(Figures.score(mix.macroF1.value))\(range(mix.macroF1))\(rare), where each holdout image weighs as its class is \
      declared to occur in production. A class that is rare there has less precision than on the holdout, for more images of the others are taken for it; \
      recall stays.\(absent)</p><table><caption>Intervals are 95 %, by drawing groups</caption><thead><tr><th scope="col">class</th>\
      <th scope="col"></th><th scope="col" class="n">F1</th><th scope="col" class="n">precision</th>\
      <th scope="col" class="n">share</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }
}
