import Texts

extension ReportPage {
  /// How the batch was drawn, and its pictures.
  static func batch(_ report: QualityReport, _ contactSheet: [Thumbnail]) -> HTML {
    guard let batch = report.batch, batch.size > 0 else {
      return none("No batch has been selected in this iteration.")
    }
    var facts: [String] = [Figures.count(batch.size, "image", "images")]
    if let candidates = batch.candidates {
      facts.append("chosen from \(Figures.grouped(candidates)) candidates")
    }
    if let passed = batch.passedThreshold { facts.append("\(Figures.grouped(passed)) passed the threshold") }
    if let filled = batch.filledPastThreshold, filled > 0 {
      facts.append("\(Figures.grouped(filled)) taken past it, next in rank, for want of enough")
    }
    if let others = batch.othersWithoutThreshold {
      facts.append(
        others == 0
          ? "the same without the threshold" : "\(Figures.grouped(others)) would be others without the threshold")
    }
    if let pool = report.pool {
      facts.append("pool of \(Figures.grouped(pool.images))")
      if pool.duplicates > 0 {
        facts.append(Figures.count(pool.duplicates, "exact duplicate", "exact duplicates"))
      }
    }
    var out: HTML = "<p class=\"sub\">\(facts.joined(separator: "; ")).</p>"
    out += pool(report) + shares(batch) + shadows(batch)
    guard !contactSheet.isEmpty else {
      return out + none("There are no thumbnails of this batch.")
    }
    if contactSheet.count < batch.size {
      out += "<p class=\"sub\">The first \(Figures.grouped(contactSheet.count)) of the batch in rank.</p>"
    }
    out += "<div class=\"sheet\">\(contactSheet.map { figure($0, report) })</div>"
    return out
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A picture in the page itself; a word where its bytes do not begin as a PNG.
  static func picture(_ png: [UInt8], of imageID: String) -> HTML {
    png.starts(with: signature)
      ? """
      <img alt="\(imageID)" src="data:image/png;base64,\(Base64.encode(png))">
      """ : "<span class=\"noimg\">no picture</span>"
  }

  private static func figure(_ thumbnail: Thumbnail, _ report: QualityReport) -> HTML {
    let image = picture(thumbnail.png, of: thumbnail.imageID)
    let look: HTML = thumbnail.label == nil || thumbnail.label == report.negativeClass ? "plain" : "defect"
    let label: HTML = thumbnail.label.map { "\($0)" } ?? "no label"
    var drawn = thumbnail.share
    if let score = thumbnail.score { drawn += ", " + Figures.score(score) }
    let predicted: HTML =
      thumbnail.predicted.map {
        $0 == thumbnail.label ? "<span>as predicted</span>" : "<span>predicted \($0)</span>"
      } ?? HTML()
    return """
      <figure>\(image)<figcaption><b class="\(look)">\(label)</b>\(predicted)<span>\(drawn)</span>\
      <span><bdi>\(thumbnail.imageID)</bdi></span></figcaption></figure>

      """
  }
}

extension HTML {
  static func + (left: HTML, right: HTML) -> HTML {
    var sum = left
    sum += right
    return sum
  }
}
