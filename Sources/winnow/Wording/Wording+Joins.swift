import Foundation
import Labelling
import Stages

extension Wording {
  /// How a file fits the images, in counts.
  static func joined(_ join: FileJoin) -> String { printable(join.sentence, limit: 4_000) }

  /// No row of a file fits an image.
  static func nothingJoins(_ join: FileJoin, image: String) -> String {
    let found = join.first?.image ?? ""
    var text =
      "\(printable(join.file)): none of its \(count(join.rows, "row")) is about one of the \(count(join.images, "image"))"
    if join.absent > 0 {
      text += ", \(join.absent) of them about images that are gone, unreadable or erased"
    }
    if let diagnosis = join.diagnosis { return text + likely(diagnosis) + remedy(join) }
    if join.first != nil {
      text +=
        "; the file has \(quoted(JoinDiagnosis.visible(found, beside: image))), the pool "
        + "\(quoted(JoinDiagnosis.visible(image, beside: found)))"
    }
    return text + remedy(join)
  }

  private static func remedy(_ join: FileJoin) -> String {
    "; an image is named by its path below pool.root, byte for byte"
      + (join.purpose.hasPrefix("--") ? "" : " (\(join.purpose) in the spec)")
  }

  /// Images that a file must have a row for and has not.
  static func rowsMissing(_ join: FileJoin, images: [String]) -> String {
    "\(printable(join.file)): \(join.matched) of \(count(join.images, "image")) have a row, \(images.count) have none: "
      + listed(images) + likely(join.diagnosis) + "; add rows for them, or take them out of the pool"
  }

  /// Groups are declared, and most of the labelled images are not spoken of.
  static func groupsUnknown(_ join: FileJoin, labels: Int, without: Int, first: String) -> String {
    "\(printable(join.file)) declares groups and has no row for \(without) of the \(count(labels, "labelled image")) "
      + "(the first is \(quoted(first))): pictures of one thing would be drawn to both sides of the split"
      + likely(join.diagnosis) + "; add rows for them, with an empty group for an image that stands alone"
  }

  /// Several things that are wrong, a line each.
  static func several(_ errors: [DataError], of all: Int, _ diagnosis: JoinDiagnosis?) -> String {
    var lines = errors.map(data)
    if all > errors.count { lines.append("and \(all - errors.count) more lines like these") }
    if let diagnosis { lines.append(String(likely(diagnosis).dropFirst(2))) }
    return lines.joined(separator: "\n  ")
  }

  /// The likely cause of ids that do not match, with both spellings; nothing where none is known.
  static func likely(
    _ diagnosis: JoinDiagnosis?, _ here: String = "the file", _ there: String = "the pool"
  ) -> String {
    guard let diagnosis else { return "" }
    return "; likely cause: \(printable(diagnosis.explanation)): \(here) has \(quoted(diagnosis.visibleUnmatched)), "
      + "\(there) \(quoted(diagnosis.visibleKnown))"
  }

  /// The first twenty of some names.
  static func listed(_ names: [String]) -> String {
    names.prefix(20).map(quoted).joined(separator: ", ")
      + (names.count > 20 ? " and \(names.count - 20) more" : "")
  }

  /// What a column of a person's file is called by other tools, the likeliest first.
  private static let otherNames: [String: [String]] = [
    "image": [
      "image_id", "filename", "file_name", "file", "path", "filepath", "file_path", "image_path", "image_name", "img",
      "name", "id", "uri", "url", "sample",
    ],
    "label": ["class", "category", "class_name", "label_name", "labels", "target", "annotation", "y", "tag", "defect"],
  ]

  /// What to do about a column that is not there.
  static func rename(_ found: [String], to column: String) -> String {
    func bare(_ name: String) -> String {
      name.trimmingCharacters(in: .whitespaces).lowercased().replacing(/[ -]/, with: "_")
    }
    let meant = [column] + (otherNames[column] ?? [])
    let hits = meant.compactMap { name in found.first { bare($0) == name } }
    return hits.first.map { "; call \(quoted($0)) \(quoted(column))" } ?? ""
  }
}
