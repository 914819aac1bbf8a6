import Foundation
import Storage
import Subprocess

/// Speaks to servers through curl.
///
/// Foundation's own client on Linux sends tokens on to other origins after a redirect and lets a dripping server go on for
/// far longer than it was told; curl does neither. The token goes to it on standard input: command lines and environments
/// can be read by others. Nothing of the user's own configuration of curl is read.
package struct CurlTransport: HTTPTransport {
  private let program: String
  private let scratch: String

  /// What of this process's environment curl gets: where the network is and whom to trust; no token.
  private static let inherited = [
    "PATH", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE",
    "SSL_CERT_DIR", "CURL_CA_BUNDLE",
  ]

  /// Makes a transport.
  ///
  /// - Parameters:
  ///   - program: The name of curl.
  ///   - scratch: A folder for bodies of requests, which are removed again.
  package init(program: String = "curl", scratch: String = FileManager.default.temporaryDirectory.path) {
    self.program = program
    self.scratch = scratch
  }

  /// Sends a request.
  ///
  /// - Throws: `TransportFailure`, `StorageError` if the body finds no room, `CancellationError`.
  package func send(_ request: HTTPRequest) async throws -> HTTPReply {
    guard request.body.count > CurlConfiguration.inlineBody else { return try await run(request, bodyFile: nil) }
    let file = try RequestBodies(folder: scratch).add(request.body)
    do {
      let reply = try await run(request, bodyFile: file)
      try Files.remove(file)
      return reply
    } catch {
      try? Files.remove(file)
      throw error
    }
  }

  private func run(_ request: HTTPRequest, bodyFile: String?) async throws -> HTTPReply {
    let configuration = try CurlConfiguration.text(request, bodyFile: bodyFile)
    let ours = ProcessInfo.processInfo.environment
    var environment: [Environment.Key: String] = ["LC_ALL": "C"]
    for name in Self.inherited {
      if let value = ours[name], let key = Environment.Key(rawValue: name) { environment[key] = value }
    }
    let limit = request.bounds.replyBytes
    do {
      let run = try await Subprocess.run(
        .name(program), arguments: ["--disable", "--config", "-"], environment: .custom(environment),
        input: .array(Array(configuration.utf8)), output: .bytes(limit: limit), error: .string(limit: 1 << 16))
      try Task.checkCancellation()
      guard run.terminationStatus.isSuccess else {
        throw Self.failure(run.terminationStatus, words: run.standardError)
      }
      guard let reply = HTTPReply(wire: run.standardOutput) else {
        throw TransportFailure.brokenOff(words: "the reply is none of HTTP")
      }
      return reply
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      switch error.code {
      case .outputLimitExceeded: throw TransportFailure.tooLarge
      case .executableNotFound: throw TransportFailure.noProgram
      default: throw TransportFailure.brokenOff(words: error.description)
      }
    }
  }

  /// What an exit code of curl means: "EXIT CODES" of its manual.
  private static func failure(_ status: TerminationStatus, words: String) -> TransportFailure {
    let first = words.split(separator: "\n").first.map(String.init) ?? "curl ended with \(status)"
    let said = first.hasPrefix("curl: (") ? String(first.drop { $0 != ")" }.dropFirst(2)) : first
    guard case .exited(let code) = status else { return .brokenOff(words: said) }
    switch code {
    case 28: return .timedOut
    // No proxy, no host, no connection, and all that can be wrong with certificates.
    case 3, 5, 6, 7, 35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91, 97, 98: return .notSent(words: said)
    case 63: return .tooLarge
    default: return .brokenOff(words: said)
    }
  }
}
