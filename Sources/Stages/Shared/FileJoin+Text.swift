import Report

extension FileJoin {
  /// The counts in words, as `metadata.csv: 228 of 240 images have a row; 12 rows fit no image (first: line 7, 'x.png')`.
  package var sentence: String {
    var text = "\(file): \(counts)"
    if unmatched > 0, let first {
      text +=
        "; \(unmatched == 1 ? "1 row fits" : "\(grouped(unmatched)) rows fit") no image (first: line \(first.line), "
      text += "'\(first.image)'\(likely))"
    }
    if absent > 0 {
      text +=
        "; \(absent == 1 ? "1 row is" : "\(grouped(absent)) rows are") about images that are gone, unreadable or erased"
    }
    switch ungrouped ?? 0 {
    case 0: break
    case 1: text += "; 1 image has no group and is one by itself"
    case let number: text += "; \(grouped(number)) images have no group and are each one by itself"
    }
    return text
  }

  private var counts: String {
    if isOfAll {
      return matched == images
        ? "all \(grouped(images)) images have a row" : "\(grouped(matched)) of \(grouped(images)) images have a row"
    }
    if matched == rows, rows == 1 { return "its one row is about an image of the pool" }
    if matched == rows { return "all \(grouped(rows)) rows are about images of the pool" }
    return "\(grouped(matched)) of \(grouped(rows)) rows are about images of the pool"
  }

  private var likely: String {
    diagnosis.map { "; likely cause: \($0.explanation), as in '\($0.visibleUnmatched)' for '\($0.visibleKnown)'" } ?? ""
  }
}

/// A whole number with commas between thousands.
private func grouped(_ value: Int) -> String { Figures.grouped(value) }
