extension ReportPage {
  /// Who labels, and how well.
  static func annotators(_ report: QualityReport, _ mistakes: [Mistake]) -> HTML {
    guard !report.annotators.isEmpty else { return none("No annotators are declared.") }
    let line = report.calibration?.line ?? 0.85
    let window = report.calibration?.window ?? 100
    var out: HTML
    if let calibration = report.calibration {
      out = """
        <p class="sub">Agreement with \(Figures.count(calibration.images, "image", "images")) whose labels are known, mixed \
        in unmarked. The dashed line is the \(Figures.percent(line, 0)) asked for. Below the line: the interval over all \
        answers ends under it, or the last \(Figures.grouped(window)) answers are under it. Watch: under it, but \
        chance may explain it.</p>
        """
    } else {
      out = "<p class=\"sub\">No calibration set is declared, so annotators are not measured.</p>"
    }
    out += "<div class=\"card\">\(overview(report, line: line))</div>"
    if let judgement = report.judgement { out += findings(judgement) }
    out += routing(report)
    out += """
      <div class="grid" style="margin-top:16px"><div class="card"><h3>Disagreement</h3>\(disagreement(report))</div>\
      <div class="card"><h3>Pairs of annotators</h3>\(pairs(report))</div></div>
      """
    let measured = report.annotators.filter { $0.answers > 0 }
    if !measured.isEmpty {
      out += "<div class=\"people\">\(measured.map { person($0, report, mistakes, line: line, window: window) })</div>"
    } else if report.calibration != nil {
      out += "<p class=\"none\" style=\"margin-top:12px\">No calibration image has been answered yet.</p>"
    }
    return out
  }

  private static func interval(_ estimate: Estimate?) -> (low: Double, high: Double)? {
    guard let low = estimate?.low, let high = estimate?.high else { return nil }
    return (low, high)
  }

  private static func tag(_ standing: AnnotatorSection.Standing) -> HTML {
    switch standing {
    case .unmeasured: "<span class=\"tag\">not measured</span>"
    case .tooFew: "<span class=\"tag\">too few answers</span>"
    case .meets: "<span class=\"tag good\">✓ meets the line</span>"
    case .watch: "<span class=\"tag warn\">! watch</span>"
    case .fault: "<span class=\"tag bad\">✕ fault found</span>"
    case .below: "<span class=\"tag bad\">✕ below the line</span>"
    }
  }

  private static func style(_ standing: AnnotatorSection.Standing) -> SeriesStyle {
    switch standing {
    case .below, .watch, .fault: .second
    default: .first
    }
  }

  /// Where the axis of agreements starts, so that the differences that matter can be seen.
  private static func lowest(_ report: QualityReport) -> Double {
    let values = report.annotators.compactMap { $0.agreement?.low ?? $0.agreement?.value }
    return (values.min() ?? 1) >= 0.5 ? 0.5 : 0
  }

  private static func overview(_ report: QualityReport, line: Double) -> HTML {
    let from = lowest(report)
    var rows = HTML()
    for person in report.annotators {
      let chart: HTML =
        person.agreement == nil
        ? "<span class=\"none\">–</span>"
        : Bars.dot(
          person.agreement?.value, style: style(person.standing), interval: interval(person.agreement),
          line: line,
          from: from)
      let senior: HTML = person.senior ? " <small class=\"ci\">senior</small>" : HTML()
      rows += """
        <tr><th scope="row"><b>\(person.id)</b>\(senior)<br>\(tag(person.standing))</th><td class="wide">\(chart)</td>\
        <td class="n">\(Figures.percent(person.agreement?.value))<br>\
        <small class="ci">\(Figures.range(person.agreement?.low, person.agreement?.high, percent: true) ?? "")</small></td>\
        <td class="n hide">\(Figures.grouped(person.answers))</td><td class="n hide">\(Figures.grouped(person.votes))</td>\
        <td class="n hide">\(person.medianLeadTime.map { Figures.fixed($0, 1) + "\u{A0}s" } ?? "–")</td></tr>
        """
    }
    return """
      <h3>Agreement with known labels</h3><table><caption>All answers so far, 95 % intervals; the scale runs from \
      \(Figures.percent(from, 0)) to 100 %</caption><thead><tr><th scope="col">annotator</th><th scope="col"></th>\
      <th scope="col" class="n">agreement</th><th scope="col" class="n hide">answers</th>\
      <th scope="col" class="n hide">votes</th><th scope="col" class="n hide">median time</th></tr></thead><tbody>\(rows)</tbody></table>
      """
  }

