import Columnar
import Storage

/// A file that a stage of an iteration writes.
package struct Artifact: Sendable, Hashable {
  /// The name of the stage that writes it.
  package let stage: String
  /// Its path below the stage's folder.
  package let file: String
  /// What it is declared as, if it is a table.
  package let table: TableSchema?

  /// Names an artifact.
  package init(_ stage: String, _ file: String, _ table: TableSchema? = nil) {
    self.stage = stage
    self.file = file
    self.table = table
  }

  package static func == (left: Artifact, right: Artifact) -> Bool {
    left.stage == right.stage && left.file == right.file
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(stage)
    hasher.combine(file)
  }

  /// What it is declared as.
  ///
  /// - Throws: `NoTable` if it is declared as no table: a mistake of this program.
  package func declared() throws -> TableSchema {
    guard let table else { throw NoTable(name: name) }
    return table
  }

  /// How it is named in a manifest: `stage/file`.
  package var name: String { "\(stage)/\(file)" }
}
