import Texts

/// A token: whoever prints it by mistake prints none of it.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The token itself: for the configuration of a request, and for taking it out of what a server says.
  let exposed: String

  /// The longest that is taken.
  static let longest = 8192

  /// Takes a token.
  ///
  /// - Throws: `TokenProblem` if it is empty, too long, or has spaces, line breaks or what is no visible ASCII: it would not
  ///   go through a header as it is.
  package init(_ text: String) throws(TokenProblem) {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= Self.longest else { throw .tooLong(limit: Self.longest) }
    guard !text.utf8.contains(0x0A), !text.utf8.contains(0x0D) else { throw .severalLines }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .characters }
    exposed = text
  }

  package var description: String { "a token" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }

  /// A text without it.
  func scrubbed(_ text: String) -> String {
    text.split(separator: exposed, omittingEmptySubsequences: false).joined(separator: "[token]")
  }
}

/// What is wrong with a token.
package enum TokenProblem: Error, Equatable, Sendable {
  /// There is nothing in it.
  case empty
  /// There is more than one line.
  case severalLines
  /// There are spaces, control characters or letters outside ASCII.
  case characters
  /// It is longer than any token.
  case tooLong(limit: Int)
}