  private static func person(
    _ person: AnnotatorSection, _ report: QualityReport, _ mistakes: [Mistake], line: Double, window: Int
  ) -> HTML {
    let aside = [
      "\(Figures.grouped(person.votes)) votes (\(Figures.grouped(person.votesSoFar)) so far)",
      person.skips > 0 ? Figures.count(person.skips, "skip", "skips") : nil,
      person.cannotTell > 0 ? "\(Figures.grouped(person.cannotTell)) cannot tell" : nil,
      person.repeats.flatMap { $0 > 0 ? "\(Figures.grouped($0)) calibration answers to images seen before" : nil },
    ].compactMap { $0 }.joined(separator: " · ")
    let heat = Heatmap(
      caption: "Calibration images by true class and answer", rowTitle: "true", columnTitle: "answered",
      classes: report.classes, counts: person.confusion)
    return """
      <article class="card person"><header><h3>\(person.id)</h3>\(tag(person.standing))</header><p class="sub">\(aside)</p>\(done(person))\
      <h4>Over the last \(Figures.grouped(window)) calibration answers: \(Figures.percent(person.rolling?.value))</h4>\
      \(rolling(person, line: line, window: window))<h4>By class</h4>\(byClass(person, report, line: line))\(tooFew(person))\(pace(person))\
      <h4>What was taken for what</h4>\(heat.html)\(pictures(person, mistakes))</article>
      """
  }

  /// The rolling line from the tenth answer on, thinned to what a screen can show.
  private static func rolling(_ person: AnnotatorSection, line: Double, window: Int) -> HTML {
    let values = person.rollingLine
    let first = min(9, max(0, values.count - 1))
    guard values.count >= 10 else {
      return "<p class=\"none\">Fewer than 10 answers: no line yet.</p>"
    }
    let stride = max(1, (values.count - first) / 300)
    var points: [Plot.Point] = []
    for index in values.indices
    where index >= first && ((index - first) % stride == 0 || index == values.count - 1) {
      points.append(Plot.Point(x: Double(index + 1), y: values[index]))
    }
    let lowest = points.map(\.y).min() ?? 0
    let from = lowest >= 0.62 ? 0.6 : lowest >= 0.42 ? 0.4 : 0
    let ticks = Swift.stride(from: from, through: 1.001, by: from == 0 ? 0.25 : 0.2).map {
      (value: min(1, $0), label: Figures.percent(min(1, $0), 0))
    }
    return Plot(
      summary:
        "Agreement of \(person.id) over the last \(window) answers, now \(Figures.percent(values.last)); "
        + "the line asked for is \(Figures.percent(line, 0))",
      xTicks: [
        (Double(first + 1), Figures.grouped(first + 1)),
        (Double(values.count), Figures.grouped(values.count)),
      ],
      yTicks: ticks, xRange: Double(first + 1)...Double(max(first + 2, values.count)), yRange: from...1,
      xTitle: "calibration answers in time order",
      series: [
        Plot.Series(
          name: person.id, style: style(person.standing), points: points, marked: false,
          lastLabel: nil)
      ],
      references: [Plot.Reference(y: line, label: Figures.percent(line, 0))], height: 110
    ).html
  }

