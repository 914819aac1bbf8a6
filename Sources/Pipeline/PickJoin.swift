import Columnar
import Labelling
import Stages

/// How many ids of one file of a pick are found in another: a join that fits nothing is an error, and one that fits some
/// prints its number.
package struct PickJoin: Sendable, Equatable {
  /// Where a row of a file stands.
  package struct Place: Sendable, Equatable {
    /// The file, in a folder the part.
    package let file: String
    /// The row's number in it, from 0.
    package let row: Int

    init(_ parts: TableParts, row: Int) {
      let place = parts.place(ofRow: row)
      (file, self.row) = (place.file, place.row)
    }
  }

  /// What is joined.
  package enum Kind: Sendable, Equatable {
    /// Rows of `--labelled` are found among the images.
    case labelled
    /// Images are found in `--groups`.
    case groups
    /// Images of the predictions are found in `--embeddings`.
    case embeddings
  }

  package let kind: Kind
  /// The file that is joined to the images.
  package let file: String
  /// How many ids the file has.
  package let ids: Int
  /// The file that the images are of.
  package let images: String
  /// How many images there are.
  package let imageCount: Int
  /// How many rows, or images, have found a partner.
  package let matched: Int
  /// How many could have.
  package let total: Int
  /// The first id of the file that is no image, and the image that it seems to mean, or the first one.
  package let example: (unmatched: String, image: String)?
  /// The likely cause, in words; nil where none was found.
  package let cause: String?

  /// Counts.
  ///
  /// - Parameters:
  ///   - kind: What is joined.
  ///   - file: The file that is joined to the images.
  ///   - ids: Its ids, in the order of its rows.
  ///   - images: The file that the images are of.
  ///   - imageIDs: The ids of the images.
  ///   - others: Ids that count as images, too.
  init(
    _ kind: Kind, file: String, ids: [String], images: String, imageIDs: [String], others: [String] = []
  ) {
    self.kind = kind
    self.file = file
    self.ids = ids.count
    self.images = images
    imageCount = imageIDs.count
    // Files of the same images in the same order are the rule, and then there is nothing to look up.
    if ids.count == imageIDs.count, zip(ids, imageIDs).allSatisfy({ $0.utf8.elementsEqual($1.utf8) }) {
      (matched, total) = (ids.count, ids.count)
      (example, cause) = (nil, nil)
      return
    }
    let known = Set((imageIDs + others).map(ExactText.init))
    let unmatched = ids.filter { !known.contains(ExactText($0)) }
    switch kind {
    case .labelled:
      (matched, total) = (ids.count - unmatched.count, ids.count)
    case .groups, .embeddings:
      let given = Set(ids.map(ExactText.init))
      (matched, total) = (imageIDs.count { given.contains(ExactText($0)) }, imageIDs.count)
    }
    // More rows than images is how such files are; only where images or rows are left over is a cause looked for.
    guard matched < total, let first = unmatched.first, let image = imageIDs.first else {
      (example, cause) = (nil, nil)
      return
    }
    let missing: [String]
    if kind == .labelled {
      missing = imageIDs + others
    } else {
      let given = Set(ids.map(ExactText.init))
      missing = imageIDs.filter { !given.contains(ExactText($0)) }
    }
    if let found = JoinDiagnosis(of: unmatched, among: missing) {
      example = (found.visibleUnmatched, found.visibleKnown)
      cause = found.explanation
    } else {
      example = (JoinDiagnosis.visible(first, beside: image), JoinDiagnosis.visible(image, beside: first))
      cause = nil
    }
  }

  /// Whether a file that has ids fits none of the images.
  var fitsNothing: Bool { ids > 0 && imageCount > 0 && matched == 0 }

  package static func == (left: PickJoin, right: PickJoin) -> Bool {
    left.kind == right.kind && left.file == right.file && left.ids == right.ids && left.images == right.images
      && left.imageCount == right.imageCount && left.matched == right.matched && left.total == right.total
      && left.cause == right.cause && left.example?.unmatched == right.example?.unmatched
      && left.example?.image == right.example?.image
  }
}

/// Makes sure that no image stands twice in a file.
struct PickRows {
  /// Looks at all rows; those of a file in the order of its ids need no more than a look at the row before.
  ///
  /// - Throws: `PickError.repeated` that names both rows.
  static func check(_ ids: [String], _ parts: TableParts, option: String) throws {
    if zip(ids, ids.dropFirst()).allSatisfy({ $0.utf8.lexicographicallyPrecedes($1.utf8) }) { return }
    _ = try PickRows(ids, parts, option: option)
  }

  /// The row of each image.
  let rowOf: [ExactText: Int]

  /// Looks at all rows.
  ///
  /// - Throws: `PickError.repeated` that names both rows.
  init(_ ids: [String], _ parts: TableParts, option: String) throws {
    var rows: [ExactText: Int] = [:]
    rows.reserveCapacity(ids.count)
    for (row, id) in ids.enumerated() {
      if let first = rows.updateValue(row, forKey: ExactText(id)) {
        throw PickError.repeated(
          option: option, image: id, first: PickJoin.Place(parts, row: first), second: PickJoin.Place(parts, row: row))
      }
    }
    rowOf = rows
  }
}
