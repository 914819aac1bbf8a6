import Pipeline
import Texts

extension Wording {
  /// How many ids of a file of a pick fit.
  static func joined(_ join: PickJoin) -> String {
    let start =
      switch join.kind {
      case .labelled: "\(join.matched) of \(join.total) rows of \(join.file.printable) match"
      case .groups: "\(join.matched) of \(join.total) images have a row in \(join.file.printable)"
      case .embeddings: "\(join.matched) of \(join.total) images have a vector in \(join.file.printable)"
      }
    guard let example = join.example, let cause = join.cause else { return start }
    return "\(start); '\(example.unmatched.printable)' is no image and seems to mean '\(example.image.printable)': "
      + cause.printable
  }
}