  private static func byClass(_ person: AnnotatorSection, _ report: QualityReport, line: Double) -> HTML {
    var rows = HTML()
    for row in person.perClass {
      let chart: HTML =
        row.agreement == nil
        ? "<span class=\"none\">no answer</span>"
        : Bars.dot(
          row.agreement?.value, style: (row.agreement?.value ?? 1) < line ? .second : .first,
          interval: interval(row.agreement), line: line)
      rows += """
        <tr><th scope="row">\(className(row.name, report))</th><td class="wide">\(chart)</td>\
        <td class="n">\(Figures.percent(row.agreement?.value, 0))</td>\
        <td class="n">\(Figures.grouped(row.correct)) of \(Figures.grouped(row.answers))</td>\
        <td class="n hide">\(row.needed.map { Figures.grouped($0) } ?? "–")</td></tr>
        """
    }
    return """
      <table><thead><tr><th scope="col">class</th><th scope="col">0 to 100 %</th><th scope="col" class="n">agreement</th>\
      <th scope="col" class="n">answers</th><th scope="col" class="n hide" title="answers that it takes to find thirty points \
      more errors than the others make, four times in five">needed</th></tr></thead><tbody>\(rows)</tbody></table>
      """
  }

  /// What the person got wrong, each picture with its known class and the answer.
  private static func pictures(_ person: AnnotatorSection, _ mistakes: [Mistake]) -> HTML {
    let own = mistakes.filter { $0.annotator.equalsByBytes(person.id) }
    guard !own.isEmpty else { return HTML() }
    let figures = own.map { mistake -> HTML in
      """
      <figure>\(picture(mistake.png, of: mistake.imageID))<figcaption><b>\(mistake.expected)</b><span>called \
      \(mistake.answered)</span><span><bdi>\(mistake.imageID)</bdi></span></figcaption></figure>
      """
    }
    return "<h4>What was got wrong, the latest first</h4><div class=\"sheet\">\(figures)</div>"
  }

  /// What is done about the person's work.
  private static func done(_ person: AnnotatorSection) -> HTML {
    guard let sentence = person.intervention?.sentence else { return HTML() }
    return "<p><b>\(person.id)</b> \(sentence).</p>"
  }

  /// The classes of which too little is known.
  private static func tooFew(_ person: AnnotatorSection) -> HTML {
    guard let names = person.tooFewOf, !names.isEmpty else { return HTML() }
    return "<p class=\"sub\">Too few answers to say anything of \(Figures.list(names)).</p>"
  }

  /// How the time went: reported, not enforced.
  private static func pace(_ person: AnnotatorSection) -> HTML {
    guard let pace = person.pace else { return HTML() }
    let texts = [
      "\(Figures.count(pace.sessions, "session", "sessions")), the longest \(Figures.fixed(pace.longestMinutes, 0)) minutes",
      pace.overlong > 0 ? "\(Figures.grouped(pace.overlong)) longer than three hours" : nil,
      pace.unbroken > 0 ? "\(Figures.grouped(pace.unbroken)) without a break of 15 minutes in 90" : nil,
      pace.relativeTime.map { "\(Figures.fixed($0, 1)) × the others’ time for an answer" },
    ].compactMap(\.self).joined(separator: "; ")
    return "<p class=\"sub\">This iteration: \(texts).</p>"
  }

  /// Who errs more often than the others, and how far such a claim can be trusted.
  private static func findings(_ judgement: JudgementSection) -> HTML {
    var items = judgement.shownFaults.map { fault -> HTML in
      """
      <li><b>\(fault.sentence)</b> <small class="ci">found in iteration \(fault.found)</small></li>
      """
    }
    for (fatigue, what) in [
      (judgement.fatigue, "calibration images"), (judgement.fatigueOfVotes, "images with two votes, as disagreement"),
    ] {
      guard let fatigue else { continue }
      items.append("<li>\(fatigue.found == nil ? HTML() : "<b>Tiredness.</b> ")\(fatigue.sentence(on: what))</li>")
    }
    let nothing: HTML =
      judgement.shownFaults.isEmpty ? "<p>Nobody is found to err more often than the others.</p>" : HTML()
    let restart: HTML =
      switch judgement.restart {
      case .guidelines: " The guidelines changed in iteration \(judgement.since): answers before it do not count."
      case .calibrationSet:
        " The calibration set changed in iteration \(judgement.since): answers before it do not count."
      case nil: HTML()
      }
    return """
      <div class="card" style="margin-top:16px"><h3>Against each other</h3><p class="sub">Each person’s first answers to calibration \
      images, class by class, beside those of all others. In the whole project anybody is named for a fault that nobody has with a \
      probability of \(Figures.percent(judgement.falseAlarms, 0)) at most, however often one looks.\(restart)</p>\
      \(nothing)<ul>\(items)</ul>\(exposure(judgement.exposure))</div>
      """
  }

