import Engine
import Storage

/// The text that people were shown while they labelled.
enum Guidelines {
  /// The file of an export, in the folder of the payloads.
  static let file = "guidelines.md"

  /// What was handed out as inputs of a stage, up to a round.
  static func inputs(_ manifest: Manifest, through round: Int) -> [NamedValue] {
    handedOut(manifest).filter { $0.key <= round }.sorted { $0.key < $1.key }
      .map { NamedValue("\(StageName.export($0.key))/\(file)", $0.value) }
  }

  /// SHA-256 of what an iteration handed out, by round.
  static func handedOut(_ manifest: Manifest) -> [Int: String] {
    var digests: [Int: String] = [:]
    for round in 1...StageName.rounds {
      let outputs = manifest.record(StageName.export(round))?.outputs ?? []
      digests[round] = outputs.first { $0.path.hasSuffix("/\(file)") }?.fileSHA256
    }
    return digests
  }
}
