import Texts

/// A user as a platform names one: by number, by e-mail address, or by both.
package struct PlatformUser: Equatable, Sendable {
  /// The user's number in decimal digits, or the name in a CSV file.
  package let name: String?
  /// The e-mail address.
  package let email: String?

  /// Makes a user from what the platform says.
  package init(name: String? = nil, email: String? = nil) {
    self.name = name
    self.email = email
  }

  /// The e-mail address, or else the number.
  package var shown: String? { email ?? name }

  /// `address` with ASCII capitals made small: addresses are compared so.
  static func folded(_ address: String) -> String {
    String(decoding: address.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }
}
