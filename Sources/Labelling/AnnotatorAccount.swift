/// A person who labels, and who that person is on the platforms.
package struct AnnotatorAccount: Equatable, Sendable {
  /// The annotator's id in the spec; the name used in CSV files.
  package let id: String
  /// Whether the person decides where others disagree.
  package let senior: Bool
  /// The user on Label Studio: the number in `completed_by`, or the e-mail address.
  package let labelStudio: String

  /// Makes an account from its parts.
  package init(id: String, senior: Bool, labelStudio: String) {
    self.id = id
    self.senior = senior
    self.labelStudio = labelStudio
  }
}
