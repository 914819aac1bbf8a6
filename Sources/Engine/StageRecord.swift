import Foundation
import Storage

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
