import Texts

/// Answers that are no class.
package enum Answers {
  /// The picture cannot be judged.
  package static let cannotTell = "cannot_tell"
  /// The person passes on the image; written as a label in CSV files alone.
  package static let skip = "skip"
  /// Names that no class may have.
  package static let reserved = [cannotTell, skip]

  /// Refuses classes that have a reserved name or appear twice.
  package static func check(classes: [String]) throws {
    var seen = Set(reserved.map(ExactText.init))
    for name in classes where !seen.insert(ExactText(name)).inserted {
      throw LabellingError.reservedClass(name: name)
    }
  }
}
