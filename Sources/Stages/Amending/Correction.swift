import JSON
import Storage

/// A person's correction of a sealed label.
package struct Correction: Sendable, Codable, Equatable {
  /// The label that it stands in for.
  package struct Superseded: Sendable, Codable, Equatable {
    /// Nil where people had not come to one.
    package let label: String?
    /// The iteration that has it.
    package let iteration: Int

    /// Names a label.
    package init(label: String?, iteration: Int) {
      self.label = label
      self.iteration = iteration
    }
  }

  package let image: String
  /// SHA-256 of the labelled bytes that it is about, in hexadecimal digits; nil in corrections of before it was kept.
  package let sha256: String?
  /// A class, or `cannot_tell`.
  package let label: String
  package let author: String
  package let reason: String
  /// Its place among all corrections, from 1: of two on one image the later holds.
  package let number: Int
  package let supersedes: Superseded
  /// When it was given, ISO 8601, UTC.
  package let time: String

  /// Makes a correction.
  package init(
    image: String, sha256: String?, label: String, author: String, reason: String, number: Int,
    supersedes: Superseded, time: String
  ) {
    self.image = image
    self.sha256 = sha256
    self.label = label
    self.author = author
    self.reason = reason
    self.number = number
    self.supersedes = supersedes
    self.time = time
  }

  /// The bytes of its file: keys in order, one line.
  ///
  /// - Throws: What encoding throws.
  package func encoded() throws -> [UInt8] {
    try CodedJSON.bytes(of: self, .compact) + [0x0A]
  }
}
