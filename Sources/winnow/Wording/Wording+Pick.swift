import Pipeline

extension Wording {
  /// A file of a pick of which nothing fits the images.
  static func nothingFits(_ join: PickJoin) -> String {
    let start =
      "\(option(join)) \(printable(join.file)): none of its \(count(join.ids, "id")) is among the "
      + "\(count(join.imageCount, "image")) of \(printable(join.images))"
    guard let example = join.example else { return start }
    return "\(start): it has '\(printable(example.unmatched))' where they have '\(printable(example.image))'; "
      + (join.cause.map { "\(printable($0)); " } ?? "no likely cause was found; ")
      + "give the ids as they are there, or leave \(option(join)) out"
  }

  /// How many ids of a file of a pick fit.
  static func joined(_ join: PickJoin) -> String {
    let start =
      switch join.kind {
      case .labelled: "\(join.matched) of \(join.total) rows of \(printable(join.file)) match"
      case .groups: "\(join.matched) of \(join.total) images have a row in \(printable(join.file))"
      case .embeddings: "\(join.matched) of \(join.total) images have a vector in \(printable(join.file))"
      }
    guard let example = join.example, let cause = join.cause else { return start }
    return "\(start); '\(printable(example.unmatched))' is no image and seems to mean '\(printable(example.image))': "
      + printable(cause)
  }

  private static func option(_ join: PickJoin) -> String {
    switch join.kind {
    case .labelled: "--labelled"
    case .groups: "--groups"
    case .embeddings: "--embeddings"
    }
  }
}
