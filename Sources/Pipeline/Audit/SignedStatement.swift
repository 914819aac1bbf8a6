import Audit
import Engine
import JSON
import Storage

/// A statement of what was reproduced, as a file: canonical JSON (keys in order, no white space, one line), and beside it the
/// Ed25519 signature of exactly its bytes.
///
/// `openssl pkeyutl -verify -rawin -pubin -inkey PUB.pem -in FILE -sigfile FILE.sig` checks it too.
package struct SignedStatement: Sendable {
  /// The version of the form.
  static let version = 1

  /// What the file holds.
  package struct Content: Codable, Sendable {
    /// The version of the form.
    package let winnowStatement: Int
    package let pipeline: String
    /// The version of Winnow that ran again, and the one that had run.
    package let tool: String
    package let recordedTool: String
    package let libzstd: String
    package let recordedLibzstd: String
    /// The seal of the iteration before; nil for the first.
    package let previous: Seal?
    /// The seal that was recorded.
    package let sealed: Seal
    package let isReproduced: Bool
    package let statement: Reproduction.Statement
  }

  /// The statement's bytes.
  package let bytes: [UInt8]
  package let content: Content

  /// Writes a statement down.
  ///
  /// - Throws: What encoding throws.
  package init(_ content: Content) throws {
    bytes = try CodedJSON.bytes(of: content, .compact, keys: .snakeCase) + [0x0A]
    self.content = content
  }

  /// Reads a statement; only the very form that `init` writes is one.
  ///
  /// - Throws: `StatementError.form`, `StorageError`.
  package init(file path: String) throws {
    let found = try Files.read(path, limit: 16 << 20)
    guard let content = try? CodedJSON.read(Content.self, from: found, keys: .snakeCase),
      content.winnowStatement == Self.version, let written = try? SignedStatement(content), written.bytes == found
    else { throw StatementError.form(path: path) }
    bytes = found
    self.content = content
  }

  /// Where the signature of a statement lies by default.
  package static func signaturePath(_ path: String) -> String { "\(path).sig" }

  /// Writes the statement, and its signature if there is a key.
  ///
  /// - Throws: `StorageError`, what signing throws.
  package func write(to path: String, key: SigningKey?) throws {
    try Files.writeAtomically(bytes, to: path)
    if let key { try Files.writeAtomically(key.signature(of: bytes), to: Self.signaturePath(path)) }
  }

  /// Checks a signature.
  ///
  /// - Throws: `StatementError.signature` if it is not that of these bytes; `StorageError`.
  package func check(_ key: CheckingKey, signature path: String, of statement: String) throws {
    guard key.isValid(try Files.read(path, limit: 1 << 16), of: bytes) else {
      throw StatementError.signature(path: statement)
    }
  }

  /// Checks that a data directory has the iteration that the statement speaks of.
  ///
  /// - Throws: `StatementError.otherChain`; `EngineError.damaged`, `StorageError`.
  package func check(_ directory: DataDirectory) throws {
    let found = try Iteration(directory, content.statement.iteration).manifest()?.sealed
    guard found == content.sealed else {
      throw StatementError.otherChain(expected: content.sealed.chain, found: found?.chain)
    }
  }
}
