import Columnar
import Engine
import Labelling
import Storage
import Texts

/// A decision on a picture: a row of a table of labels.
package struct LabelDecision: Sendable {
  /// How a label is decided that a person corrected.
  static let correction = "correction"

  /// What the picture was called.
  package let imageID: String
  /// SHA-256 of the file that was shown; nil if no table has it.
  package let digest: Digest?
  /// Nil where people did not come to a label.
  package let label: String?
  package let weight: Double
  package let decidedBy: String
  package let iteration: Int
  /// Votes that name a class, and abstentions.
  package let votes: Int
  package let abstentions: Int
  /// The round that decided.
  package let round: Int
  /// Whether it came after the seal of the iteration that had asked: by late answers or a correction.
  package let isAmended: Bool
  /// Whether it was made of all answers about its bytes, under whatever name.
  package let isWhole: Bool

  /// Makes a decision.
  package init(
    imageID: String, digest: Digest?, label: String?, weight: Double = 1, decidedBy: String, iteration: Int,
    votes: Int = 1, abstentions: Int = 0, round: Int = 1, isAmended: Bool = false, isWhole: Bool = false
  ) {
    self.imageID = imageID
    self.digest = digest
    self.label = label
    self.weight = weight
    self.decidedBy = decidedBy
    self.iteration = iteration
    self.votes = votes
    self.abstentions = abstentions
    self.round = round
    self.isAmended = isAmended
    self.isWhole = isWhole
  }

  /// Whether the picture is not asked about again: it is labelled, or people could not tell.
  package var isSettled: Bool { label != nil || decidedBy == "cannot_tell" || isCorrection }
  /// Whether a person's correction decided.
  package var isCorrection: Bool { decidedBy == Self.correction }
  /// What it is about.
  package var picture: Picture { digest.map(Picture.bytes) ?? .name(imageID.exact) }
}
