import Foundation
import Storage
import Texts

/// Where a token comes from; never a command line and never the spec itself.
package enum TokenSource: Equatable, Sendable {
  /// An environment variable, by name.
  case variable(String)
  /// A file that holds nothing else, by path.
  case file(String)

  /// Reads the token; white space at both ends, such as the line feed that editors leave, is no part of it.
  ///
  /// - Parameter environment: By default that of this process.
  /// - Returns: The token.
  /// - Throws: `ServerError.noToken`, `.token`, `.tokenFile`.
  package func read(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Secret {
    let text: String
    switch self {
    case .variable(let name):
      guard let value = environment[name] else { throw ServerError.noToken(name: name) }
      text = value
    case .file(let path):
      do {
        let bytes = try Files.read(path, limit: 1 << 16)
        guard bytes.allSatisfy({ $0 < 0x80 }) else { throw ServerError.token(self, .characters) }
        text = String(decoding: bytes, as: UTF8.self)
      } catch let error as StorageError {
        throw ServerError.tokenFile(path: path, error)
      }
    }
    do throws(TokenProblem) {
      return try Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      throw ServerError.token(self, error)
    }
  }

  /// For messages: `the variable LABEL_STUDIO_TOKEN`.
  package var words: String {
    switch self {
    case .variable(let name): "the environment variable \(name.printable)"
    case .file(let path): "the file \(path.quoted)"
    }
  }
}