  /// Whether people can guess what is being measured.
  private static func exposure(_ classes: [ExposureSection]) -> HTML {
    let odds = classes.compactMap { row -> HTML? in
      row.share.map { share in
        let text: HTML = "\(row.name) \(Figures.percent(share, 0))"
        return share > ExposureSection.limit ? "<b>\(text)</b>" : text
      }
    }
    guard !odds.isEmpty else { return HTML() }
    let warning: HTML =
      classes.contains { ($0.share ?? 0) > ExposureSection.limit }
      ? " Above one half a person may guess it: lower <code>calibration_emphasis</code> or <code>calibration_per_session</code>."
      : HTML()
    return """
      <p class="sub">How likely a picture on a sheet is a calibration image, by what it shows: \(HTML(odds.enumerated().flatMap { $0.offset == 0 ? [$0.element] : [", ", $0.element] })).\(warning)</p>
      """
  }

  private static func disagreement(_ report: QualityReport) -> HTML {
    let points = report.disagreement.compactMap { at in
      at.rate.map {
        Plot.Point(
          x: Double(at.iteration), y: $0.value, low: $0.low, high: $0.high,
          note: "iteration \(at.iteration): \(at.differing) of \(at.images)")
      }
    }
    guard let last = report.disagreement.last(where: { $0.rate != nil }) else {
      return "<p class=\"none\">No image has two independent votes yet.</p>"
    }
    return """
      <p class="sub">Independent votes named different classes on \(Figures.grouped(last.differing)) of \
      \(Figures.count(last.images, "image", "images")) in iteration \(last.iteration).</p>\
      \(byIteration(points, report, title: "disagreement", summary: "Share of images with differing independent votes"))
      """
  }

  private static func pairs(_ report: QualityReport) -> HTML {
    let together = agreement(report)
    guard !report.pairs.isEmpty else {
      return "<p class=\"none\">No two annotators have voted on the same image yet.</p>"
    }
    var rows = HTML()
    for pair in report.pairs.prefix(40) {
      let same = pair.images > 0 ? Double(pair.same) / Double(pair.images) : nil
      rows += """
        <tr><th scope="row">\(pair.first) and \(pair.second)</th><td class="n">\(Figures.grouped(pair.images))</td>\
        <td class="n">\(Figures.percent(same))</td><td class="n">\(pair.kappa.map { Figures.fixed($0, 2) } ?? "–")</td></tr>
        """
    }
    return """
      <table><caption>Independent votes on the same images, all iterations; κ is agreement beyond chance</caption>\
      <thead><tr><th scope="col">pair</th><th scope="col" class="n">images</th>\
      <th scope="col" class="n">same</th><th scope="col" class="n">Cohen’s κ</th></tr></thead><tbody>\(rows)</tbody></table>\(together)
      """
  }

  /// How far everybody agrees beyond chance.
  private static func agreement(_ report: QualityReport) -> HTML {
    guard let section = report.agreement else { return HTML() }
    func number(_ value: Double?) -> String { value.map { Figures.fixed($0, 2) } ?? "–" }
    let rows = section.perClass.map { row -> HTML in
      """
      <tr><th scope="row">\(className(row.name ?? "", report))</th><td class="n">\(number(row.alpha))</td>\
      <td class="n">\(number(row.fleiss))</td></tr>
      """
    }
    return """
      <table style="margin-top:16px"><caption>All annotators together, on \(Figures.count(section.images, "image", "images")) with two votes or more; this \
      batch alone: α \(number(section.batchAlpha))</caption><thead><tr><th scope="col">class against the rest</th>\
      <th scope="col" class="n">Krippendorff’s α</th><th scope="col" class="n">Fleiss’ κ</th></tr></thead><tbody>\
      <tr><th scope="row">all classes</th><td class="n">\(number(section.all.alpha))</td>\
      <td class="n">\(number(section.all.fleiss))</td></tr>\(rows)</tbody></table>
      """
  }
}
