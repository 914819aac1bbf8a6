import Texts

/// A user as a platform names one: by number or name, by e-mail address, or by both.
package struct PlatformUser: Hashable, Sendable {
  /// The user's number in decimal digits, the id or the name.
  package let name: String?
  /// The e-mail address.
  package let email: String?
  /// What the user is called, beside the id.
  package let nickname: String?

  /// Makes a user from what the platform says.
  package init(name: String? = nil, email: String? = nil, nickname: String? = nil) {
    self.name = name
    self.email = email
    self.nickname = nickname
  }

  /// The e-mail address, or else the name, or the number.
  package var shown: String? { email ?? nickname ?? name }

  /// All that the user is known by.
  var names: [String] { [name, email, nickname].compactMap(\.self) }

  /// `address` with ASCII capitals made small: addresses are compared so.
  static func folded(_ address: String) -> String {
    String(decoding: address.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }
}
