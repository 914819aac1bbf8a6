import Columnar
import Labelling
import Texts

/// How many ids of one file of a pick are found in another: a join that fits nothing is an error, and one that fits some
/// prints its number.
package struct PickJoin: Sendable, Equatable {
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

  /// Takes what was counted while the images passed.
  ///
  /// Only where not all is found, and ids of the file are left over, are the ids of all images looked at, for the likely cause.
  ///
  /// - Parameters:
  ///   - kind: What is joined.
  ///   - file: The file that is joined to the images.
  ///   - count: What was counted.
  ///   - images: The file that the images are of.
  ///   - imageCount: How many images there are.
  ///   - others: Ids that count as images, too.
  ///   - imageIDs: The ids of the images.
  /// - Throws: What `imageIDs` throws.
  init(
    _ kind: Kind, file: String, _ count: JoinCount, images: String, imageCount: Int, others: IDIndex? = nil,
    imageIDs: () throws -> StringArray
  ) throws {
    self.kind = kind
    self.file = file
    ids = count.index.count
    self.images = images
    self.imageCount = imageCount
    let unmatched = count.unmatched(others: others)
    switch kind {
    case .labelled: (matched, total) = (ids - unmatched.count, ids)
    case .groups, .embeddings: (matched, total) = (count.images, imageCount)
    }
    // More rows than images is how such files are; only where images or rows are left over is a cause looked for.
    guard matched < total, let first = unmatched.first, imageCount > 0 else {
      (example, cause) = (nil, nil)
      return
    }
    let known = try imageIDs()
    let missing: [String]
    if kind == .labelled {
      missing = known.strings + (others?.ids.strings ?? [])
    } else {
      let places = count.index.places(of: known)
      missing = known.gather(places.indices.filter { places[$0] < 0 }).strings
    }
    if let found = JoinDiagnosis(of: unmatched, among: missing) {
      example = (found.visibleUnmatched, found.visibleKnown)
      cause = found.explanation
    } else {
      let image = known[0]
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

/// How many ids of a file are among the images, counted while these pass.
struct JoinCount: Sendable {
  /// The ids of the file.
  let index: IDIndex
  /// The row of the image that each id names; −1 where it names none.
  private(set) var imageRows: [Int]
  /// How many images are in the file.
  private(set) var images = 0

  /// Counts nothing yet.
  init(_ index: IDIndex) {
    self.index = index
    imageRows = Array(repeating: -1, count: index.count)
  }

  /// Takes the places in the file of images that follow each other, −1 for those that are not in it.
  mutating func take(_ places: [Int], firstRow: Int) {
    for (offset, place) in places.enumerated() where place >= 0 {
      imageRows[place] = firstRow + offset
      images += 1
    }
  }

  /// The ids of the file that name no image, in the order of its rows, and none of `others`.
  func unmatched(others: IDIndex?) -> [String] {
    guard imageRows.contains(-1) else { return [] }
    // Of an id that stands twice the first row has been counted.
    let places = index.places(of: index.ids)
    let open = places.indices.filter { imageRows[places[$0]] < 0 }
    let names = index.ids.gather(open)
    guard let others else { return names.strings }
    let known = others.places(of: names)
    return names.gather(known.indices.filter { known[$0] < 0 }).strings
  }
}
