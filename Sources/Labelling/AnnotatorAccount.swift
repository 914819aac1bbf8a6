import Texts

/// A person who labels, and who that person is on the platforms.
package struct AnnotatorAccount: Equatable, Sendable {
  /// The annotator's id in the spec; the name used in CSV files.
  package let id: String
  /// Whether the person decides where others disagree.
  package let senior: Bool
  /// The users on platforms that the person is; one may be known by several names.
  package let users: [AccountName]

  /// Makes an account from its parts.
  package init(id: String, senior: Bool, users: [AccountName] = []) {
    self.id = id
    self.senior = senior
    self.users = users
  }
}

/// What a platform calls a user.
package struct AccountName: Hashable, Sendable {
  package let platform: Platform
  /// The folder of the inbox that the files of one installation are put into; nil: whatever folder.
  package let folder: ExactText?
  /// A number, an e-mail address or a name; capitals of ASCII letters count for nothing.
  package let user: ExactText

  /// Reads a name as the spec has it.
  ///
  /// - Parameters:
  ///   - platform: The platform.
  ///   - text: `5`, `ana@example.com`, `ana`; `berlin/5` is the user 5 of the files in the inbox's folder `berlin`.
  package init(_ platform: Platform, _ text: String) {
    self.platform = platform
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    folder = parts.count == 2 ? ExactText(String(parts[0])) : nil
    user = ExactText(PlatformUser.folded(parts.last.map(String.init) ?? ""))
  }

  init(_ platform: Platform, folder: String?, user: String) {
    self.platform = platform
    self.folder = folder.map(ExactText.init)
    self.user = ExactText(PlatformUser.folded(user))
  }
}
