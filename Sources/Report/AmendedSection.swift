/// What came into this iteration after the seals of earlier ones.
package struct AmendedSection: Codable, Sendable, Equatable {
  /// Late answers that count, by the iteration that had asked.
  package var late: [CountSection]
  /// Labels that persons corrected.
  package var corrected: Int
  /// Labels that are not what they were.
  package var changed: Int

  /// Makes a section.
  package init(late: [CountSection], corrected: Int, changed: Int) {
    self.late = late
    self.corrected = corrected
    self.changed = changed
  }
}

extension ReportPage {
  /// A line about labels that are not trained on, or under another name; nothing where all are as they were given.
  static func leftOut(_ report: QualityReport) -> HTML {
    let words = [
      "erased": "erased on order", "vanished": "no longer in the pool", "held_out": "held out since",
      "changed": "whose names other bytes have now",
    ]
    let parts = (report.leftOut ?? []).map { "\(Figures.grouped($0.count)) \(words[$0.name] ?? "without a vector")" }
    var out = HTML()
    if let moved = report.movedLabels {
      out += """
        <p class="sub" id="moved">\(Figures.count(moved, "label was", "labels were")) handed on to the names that the \
        labelled bytes have now.</p>
        """
    }
    guard !parts.isEmpty else { return out }
    out += """
      <p class="sub" id="left-out">Labelled images that the model was not trained on: \(parts.joined(separator: ", ")).</p>
      """
    return out
  }

  /// A line about what came after the seals; nothing where nothing did.
  static func amended(_ report: QualityReport) -> HTML {
    guard let amended = report.amended else { return HTML() }
    let parts =
      amended.late.map { "\(Figures.count($0.count, "late answer", "late answers")) of \($0.name)" }
      + (amended.corrected > 0 ? [Figures.count(amended.corrected, "correction", "corrections")] : [])
    let what = parts.isEmpty ? "late files without an answer that counts" : parts.joined(separator: ", ")
    return """
      <p class="sub" id="amended">After the seals of earlier iterations this one took in \(what); \
      \(Figures.count(amended.changed, "label is", "labels are")) not what they were.</p>
      """
  }
}
