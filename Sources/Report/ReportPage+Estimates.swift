extension ReportPage {
  /// What the batch says of all images that were unlabelled when it was chosen.
  static func estimates(_ report: QualityReport) -> HTML {
    guard let section = report.estimates, section.population > 0 || section.refusal != nil else {
      return none("This report holds no estimates.")
    }
    if let refusal = section.refusal {
      return """
        <div class="card"><h3>No estimate is made</h3><p class="why">\(words(refusal, section))</p>\
        <p class="note">Labels of images that were chosen for being doubtful say nothing of those that were not: their share of \
        right answers is no estimate of the model's accuracy.</p></div>
        """
    }
    return """
      <p class="sub">\(basis(section))</p><div class="card">\(accuracy(section))\(prevalence(section, report))\
      <p class="note">\(notes(section))</p></div>
      """
  }

  /// What the estimates are made from.
  private static func basis(_ section: EstimatesSection) -> HTML {
    let population = Figures.count(section.population, "image", "images")
    switch section.design {
    case .strata where section.strata > 1:
      return """
        Over all \(population) of which the first batch was drawn, from its \(Figures.grouped(section.answered)) labels in \
        \(Figures.grouped(section.strata)) strata, each label standing for its part of its stratum.
        """
    case .strata, .random:
      let random: HTML =
        section.drawnFrom == 0
        ? "all of them were picked"
        : """
        \(Figures.count(section.answered, "label", "labels")) of \(Figures.count(section.drawn, "image", "images")) drawn at \
        random from the \(Figures.grouped(section.drawnFrom)) that no other share picked, each standing for \
        \(Figures.fixed(Double(section.drawnFrom) / Double(max(1, section.answered)), 0)) of them
        """
      let certain: HTML =
        section.certain == 0 || section.drawnFrom == 0
        ? HTML()
        : "; and the \(Figures.grouped(section.certain)) picked for certain, which stand for themselves alone"
      return "Over all \(population) that were unlabelled when this batch was chosen: \(random)\(certain)."
    }
  }

  private static func accuracy(_ section: EstimatesSection) -> HTML {
    guard let accuracy = section.accuracy else { return HTML() }
    let batch: HTML =
      section.batchAccuracy.map {
        """
        <p class="note">On the labels of the batch itself it is \(Figures.percent($0)): most of them were chosen where the model \
        is in doubt, so that is no estimate of anything.</p>
        """
      } ?? HTML()
    return """
      <h3>Accuracy of the model</h3><table><caption>How often its class is the label that people came to</caption>\
      <tbody>\(row("all unlabelled images", accuracy, declared: nil, predicted: nil, compared: false))</tbody></table>\(batch)
      """
  }

  private static func prevalence(_ section: EstimatesSection, _ report: QualityReport) -> HTML {
    guard !section.prevalence.isEmpty else { return HTML() }
    let rows = section.prevalence.map {
      row(className($0.name, report), $0.share, declared: $0.declared, predicted: $0.predicted, compared: true)
    }
    let predicted: HTML =
      section.prevalence.contains { $0.predicted != nil } ? "<th scope=\"col\" class=\"n hide\">model</th>" : HTML()
    let model: HTML =
      predicted.isEmpty ? HTML() : "; the last column is what the model predicts, mistakes included"
    return """
      <h3 style="margin-top:18px">Share of each class</h3><table><caption>The dashed line is the declared share of \
      production\(model)</caption><thead><tr><th scope="col">class</th>\
      <th scope="col"></th><th scope="col" class="n">estimate</th><th scope="col" class="n hide">interval</th>\
      <th scope="col" class="n">declared</th>\(predicted)</tr></thead><tbody>\(rows)</tbody></table>
      """
  }

  private static func row(
    _ name: HTML, _ share: SampledShare, declared: Double?, predicted: Double?, compared: Bool
  ) -> HTML {
    let interval = share.low.flatMap { low in share.high.map { (low: low, high: $0) } }
    let range = Figures.range(share.low, share.high, percent: true) ?? "no interval"
    let last: HTML =
      compared
      ? """
      <td class="n">\(Figures.percent(declared))</td>\
      \(predicted.map { "<td class=\"n hide\">\(Figures.percent($0))</td>" } ?? HTML())
      """ : HTML()
    return """
      <tr><th scope="row">\(name)</th><td class="wide">\
      \(Bars.bar(share.value, style: .third, interval: interval, line: declared))</td>\
      <td class="n">\(Figures.percent(share.value))</td><td class="n\(compared ? " hide" as HTML : HTML())">\
      <small class="ci">\(range)</small></td>\(last)</tr>
      """
  }

  private static func notes(_ section: EstimatesSection) -> HTML {
    var notes: [HTML] = []
    if section.leftOut > 0 {
      notes.append(
        section.design == .random
          ? """
          \(Figures.count(section.leftOut, "image", "images")) picked for certain came to no label; the estimates are not about \
          \(section.leftOut == 1 ? "it" : "them"). 
          """
          : """
          The estimates are not about \(Figures.count(section.leftOut, "image", "images")) in strata of which no image came to a \
          label. 
          """)
    }
    let missing = section.drawn - section.answered
    if missing > 0 {
      notes.append(
        """
        \(Figures.grouped(missing)) of the \(Figures.grouped(section.drawn)) drawn at random came to no label; within \
        \(section.strata > 1 ? "their stratum" : "the random share") alone they are taken to be missing at random. 
        """)
    }
    switch section.withoutInterval {
    case .tooFew?:
      notes.append(
        section.strata > 1
          ? "No interval: a stratum with one answer gives no variance. "
          : "No interval: one answer gives no variance. A larger random share does. ")
    case .allAlike?:
      notes.append(
        "Where the answers within each stratum agree there is no interval: their variance of 0 bounds no error. ")
    case nil:
      notes.append(
        section.strata > 1
          ? "Intervals are 95 %, normal, one for each line by itself. "
          : "Intervals are 95 %, exact (hypergeometric), one for each line by itself. ")
      if let (low, high) = section.widest, high - low > 0.2 {
        notes.append(
          "They are wide because \(Figures.count(section.answered, "answer", "answers")) are few: four times as many about halve them. "
        )
      }
    }
    notes.append("The method is Horvitz and Thompson's; no earlier iteration and no holdout enters. ")
    notes.append(levelled(section))
    return HTML(notes)
  }

  /// How the estimates come out draw by draw, or why they are not reckoned so.
  private static func levelled(_ section: EstimatesSection) -> HTML {
    let images = Figures.grouped(section.levelledRefusedImages ?? 0)
    switch section.levelledRefusal {
    case .unanswered?:
      return """
        Draw by draw (LURE) they are not reckoned: of the \(images) draws some came to no label, and no draw can be left out.
        """
    case .unknownProbability?:
      return """
        Draw by draw (LURE) they are not reckoned: the order in which images of different strata were drawn is recorded \
        nowhere, so that the probability of each single draw is not known.
        """
    case .some: return "Draw by draw (LURE) they are not reckoned: the probability of each single draw is not known."
    case nil: break
    }
    let shares = [section.accuracy].compactMap { $0 } + section.prevalence.map(\.share)
    let differences = shares.compactMap { share in share.levelled.map { abs($0 - share.value) } }
    guard let most = differences.max() else { return HTML() }
    return most < 1e-9
      ? """
      Draw by draw (LURE: each image with its probability among those left) they come out the same, as they must where all were \
      as likely.
      """
      : "Draw by draw (LURE) they come out up to \(Figures.percent(most)) apart."
  }

  /// Why there are no estimates, in words.
  private static func words(_ refusal: EstimatesSection.Refusal, _ section: EstimatesSection) -> HTML {
    let images = Figures.count(section.refusedImages ?? 0, "image", "images")
    switch refusal {
    case .emptyPopulation: return "No image was unlabelled when this batch was chosen."
    case .unknownProbability:
      return "The probability with which \(images) of the batch came into it is not known."
    case .impossibleProbability:
      return "The probability recorded for \(images) of the batch is none: it is not above 0 and up to 1."
    case .zeroProbability:
      return section.design == .strata
        ? """
        \(images) had no chance of being drawn: the first batch has none of their strata. A larger seed, or one drawn at random, \
        reaches them.
        """
        : """
        \(images) had no chance of being picked, since nothing was drawn at random. A share <code>random: 0.05</code> under \
        <code>stages.cluster.shares</code> makes estimates possible from the next iteration on.
        """
    case .unequalProbabilities:
      return
        "The images drawn at random were not all as likely to be drawn, and how they depend on each other is not known."
    case .populationDiffers:
      return """
        The probabilities of the batch lead to \(images) that it was drawn from, which is not the number that were there.
        """
    case .unanswered:
      return "None of the \(images) drawn at random came to a label."
    }
  }
}

extension EstimatesSection {
  /// The widest interval of its lines.
  fileprivate var widest: (low: Double, high: Double)? {
    let shares = [accuracy].compactMap { $0 } + prevalence.map(\.share)
    return shares.compactMap { share in share.low.flatMap { low in share.high.map { (low, $0) } } }
      .max { $0.1 - $0.0 < $1.1 - $1.0 }
  }
}
