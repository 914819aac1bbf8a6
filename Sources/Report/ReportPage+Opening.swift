extension ReportPage {
  /// The first screen: verdict, key figures and what needs attention.
  static func opening(_ report: QualityReport) -> HTML {
    "<header>\(verdict(report))\(tiles(report))\(attention(report))</header>"
  }

  /// Whether to go on, and why.
  private static func verdict(_ report: QualityReport) -> HTML {
    let met = report.stop.criteria.filter(\.met).map(\.kind)
    let goal = met.contains(.macroF1) || met.contains(.classF1Floor)
    let title: HTML
    let look: HTML
    if !report.stop.stop {
      title =
        report.iteration == 0 && report.labels.total > 0
        ? "Go on: the first labels are in" : "Go on labelling"
      look = "go"
    } else if goal {
      title = "Stop: the goal is reached"
      look = "stop"
    } else if met.contains(.poolEnd) {
      title = "Stop: nothing is left to label"
      look = "spent"
    } else if met.contains(.plateau) {
      title = "Stop: more labels bring no gain"
      look = "spent"
    } else if met.contains(where: \.saysSettled) {
      title = "Stop: the model has settled"
      look = "spent"
    } else {
      title = "Stop: the budget is spent"
      look = "spent"
    }
    var out: HTML = """
      <div class="card verdict \(look)"><div><p class="eyebrow">\(report.pipeline) · iteration \(report.iteration)</p>\
      <h1>\(title)</h1><p class="why">\(why(report))</p></div>
      """
    if !report.stop.criteria.isEmpty {
      out += "<ul class=\"criteria\">\(report.stop.criteria.map { criterion($0, report) })</ul>"
    }
    out += "</div>"
    return out
  }

  private static func why(_ report: QualityReport) -> HTML {
    let criteria = report.stop.criteria
    guard !criteria.isEmpty else { return "No condition for stopping is declared in the spec." }
    if report.stop.stop {
      var sentences: [HTML] = []
      for criterion in criteria where criterion.met {
        switch criterion.kind {
        case .macroF1:
          sentences.append(
            "Macro-F1 is \(Figures.score(criterion.found)) and \(Figures.score(criterion.asked)) was asked for. "
          )
        case .classF1Floor:
          sentences.append("No class is below \(Figures.score(criterion.asked)). ")
        case .plateau:
          sentences.append(
            """
            The best model of the last \(Figures.count(criterion.rounds ?? 0, "iteration", "iterations")) has a macro-F1 \
            \(gain(criterion)) above the best before, and with 95 % confidence less than \(Figures.score(criterion.asked)), which \
            counts as none. 
            """)
        case .agreement, .classificationChange, .uncertainty: sentences.append(settled(criterion))
        case .budget:
          sentences.append(
            """
            \(Figures.money(criterion.found ?? 0, report.cost.currency)) of \
            \(Figures.money(criterion.asked, report.cost.currency)) are spent, and what is left does not pay for \
            another batch. 
            """)
        case .poolEnd:
          sentences.append(
            """
            Every image of the pool that may be asked about has been. The next iteration asks nobody and trains a model \
            on all labels. 
            """)
        }
      }
      if criteria.contains(where: { $0.met && $0.kind.saysSettled }) { sentences.append(settledIsNotGood) }
      return HTML(sentences)
    }
    guard report.model != nil else {
      return
        "There is no model on the holdout yet, so quality cannot be judged; the next iteration trains one."
    }
    var sentences: [HTML] = []
    for criterion in criteria where !criterion.met {
      switch criterion.kind {
      case .macroF1:
        sentences.append(
          "Macro-F1 is \(Figures.score(criterion.found)) and \(Figures.score(criterion.asked)) is asked for. "
        )
      case .classF1Floor where !criterion.classes.isEmpty:
        sentences.append(
          """
          \(Figures.count(criterion.classes.count, "class is", "classes are")) below \
          \(Figures.score(criterion.asked)) or not measured: \(Figures.list(criterion.classes)). 
          """)
      default: break
      }
    }
    return sentences.isEmpty ? "No condition for stopping is met." : HTML(sentences)
  }

  private static func criterion(_ criterion: StopCriterionSection, _ report: QualityReport) -> HTML {
    let name: HTML
    let state: String
    let share: Double
    var line: Double?
    var detail = HTML()
    switch criterion.kind {
    case .macroF1:
      name = "Macro-F1"
      state = "\(Figures.score(criterion.found)) of \(Figures.score(criterion.asked))"
      share = criterion.found ?? 0
      line = criterion.asked
    case .classF1Floor:
      name = "Lowest class F1"
      state = "\(Figures.score(criterion.found)) of \(Figures.score(criterion.asked))"
      share = criterion.found ?? 0
      line = criterion.asked
    case .plateau:
      name = "Gain in macro-F1"
      state = criterion.found == nil ? "cannot be determined" : gain(criterion)
      detail = "<small>\(plateau(criterion))</small>"
      return item(criterion, name: name, state: state, bar: HTML(), detail: detail)
    case .agreement, .classificationChange, .uncertainty:
      return item(
        criterion, name: settlingName(criterion.kind), state: settlingState(criterion), bar: HTML(),
        detail: "<small>\(settlingDetail(criterion))</small>")
    case .budget:
      name = "Budget"
      state =
        Figures.money(criterion.found ?? 0, report.cost.currency) + " of "
        + Figures.money(criterion.asked, report.cost.currency)
      share = criterion.asked > 0 ? (criterion.found ?? 0) / criterion.asked : 1
    case .poolEnd: return item(criterion, name: "Pool", state: "no image left", bar: HTML(), detail: detail)
    }
    let style: SeriesStyle = criterion.kind == .budget ? .third : .first
    return item(
      criterion, name: name, state: state, bar: Bars.bar(share, style: style, line: line), detail: detail)
  }

  private static func gain(_ criterion: StopCriterionSection) -> String {
    criterion.found.map { ($0 > 0 ? "+" : "") + Figures.score($0) } ?? "–"
  }

  /// What a plateau was looked for in, or why it cannot be determined.
  private static func plateau(_ criterion: StopCriterionSection) -> HTML {
    let over: HTML = "over \(Figures.count(criterion.rounds ?? 0, "iteration", "iterations"))"
    if let unknown = criterion.unknown {
      let place: HTML = "iteration \(criterion.unknownIteration ?? 0)"
      return switch unknown {
      case .tooEarly: "\(over): too early"
      case .noPredictions: "\(over): the predictions of \(place) are not there any more"
      case .otherClasses: "\(over): \(place) had other classes"
      case .noImages: "\(over): no holdout image was predicted in both iterations"
      case .oneGroup: "\(over): all holdout images are of one group, so there is no bound"
      case .notKept: "\(over): the report of \(place) does not say it"
      }
    }
    // A report of a former build.
    guard let compared = criterion.comparison else { return "\(over); stops under \(Figures.score(criterion.asked))" }
    return """
      at most \(compared.bound > 0 ? "+" : "")\(Figures.score(compared.bound)) with 95 % confidence: iteration \
      \(compared.since) against \(compared.before) on the same \(Figures.count(compared.images, "holdout image", "holdout images")) \
      in \(Figures.count(compared.groups, "group", "groups")); stops once that is under \(Figures.score(criterion.asked))
      """
  }

  private static func item(
    _ criterion: StopCriterionSection, name: HTML, state: String, bar: HTML, detail: HTML
  ) -> HTML {
    let tag: HTML =
      switch (criterion.kind, criterion.met) {
      case (.macroF1, true), (.classF1Floor, true): "<span class=\"tag good\">✓ reached</span>"
      case (.macroF1, false), (.classF1Floor, false): "<span class=\"tag\">not yet</span>"
      case (.plateau, true): "<span class=\"tag warn\">! plateau</span>"
      case (.plateau, false): criterion.found == nil ? HTML() : "<span class=\"tag\">no plateau</span>"
      case (.agreement, true), (.classificationChange, true), (.uncertainty, true):
        "<span class=\"tag warn\">! settled</span>"
      case (.agreement, false), (.classificationChange, false), (.uncertainty, false):
        criterion.found == nil ? HTML() : "<span class=\"tag\">not settled</span>"
      case (.budget, true): "<span class=\"tag warn\">! spent</span>"
      case (.poolEnd, _): "<span class=\"tag warn\">! at its end</span>"
      case (.budget, false): "<span class=\"tag\">within</span>"
      }
    return "<li><div class=\"head\"><b>\(name)</b><span>\(state) \(tag)</span></div>\(bar)\(detail)</li>"
  }

  /// The key figures.
  private static func tiles(_ report: QualityReport) -> HTML {
    let before = report.learningCurve.last { $0.iteration < report.iteration }
    let added = report.labels.total - (before?.labels ?? 0)
    var out: HTML = """
      <div class="tiles"><dl class="card tile"><dt>Labels</dt><dd class="big">\(Figures.grouped(report.labels.total))</dd>\
      <dd>+\(Figures.grouped(max(0, added))) in this iteration</dd></dl>
      """
    out += score("Macro-F1", report.model?.macroF1, before: before?.macroF1, previous: report.iteration - 1)
    if !report.rareClasses.isEmpty {
      out += score(
        "Rare-class F1", report.model?.rareF1, before: before?.rareF1, previous: report.iteration - 1)
    }
    out += defects(report)
    let cost = report.cost
    let ofBudget: HTML =
      cost.budget.map {
        "<dd>of \(Figures.money($0, cost.currency)) (\(Figures.percent($0 > 0 ? cost.total / $0 : 1, 0)))</dd>"
      } ?? "<dd>no budget declared</dd>"
    guard cost.isPriced else {
      return out
        + #"<dl class="card tile"><dt>Cost so far</dt><dd class="big">–</dd><dd>no price declared</dd></dl></div>"#
    }
    out += """
      <dl class="card tile"><dt>Cost so far</dt><dd class="big"><span class="unit">\(cost.currency)</span> \
      \(Figures.fixed(cost.total, 2))</dd>\(ofBudget)</dl></div>
      """
    return out
  }

  private static func score(
    _ name: HTML, _ now: Estimate?, before: Estimate?, previous: Int
  ) -> HTML {
    guard let now else {
      return
        "<dl class=\"card tile\"><dt>\(name)</dt><dd class=\"big\">–</dd><dd>no model measured yet</dd></dl>"
    }
    var detail = HTML()
    if let range = Figures.range(now.low, now.high, percent: false) { detail += "<dd>\(range)</dd>" }
    if let before {
      let change = now.value - before.value
      let text = Figures.fixed(abs(change), 3)
      let look: HTML = change > 0 ? "<span class=\"up\">▲ " : "<span class=\"down\">▼ "
      detail += "<dd>\(look)\(text)</span> since iteration \(previous)</dd>"
    }
    return
      "<dl class=\"card tile\"><dt>\(name)</dt><dd class=\"big\">\(Figures.score(now.value))</dd>\(detail)</dl>"
  }

  private static func defects(_ report: QualityReport) -> HTML {
    guard let batch = report.batch, let share = batch.defectShare else {
      let why: HTML = report.negativeClass == nil ? "no negative class declared" : "nothing labelled yet"
      return
        "<dl class=\"card tile\"><dt>Defects in the batch</dt><dd class=\"big\">–</dd><dd>\(why)</dd></dl>"
    }
    var against: HTML = "<dd>share in the pool not known yet</dd>"
    if let pool = batch.poolDefectShare {
      against = "<dd>pool: \(Figures.percent(pool.value)) predicted"
      if pool.value > 0 { against += ", \(Figures.fixed(share / pool.value, 1)) × as many" }
      against += "</dd>"
    }
    return """
      <dl class="card tile"><dt>Defects in the batch</dt><dd class="big">\(Figures.percent(share))</dd>\(against)</dl>
      """
  }

  /// What a person should look at, the gravest first.
  private static func attention(_ report: QualityReport) -> HTML {
    var grave: [HTML] = []
    var mild: [HTML] = []
    for person in report.annotators {
      let overall = Figures.percent(person.agreement?.value)
      let latest = Figures.percent(person.rolling?.value)
      let asked = Figures.percent(report.calibration?.line ?? 0.85, 0)
      switch person.standing {
      case .below:
        grave.append(
          """
          <span><b>\(person.id)</b> agrees with \(overall) of the calibration labels (\(latest) lately); \
          \(asked) is asked for.</span>
          """)
      case .watch:
        mild.append(
          """
          <span><b>\(person.id)</b> is at \(overall) (\(latest) lately) of the \(asked) asked for; chance may \
          explain it.</span>
          """)
      case .unmeasured, .tooFew, .meets, .fault: break
      }
    }
    for fault in report.judgement?.shownFaults ?? [] {
      grave.append("<span><b>\(fault.annotator)</b>\(String(fault.sentence.dropFirst(fault.annotator.count))).</span>")
    }
    if let fatigue = report.judgement?.fatigue, fatigue.found != nil {
      grave.append("<span>People tire: \(fatigue.sentence(on: "calibration images"))</span>")
    }
    if let model = report.model {
      let blind = model.perClass.filter { $0.support == 0 }.map(\.name)
      if !blind.isEmpty {
        mild.append("<span>The holdout has no image of \(Figures.list(blind)): F1 cannot be determined.</span>")
      }
    }
    let refused = report.rejected.filter { !QualityReport.ofNoAccount.contains($0.name) }.reduce(0) { $0 + $1.count }
    if refused > 0 {
      mild.append(
        "<span>\(Figures.count(refused, "returned row", "returned rows")) cannot be used: <a href=\"#labels\">why</a>.</span>"
      )
    }
    if let batch = report.batch {
      if batch.unanswered > 0 {
        mild.append(
          "<span>\(Figures.count(batch.unanswered, "image", "images")) of the batch came back without an answer.</span>"
        )
      }
      if batch.undecided > 0 {
        mild.append(
          "<span>\(Figures.count(batch.undecided, "image", "images")) of the batch remained undecided.</span>"
        )
      }
    }
    mild += attention(report.embedding)
    if let pool = report.pool, pool.broken > 0 {
      let reasons = (pool.brokenReasons ?? []).map { "\(Figures.grouped($0.count)) \(words($0.name))" }
      let why: HTML =
        reasons.isEmpty ? HTML() : ": \(Figures.list(reasons)) (<a href=\"#batch\">their names</a>)"
      mild.append(
        "<span>\(Figures.count(pool.broken, "file", "files")) of the pool could not be read and were left out\(why).</span>"
      )
    }
    for note in report.notes ?? [] { mild.append("<span><b>\(note.stage)</b>: \(note.text).</span>") }
    mild += attention(report.joins ?? [])
    guard !grave.isEmpty || !mild.isEmpty else { return HTML() }
    return """
      <div class="card attention"><h3>Needs attention</h3><ul>\
      \(grave.map { "<li class=\"bad\"><b aria-label=\"grave\">✕</b>\($0)</li>" as HTML })\
      \(mild.map { "<li class=\"warn\"><b aria-label=\"warning\">!</b>\($0)</li>" as HTML })</ul></div>
      """
  }
}
