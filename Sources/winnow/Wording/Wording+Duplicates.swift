import Pipeline

extension Wording {
  /// What a search for near-duplicates came to.
  static func duplicates(_ report: FileDuplicates.Report) -> [String] {
    var lines = [
      "\(count(report.images, "image")) of \(count(report.dimensions, "dimension")), near up to a cosine distance of "
        + "\(report.distance): \(count(report.groups, "group")), the largest of \(count(report.largestGroup, "image"))",
      "\(count(report.duplicates, "image")) \(report.duplicates == 1 ? "is a near-duplicate" : "are near-duplicates") of a "
        + "leader, \(report.equal) of them with the very same vector; without them \(report.images - report.duplicates) are "
        + "left",
    ]
    if report.cutShort > 0 {
      lines.append(
        "\(count(report.cutShort, "leader")) had more images within reach than could be compared with, and met the likeliest: fewer "
          + "than one near-duplicate in 1,000 is missed where it was measured; a smaller --distance, or fewer images, are searched "
          + "in full")
    }
    return lines
  }

  /// What is wrong with vectors.
  static func duplicates(_ error: DuplicatesError) -> String {
    switch error {
    case .repeated(let image): "the image \(quoted(image)) has two rows; an image has one vector"
    case .empty(let image): "the vector of \(quoted(image)) has no elements"
    case .dimensions(let image, let expected, let found):
      "the vector of \(quoted(image)) has \(count(found, "element")), others have \(expected)"
    case .notFinite(let image): "the vector of \(quoted(image)) holds a NaN or an infinity"
    case .tooMany(let rows): "\(rows) rows are more than can be compared"
    }
  }
}
