/// An image of the factory as its two lists describe it.
package struct FactoryImage: Sendable, Equatable {
  /// The path below the data set's folder, which says nothing of the label: `images/r0007-012.png`.
  package let path: String
  /// What the image shows: a class of `Factory.classes`.
  package let label: String
  /// The production run.
  package let group: String
  /// Seconds since 1970 began, in UTC.
  package let capturedAt: Int64
  package let line: String
  package let camera: String

  /// Makes a row from its parts.
  package init(path: String, label: String, group: String, capturedAt: Int64, line: String, camera: String) {
    self.path = path
    self.label = label
    self.group = group
    self.capturedAt = capturedAt
    self.line = line
    self.camera = camera
  }
}
