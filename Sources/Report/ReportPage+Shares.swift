extension ReportPage {
  /// What each share was to have, what it got, and what came of it.
  static func shares(_ batch: BatchSection) -> HTML {
    guard !batch.shares.isEmpty else { return HTML() }
    let planned = batch.shares.contains { $0.asked != nil }
    var rows = HTML()
    for share in batch.shares {
      let defects = share.defects.flatMap { share.labelled > 0 ? Double($0) / Double(share.labelled) : nil }
      let asked: HTML = planned ? "<td class=\"n\">\(share.asked.map(Figures.grouped) ?? "–")</td>" : HTML()
      rows += """
        <tr><th scope="row">\(share.name)</th>\(asked)<td class="n">\(Figures.grouped(share.images))</td>\
        <td class="n">\(Figures.grouped(share.labelled))</td><td class="n">\(share.defects.map(Figures.grouped) ?? "–")</td>\
        <td class="n">\(Figures.percent(defects))</td></tr>
        """
    }
    let head: HTML = planned ? "<th scope=\"col\" class=\"n\">asked</th>" : HTML()
    let notes = shortages(batch) + limits(batch)
    return """
      <div class="card" style="margin-bottom:16px"><table><caption>The batch by what picked its images</caption><thead><tr>\
      <th scope="col">share</th>\(head)\
      <th scope="col" class="n">\(planned ? "taken" : "images")</th><th scope="col" class="n">labelled</th>\
      <th scope="col" class="n">defects</th><th scope="col" class="n">of labelled</th></tr></thead><tbody>\(rows)</tbody></table>\
      \(notes.isEmpty ? HTML() : "<p class=\"note\">\(notes)</p>")</div>
      """
  }

  /// Where a share found less than it was to have, and what became of the rest.
  private static func shortages(_ batch: BatchSection) -> HTML {
    var out = HTML()
    for share in batch.shares {
      for transfer in share.given ?? [] where transfer.images > 0 {
        out += """
          <b>\(share.name)</b> left \(Figures.count(transfer.images, "image", "images")) to <b>\(transfer.share)</b>. 
          """
      }
      if let missing = share.missing, missing > 0 {
        out += """
          <b>\(share.name)</b> found \(Figures.count(missing, "image", "images")) too few, and the batch is smaller by them. 
          """
      }
    }
    return out
  }

  private static func limits(_ batch: BatchSection) -> HTML {
    var out = HTML()
    if let cap = batch.nearDuplicates {
      out += """
        Of images nearer than a cosine distance of \(Figures.score(cap.limit)) one is enough: \
        \(Figures.count(cap.leftOut, "near-duplicate was", "near-duplicates were")) left out. 
        """
    }
    if let cap = batch.perGroup {
      out += """
        A group may have \(Figures.fixed(cap.limit, 0)) in the batch: \(Figures.count(cap.leftOut, "image was", "images were")) \
        left out for that. 
        """
    }
    if let behind = batch.behindCandidates, behind > 0 {
      out += """
        That left too few candidates: \(Figures.count(behind, "image was", "images were")) taken from behind them, next in rank. 
        """
    }
    if let names = batch.uncovered, !names.isEmpty {
      out += "No image or no room was found for \(Figures.list(names)), which nobody has been asked about for long. "
    }
    return out
  }

  /// What other strategies have in common with the batch.
  static func shadows(_ batch: BatchSection) -> HTML {
    guard let shadows = batch.shadows, !shadows.isEmpty else { return HTML() }
    var rows = HTML()
    for shadow in shadows {
      let share = shadow.images > 0 ? Double(shadow.inBatch) / Double(shadow.images) : 0
      rows += """
        <tr><th scope="row">\(shadow.strategy)</th><td class="wide">\(Bars.bar(share, style: .fourth))</td>\
        <td class="n">\(Figures.percent(share))</td><td class="n">\(Figures.grouped(shadow.inBatch))</td>\
        <td class="n">\(Figures.grouped(shadow.images))</td></tr>
        """
    }
    return """
      <div class="card" style="margin-bottom:16px"><table><caption>Shadow strategies: what each would have picked, and how much of \
      that the batch holds</caption><thead><tr><th scope="col">strategy</th><th scope="col"></th>\
      <th scope="col" class="n">shared</th><th scope="col" class="n">in the batch</th><th scope="col" class="n">of its</th>\
      </tr></thead><tbody>\(rows)</tbody></table><p class="note">They cost nothing and nothing is claimed of them: what a model would \
      be that had learned from their picks cannot be known from labels that exist on the shared images alone.</p></div>
      """
  }
}
