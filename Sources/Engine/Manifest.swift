import Storage

/// What each stage of an iteration read and wrote, by digest.
///
/// It holds nothing that differs between two honest runs of one build: no time, no host, no path outside the data
/// directory.
package struct Manifest: Codable, Sendable, Equatable {
  /// The version of this layout.
  package static let currentLayout = 1

  package var layout: Int
  package var pipeline: String
  package var iteration: Int
  /// The version of Winnow that wrote it.
  package var tool: String
  /// The version of libzstd: under the same one the bytes are the same too.
  package var libzstd: String
  /// SHA-256 of the iteration's `spec.yaml`.
  package var specSHA256: String
  /// SHA-256 of the spec without its locations.
  package var specChainSHA256: String
  /// The seal of the iteration before.
  package var previous: Seal?
  /// The stages that have run, in order.
  package var stages: [StageRecord]
  /// Batches that were out and were chosen again, the oldest first; nil if none was.
  package var superseded: [Supersession]?
  /// Set when the iteration is closed.
  package var sealed: Seal?

  enum CodingKeys: String, CodingKey {
    case layout = "winnow"
    case pipeline, iteration, tool, libzstd, previous, stages, superseded, sealed
    case specSHA256 = "spec_sha256"
    case specChainSHA256 = "spec_chain_sha256"
  }

  /// The record of the stage called `name`, nil if it has not run.
  package func record(_ name: String) -> StageRecord? {
    stages.first { $0.name == name }
  }

  /// The record of a file that a stage of this iteration wrote.
  package func output(_ artifact: Artifact) -> OutputRecord? {
    record(artifact.stage)?.outputs.first { $0.path == artifact.file }
  }

  /// Puts `record` in the place that `order` gives it, instead of any older one.
  package mutating func replace(_ record: StageRecord, order: [String]) {
    stages.removeAll { $0.name == record.name }
    stages.append(record)
    let position = Dictionary(
      order.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    stages.sort { (position[$0.name] ?? order.count) < (position[$1.name] ?? order.count) }
  }
}
