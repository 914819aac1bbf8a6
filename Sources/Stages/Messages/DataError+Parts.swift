import Foundation
import Labelling
import Texts

// What messages of ``DataError`` are put together from.

extension DataError {
  /// Columns that a measure looks at.
  package static func columns(_ names: [String]) -> String {
    (names.count == 1 ? "the column " : "one of the columns ") + names.map(\.quoted).joined(separator: " and ")
  }

  /// What to do where a measure looks at columns that are not there.
  static func remedy(_ columns: [String]) -> String {
    let others = "or choose a measure of the probabilities alone: margin, least_confidence, entropy, cost_sensitive"
    if columns.contains("members") {
      return
        "let it write for each image a list with the probabilities of each member of a committee or each pass with dropout, "
        + "take the built-in model with 'committee: 5' under stages.train, \(others)"
    }
    return "let it write for each image "
      + (columns.contains("gradient_norm")
        ? "the length of the loss's gradient ('gradient_norm') or the vector that its last layer sees ('embedding'), "
        : "the vector that its last layer sees, ")
      + "take the built-in model, \(others)"
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
    return hits.first.map { "; call \($0.quoted) \(column.quoted)" } ?? ""
  }
}

extension DataError.Place {
  /// The same as any error has it.
  var place: ErrorPlace { ErrorPlace(file: file, line: line) }
  /// `labels.csv:7`.
  var rendered: String { place.rendered }
}

extension DataError.BadID {
  /// What is wrong with an id.
  var message: String {
    switch self {
    case .notUTF8: "is not UTF-8"
    case .controlCharacter: "has a control character"
    case .empty: "is empty"
    case .parentFolder: "has a part '..'"
    case .tooLong: "is longer than 1,024 bytes"
    case .absolute: "begins with '/': ids are paths below pool.root"
    }
  }
}

extension DataError.TableValue {
  /// What is wrong with a value.
  var message: String {
    switch self {
    case .negative: "is below 0; write what it is, or nothing where it is not known"
    case .noTime: "is no time; expected ISO 8601, as 2026-11-21T08:00:00Z"
    case .noAddress:
      "is no address; expected http://, https://, s3://, gs://, azure-blob:// and a place behind it, or a path"
    }
  }
}

extension DataError.HookRow {
  /// What is wrong with a row of probabilities or a vector.
  package var message: String {
    switch self {
    case .classCount(let expected, let found):
      "\(found.counted("probability", "probabilities")), expected one for each of the \(expected.counted("class", "classes"))"
    case .dimensions(let expected, let found): "a vector of \(found.counted("number")), expected \(expected)"
    case .notFinite(let position): "the number at position \(position) is not finite"
    case .outOfRange(let position, let value): "the probability at position \(position) is \(value), expected 0 to 1"
    case .sum(let sum): "the probabilities sum to \(sum), expected 1 (within 0.01, what half precision is off)"
    case .memberCount(let expected, let found):
      "\(found.counted("member")) of a committee, expected \(expected) as in the first row"
    case .member(let number, let problem): "member \(number): \(problem.message)"
    case .gradientNorm(let value): "the gradient's length is \(value), expected a finite number from 0"
    case .unknownImage: "this image was not asked for"
    case .repeatedImage: "this image came before"
    }
  }
}

extension FileJoin {
  private var likely: String { diagnosis?.likely() ?? "" }

  /// No row of a file fits an image.
  func nothingJoins(image: String) -> String {
    let found = first?.image ?? ""
    var text =
      "\(file.printable): none of its \(rows.counted("row")) is about one of the \(images.counted("image"))"
    if absent > 0 {
      text += ", \(absent) of them about images that are gone, unreadable or erased"
    }
    if let diagnosis { return text + diagnosis.likely() + remedy }
    if first != nil {
      text +=
        "; the file has \(JoinDiagnosis.visible(found, beside: image).quoted), the pool "
        + "\(JoinDiagnosis.visible(image, beside: found).quoted)"
    }
    return text + remedy
  }

  private var remedy: String {
    "; an image is named by its path below pool.root, byte for byte"
      + (purpose.hasPrefix("--") ? "" : " (\(purpose) in the spec)")
  }

  /// Images that a file must have a row for and has not.
  func rowsMissing(_ missing: [String]) -> String {
    "\(file.printable): \(matched) of \(images.counted("image")) have a row, \(missing.count) have none: "
      + missing.listed + likely + "; add rows for them, or take them out of the pool"
  }

  /// Groups are declared, and most of the labelled images are not spoken of.
  func groupsUnknown(labels: Int, without: Int, first: String) -> String {
    "\(file.printable) declares groups and has no row for \(without) of the \(labels.counted("labelled image")) "
      + "(the first is \(first.quoted)): pictures of one thing would be drawn to both sides of the split"
      + likely + "; add rows for them, with an empty group for an image that stands alone"
  }
}
