import Labelling
import Report
import Texts

/// How the rows of a person's file fit the images that they are about: every join of such a file counts its matches.
///
/// Ids are equal where their bytes are, and nothing else is joined.
package struct FileJoin: Sendable, Equatable {
  /// A row of the file.
  package struct Row: Sendable, Equatable {
    /// The line it begins in, from 1.
    package let line: Int
    package let image: String

    /// Makes a row from its parts.
    package init(line: Int, image: String) {
      self.line = line
      self.image = image
    }
  }

  /// What the file is for: a key of the spec, or an option.
  package let purpose: String
  /// The file as it was named.
  package let file: String
  /// Rows below the header.
  package let rows: Int
  /// Images that could have a row.
  package let images: Int
  /// Rows that fit an image.
  package let matched: Int
  /// Rows about images that are known and not in the pool now: erased, unreadable, or gone since an earlier iteration.
  package let absent: Int
  /// The first row that fits no image.
  package let first: Row?
  /// Why rows fit no image, as far as can be determined.
  package fileprivate(set) var diagnosis: JoinDiagnosis?
  /// Images without a group where others may have one; nil where the file has no groups.
  package var ungrouped: Int?

  /// Rows that fit no image.
  package var unmatched: Int { rows - matched - absent }

  /// What the metadata are for.
  static let metadata = "pool.metadata"

  /// Whether the file is to have a row for every image, and not for some.
  package var isOfAll: Bool { purpose == Self.metadata || purpose == "--truth" }
}

extension FileJoin {
  /// What became of the rows of a file.
  package struct Rows: Sendable {
    package let join: FileJoin
    /// The position of each row's image; nil where it has none.
    package let positions: [Int?]
    /// The rows that fit no image and are not about an absent one.
    package let unmatched: [Row]
  }

  /// Joins the rows of a file to images.
  ///
  /// - Parameters:
  ///   - purpose: What the file is for.
  ///   - file: The file as it was named.
  ///   - rows: Its rows, each image once.
  ///   - images: The ids.
  ///   - isAbsent: Which of the ids that are not among `images` are known all the same.
  /// - Returns: The image of each row, and the counts.
  /// - Throws: What `isAbsent` throws.
  package static func join(
    purpose: String, file: String, rows: [Row], images: ImageIDs,
    isAbsent: ([String]) throws -> Set<ExactText> = { _ in [] }
  ) rethrows -> Rows {
    let positions = rows.map { images.place(of: $0.image) }
    let missing = zip(rows, positions).filter { $0.1 == nil }.map(\.0)
    let absent = missing.isEmpty ? [] : try isAbsent(missing.map(\.image))
    let unmatched = missing.filter { !absent.contains($0.image.exact) }
    var join = FileJoin(
      purpose: purpose, file: file, rows: rows.count, images: images.all.count,
      matched: positions.count { $0 != nil }, absent: missing.count - unmatched.count, first: unmatched.first)
    if !unmatched.isEmpty {
      // What a row may mean is an image that has none.
      let taken = Set(positions.compactMap(\.self))
      let without = images.all.indices.filter { !taken.contains($0) }.map { images.all[$0] }
      join.diagnosis = diagnosis(of: unmatched.map(\.image), among: without, isOfAll: join.isOfAll)
    }
    return Rows(join: join, positions: positions, unmatched: unmatched)
  }

  /// Why rows fit no image.
  ///
  /// A file may speak of more images than these: then the images without a row show it.
  private static func diagnosis(of rows: [String], among images: [String], isOfAll: Bool) -> JoinDiagnosis? {
    guard isOfAll else { return JoinDiagnosis(of: rows, among: images) }
    return JoinDiagnosis(of: images, among: rows).flatMap { JoinDiagnosis(of: [$0.known], among: [$0.unmatched]) }
  }

  /// Refuses a file of which no row fits.
  ///
  /// - Throws: `DataError.nothingJoins`.
  package func check(_ images: ImageIDs) throws {
    guard matched == 0, rows > 0, let image = images.all.first else { return }
    throw DataError.nothingJoins(self, image: image)
  }
}

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
