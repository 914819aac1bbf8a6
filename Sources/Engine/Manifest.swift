import Foundation
import Storage

/// A file that a stage wrote.
package struct OutputRecord: Codable, Sendable, Equatable {
  /// Its path: below the stage's folder, or below the data directory if `shared`.
  package let path: String
  /// Whether it lies outside the iteration, for all iterations to read.
  package let shared: Bool
  /// Its length in bytes.
  package let size: Int
  /// SHA-256 of its bytes.
  package let fileSHA256: String
  /// For a table the digest of schema and values; otherwise that of the bytes.
  package let contentSHA256: String
  /// For a table the number of rows.
  package let rows: Int?

  enum CodingKeys: String, CodingKey {
    case path, shared, size, rows
    case fileSHA256 = "file_sha256"
    case contentSHA256 = "content_sha256"
  }

  /// Makes a record.
  package init(
    path: String, shared: Bool, size: Int, fileSHA256: String, contentSHA256: String, rows: Int?
  ) {
    self.path = path
    self.shared = shared
    self.size = size
    self.fileSHA256 = fileSHA256
    self.contentSHA256 = contentSHA256
    self.rows = rows
  }
}

/// What a stage read and wrote: a row of the manifest, also kept in the stage's own folder as `stage.json` so that it
/// appears in the same rename as the outputs.
package struct StageRecord: Codable, Sendable, Equatable {
  /// The stage's name.
  package let name: String
  /// The digest over `components`: the same key, the same outputs.
  package let key: String
  /// Everything that the outputs depend on, in canonical order.
  package let components: [NamedValue]
  /// The files written, by path.
  package let outputs: [OutputRecord]

  /// Makes a record.
  package init(name: String, key: String, components: [NamedValue], outputs: [OutputRecord]) {
    self.name = name
    self.key = key
    self.components = components
    self.outputs = outputs
  }
}

/// What closes an iteration.
package struct Seal: Codable, Sendable, Equatable {
  /// Over file bytes and the previous seal: it finds damage.
  package let seal: String
  /// Over content and the previous chain digest: it proves sameness between machines.
  package let chain: String

  /// Makes a seal.
  package init(seal: String, chain: String) {
    self.seal = seal
    self.chain = chain
  }
}

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
