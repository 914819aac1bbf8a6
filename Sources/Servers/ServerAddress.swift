import Foundation
import Texts

/// Where a labelling server is: scheme, host, port and perhaps a path before its own.
///
/// Texts go over the network as they are in plain HTTP, the token among them, so it is for this machine only unless the
/// spec allows more.
package struct ServerAddress: Equatable, Sendable {
  /// `https://labels.example.com:8443`: scheme, host, and the port where it is not the usual one; in lower case.
  package let origin: String
  /// What stands before every path of the server, as `/labels`; empty for most.
  package let prefix: String
  /// Whether it is plain HTTP.
  package let isPlain: Bool
  /// Whether it is this machine, by name or number.
  package let isLoopback: Bool

  /// The address without a slash at its end.
  package var text: String { origin + prefix }

  /// Reads an address.
  ///
  /// - Parameters:
  ///   - text: `https://host`, with a port and a path or without.
  ///   - allowsPlain: Whether plain HTTP to another machine is allowed.
  /// - Throws: `ServerError.address`.
  package init(_ text: String, allowsPlain: Bool = false) throws {
    func fail(_ problem: AddressProblem) -> ServerError { .address(text: Self.shown(text), problem) }
    guard text.utf8.count <= 2000, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      !text.contains(where: { "\"\\<>^`{|}".contains($0) })
    else { throw fail(.characters) }
    guard let mark = text.range(of: "://") else { throw fail(.scheme) }
    let scheme = text[..<mark.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { throw fail(.scheme) }
    let rest = text[mark.upperBound...]
    guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw fail(.query) }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = rest[..<slash]
    guard !authority.contains("@") else { throw fail(.user) }
    guard let (host, port) = Self.split(authority) else { throw fail(.host) }
    var path = rest[slash...]
    while path.last == "/" { path = path.dropLast() }
    guard !path.contains("//"), !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else {
      throw fail(.path)
    }
    isPlain = scheme == "http"
    isLoopback = Self.isLoopback(host)
    guard !isPlain || isLoopback || allowsPlain else { throw fail(.plain) }
    let usual = isPlain ? 80 : 443
    origin = "\(scheme)://\(host)" + (port.map { $0 == usual ? "" : ":\($0)" } ?? "")
    prefix = String(path)
  }

  /// The address of a call.
  ///
  /// - Parameters:
  ///   - path: As `/api/tasks/`; names in it have been through `encoded`.
  ///   - query: Names and values, in order.
  /// - Returns: The whole of it.
  package func url(_ path: String, _ query: [(String, String)] = []) -> String {
    let pairs = query.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }
    return text + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
  }

  /// A text for a query: all but letters, digits and `-._~` as per cent signs and digits.
  package static func encoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
      default:
        bytes.append(0x25)
        bytes += String(byte >> 4, radix: 16, uppercase: true).utf8
        bytes += String(byte & 15, radix: 16, uppercase: true).utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// An address for a message: without a query and without what stands before a host, for either may be a password.
  private static func shown(_ text: String) -> String {
    let start = text.prefix { $0 != "?" && $0 != "#" }
    guard let mark = start.lastIndex(of: "@") else { return String(start) }
    return "…" + start[mark...]
  }

  /// Host and port of `host`, `host:8080` or `[::1]:8080`; nil if that is not what it is.
  private static func split(_ authority: Substring) -> (host: String, port: Int?)? {
    let end: Substring.Index
    if authority.first == "[" {
      guard let bracket = authority.firstIndex(of: "]") else { return nil }
      end = authority.index(after: bracket)
      let inside = authority[..<bracket].dropFirst()
      guard !inside.isEmpty, inside.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
    } else {
      end = authority.firstIndex(of: ":") ?? authority.endIndex
      let name = authority[..<end]
      guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else { return nil }
    }
    let host = authority[..<end].lowercased()
    guard end < authority.endIndex else { return (host, nil) }
    let digits = authority[authority.index(after: end)...]
    guard authority[end] == ":", digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = Int(digits), (1...65_535).contains(port)
    else { return nil }
    return (host, port)
  }

  /// Whether a host is this machine whatever the network says: no name is looked up but `localhost`.
  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}

/// What is wrong with an address.
package enum AddressProblem: Equatable, Sendable {
  /// Another scheme than http or https, or none.
  case scheme
  /// A user, and perhaps a password, before the host.
  case user
  /// A query or a fragment.
  case query
  /// No host, or no port of 1 to 65535.
  case host
  /// Steps upwards or an empty part in the path.
  case path
  /// Spaces, quotation marks, control characters or letters outside ASCII.
  case characters
  /// Plain HTTP to another machine.
  case plain
}
