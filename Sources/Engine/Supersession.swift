/// A batch that was in people's hands and was chosen again, on record: what it was, and why.
///
/// Its files are kept in `superseded/1/`, `superseded/2/` … of the iteration's folder.
package struct Supersession: Codable, Sendable, Equatable {
  /// Why it was chosen again.
  package let reason: String
  /// SHA-256 of the `spec.yaml` that it was made from.
  package let specSHA256: String
  /// SHA-256 of that spec without its locations.
  package let specChainSHA256: String
  /// The stages that led to it and followed from it, in order.
  package let stages: [StageRecord]
  /// Further files: the spec, and what people had closed rounds with.
  package let files: [OutputRecord]

  enum CodingKeys: String, CodingKey {
    case reason, stages, files
    case specSHA256 = "spec_sha256"
    case specChainSHA256 = "spec_chain_sha256"
  }

  /// Records a batch.
  package init(
    reason: String, specSHA256: String, specChainSHA256: String, stages: [StageRecord], files: [OutputRecord]
  ) {
    self.reason = reason
    self.specSHA256 = specSHA256
    self.specChainSHA256 = specChainSHA256
    self.stages = stages
    self.files = files
  }

  /// The folder of those that were superseded, below the iteration's.
  package static let parent = "superseded"
  /// The mark of one that a run was killed in the middle of.
  package static let mark = "withdrawing"

  /// The folder of the one of this number, from 1, below the iteration's.
  package static func folder(_ number: Int) -> String { "\(parent)/\(number)" }
}
