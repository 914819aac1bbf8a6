import Pipeline
import Texts

extension Wording {
  /// What a search for near-duplicates came to.
  static func duplicates(_ report: FileDuplicates.Report) -> [String] {
    var lines = [
      "\(report.images.counted("image")) of \(report.dimensions.counted("dimension")), near up to a cosine distance of "
        + "\(report.distance): \(report.groups.counted("group")), the largest of \(report.largestGroup.counted("image"))",
      "\(report.duplicates.counted("image")) \(report.duplicates == 1 ? "is a near-duplicate" : "are near-duplicates") of a "
        + "leader, \(report.equal) of them with the very same vector; without them \(report.images - report.duplicates) are "
        + "left",
    ]
    if report.cutShort > 0 {
      lines.append(
        "\(report.cutShort.counted("leader")) had more images within reach than could be compared with, and met the likeliest: fewer "
          + "than one near-duplicate in 1,000 is missed where it was measured; a smaller --distance, or fewer images, are searched "
          + "in full")
    }
    return lines
  }
}
