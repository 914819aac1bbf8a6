import JSON
import Storage

/// What a stage has to say to people about its own outcome: sentences, each a line of `run` and of the report's
/// *Needs attention*.
///
/// They are kept beside the stage's other outputs as `StoreName.notes`, a list of texts, which is there only where there is
/// something to say. So they are under the stage's digests, and a report that speaks of them depends on them.
package enum StageNotes {
  /// The file of a stage.
  package static func artifact(_ stage: String) -> Artifact { Artifact(stage, StoreName.notes) }

  /// The notes of all stages of an iteration that have run, in the order of the stages.
  ///
  /// - Throws: `StorageError`; `JSONError` or `DecodingError` if a file is not what was written.
  package static func all(_ scope: IterationScope) throws -> [(stage: String, text: String)] {
    try scope.manifest.stages.flatMap { record -> [(stage: String, text: String)] in
      let artifact = artifact(record.name)
      guard scope.manifest.output(artifact) != nil else { return [] }
      let bytes = try Files.read(scope.path(artifact), limit: 16 << 20)
      return try CodedJSON.read([String].self, from: bytes).map { (record.name, $0) }
    }
  }

  /// The notes of all stages of an iteration as inputs of a stage that reads them.
  package static func inputs(_ scope: IterationScope) -> [NamedValue] {
    scope.manifest.stages.compactMap { record in
      let artifact = artifact(record.name)
      return scope.manifest.output(artifact).map { NamedValue(artifact.name, $0.contentSHA256) }
    }
  }

  /// The text of the file.
  static func encoded(_ notes: [String]) throws -> [UInt8] {
    try CodedJSON.bytes(of: notes, .pretty) + [0x0A]
  }
}
