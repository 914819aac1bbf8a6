/// A file of the pool that could not be read.
package struct BrokenFile: Codable, Sendable, Equatable {
  package var imageID: String
  /// What is wrong with it, as a code.
  package var reason: String

  package init(imageID: String, reason: String) {
    self.imageID = imageID
    self.reason = reason
  }
}

/// Files of the pool's folder that look like pictures and were not taken, of one reason and one ending.
package struct FilesLeftAside: Codable, Sendable, Equatable {
  /// Why: `no_pattern`, `not_by_default`, `hidden`, `hidden_folder`, `repeated_folder`.
  package var reason: String
  /// How their names end, without the dot; empty for folders.
  package var ending: String
  package var files: Int
  /// The first of them.
  package var first: String

  package init(reason: String, ending: String, files: Int, first: String) {
    self.reason = reason
    self.ending = ending
    self.files = files
    self.first = first
  }
}
