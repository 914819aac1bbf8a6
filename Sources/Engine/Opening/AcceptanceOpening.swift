import JSON

/// An opening of the acceptance set: what a sealed iteration's model came to on it, and why it was opened once more.
///
/// It is the content of a file `acceptance-1.json` in the iteration's folder, which carries a digest of itself and lies beside
/// what the seal covers. No image is named in it, so that nothing of it has to go when a picture is erased.
package struct AcceptanceOpening: Codable, Sendable, Equatable {
  /// The version of the form.
  package static let version = 1

  /// The images of the set.
  package struct Counts: Codable, Sendable, Equatable {
    /// Rows of the file of labels.
    package let rows: Int
    /// Images that were measured.
    package let images: Int
    /// Their groups, from which the intervals are drawn.
    package let groups: Int
    /// Images that cannot be read, so that no model can be asked about them.
    package let broken: Int
    /// Images that are not in the iteration's pool any more, or erased since.
    package let absent: Int
    /// Images of the set that no row of the file is about.
    package let withoutLabel: Int

    enum CodingKeys: String, CodingKey {
      case rows, images, groups, broken, absent
      case withoutLabel = "without_label"
    }

    /// Counts images.
    package init(rows: Int, images: Int, groups: Int, broken: Int, absent: Int, withoutLabel: Int) {
      self.rows = rows
      self.images = images
      self.groups = groups
      self.broken = broken
      self.absent = absent
      self.withoutLabel = withoutLabel
    }
  }

  /// The opening before this one.
  package struct Previous: Codable, Sendable, Equatable {
    package let iteration: Int
    /// SHA-256 of its file.
    package let sha256: String

    /// Names an opening.
    package init(iteration: Int, sha256: String) {
      self.iteration = iteration
      self.sha256 = sha256
    }
  }

  /// The version of the form.
  package let winnowAcceptance: Int
  /// Its place among all openings of the data directory, from 1, which its file is called by.
  package let number: Int
  /// The iteration whose model was measured.
  package let iteration: Int
  /// The chain digest of that iteration.
  package let chain: String
  /// SHA-256 of the file of labels, which is what the iteration's pool took in.
  package let labelsSHA256: String
  /// Nil for the first.
  package let previous: Previous?
  /// Why the set was opened once more; the first opening needs no reason.
  package let reason: String?
  /// When it was opened, ISO 8601, UTC.
  package let time: String
  package let counts: Counts
  /// What was measured, as the stages have it.
  package let figures: JSONValue

  enum CodingKeys: String, CodingKey {
    case number, iteration, chain, previous, reason, time, counts, figures
    case winnowAcceptance = "winnow_acceptance"
    case labelsSHA256 = "labels_sha256"
  }

  /// Makes a record.
  package init(
    number: Int, iteration: Int, chain: String, labelsSHA256: String, previous: Previous?, reason: String?,
    time: String,
    counts: Counts, figures: JSONValue
  ) {
    winnowAcceptance = Self.version
    self.number = number
    self.iteration = iteration
    self.chain = chain
    self.labelsSHA256 = labelsSHA256
    self.previous = previous
    self.reason = reason
    self.time = time
    self.counts = counts
    self.figures = figures
  }
}
