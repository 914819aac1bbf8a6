import JSON
import Texts

/// A server's address with a token and a way to it: sends requests, tries again where that helps, and says in terms of
/// `ServerError` what went wrong.
package struct ServerConnection: Sendable {
  /// Where the server is.
  package let address: ServerAddress
  /// Where the token came from, for messages.
  package let source: TokenSource
  /// The header with the token.
  let credential: Credential?
  /// All tokens that no message may hold.
  let secrets: [Secret]
  /// What takes requests there.
  let transport: any HTTPTransport
  /// How often.
  let rule: RetryRule
  /// Time.
  let clock: ServerClock

  /// Sends a request until there is a reply of a status from 200 to 299.
  ///
  /// - Returns: That reply.
  /// - Throws: `ServerError`, `CancellationError`.
  func send(_ request: ServerRequest) async throws -> HTTPReply {
    let call = call(request)
    let wire = HTTPRequest(
      method: request.method, url: address.url(request.path, request.query),
      credential: request.isAnonymous ? nil : credential, body: request.body, bounds: request.bounds)
    var attempt = 1
    while true {
      try Task.checkCancellation()
      let error: ServerError
      var asked: Double?
      do {
        let reply = try await transport.send(wire)
        if (200..<300).contains(reply.status) { return reply }
        asked = reply.retryAfter.flatMap { HTTPDate.wait($0, now: clock.now()) }
        error = failure(reply, request, call, tries: attempt, asked: asked)
      } catch let failure as TransportFailure {
        error = self.failure(failure, request, call, tries: attempt)
      }
      guard attempt < rule.tries, error.isWorthAnotherTry(request.isRepeatable), asked ?? 0 <= rule.longestAsked else {
        throw error
      }
      try await clock.sleep(max(asked ?? 0, rule.wait(after: attempt)))
      attempt += 1
    }
  }

  /// The call of a request, for messages.
  func call(_ request: ServerRequest) -> ServerCall {
    ServerCall(server: address.text, method: request.method, path: request.path)
  }

  /// The reply's body as JSON.
  ///
  /// - Throws: `ServerError.unreadable`.
  func json(_ reply: HTTPReply, _ request: ServerRequest) throws -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(reply.body)
    } catch {
      throw ServerError.unreadable(call(request), error)
    }
  }

  /// Sends a request whose reply is small, and reads it.
  ///
  /// - Throws: `ServerError`.
  func ask(_ request: ServerRequest) async throws -> JSONValue {
    try json(await send(request), request)
  }

  /// The error for a reply that lacks something.
  func unexpected(_ request: ServerRequest, _ missing: String) -> ServerError {
    .unexpected(call(request), missing: missing)
  }

  private func failure(
    _ failure: TransportFailure, _ request: ServerRequest, _ call: ServerCall, tries: Int
  ) -> ServerError {
    switch failure {
    case .noProgram: .noCurl
    case .notSent(let words): .unreachable(call, words: scrubbed(words), tries: tries)
    case .timedOut: .timedOut(call, seconds: min(request.bounds.seconds, request.bounds.silentSeconds))
    case .brokenOff(let words): .brokenOff(call, words: scrubbed(words), tries: tries)
    case .tooLarge: .replyTooLarge(call, limit: request.bounds.replyBytes)
    }
  }

  private func failure(
    _ reply: HTTPReply, _ request: ServerRequest, _ call: ServerCall, tries: Int, asked: Double?
  ) -> ServerError {
    let words = words(reply.body)
    switch reply.status {
    case 300..<400:
      let target = reply.location ?? ""
      return .redirected(
        call, to: scrubbed(String(target.prefix { $0 != "?" && $0 != "#" })), elsewhere: leaves(target))
    case 401: return .notAuthorised(call, token: source, words: words)
    case 403: return .forbidden(call, words: words)
    case 404: return .notFound(call, words: words)
    case 413: return .requestTooLarge(call, bytes: request.body.count)
    case 429: return .tooManyRequests(call, tries: tries, wait: asked.map { Int(min($0, 1e9).rounded(.up)) })
    case 400..<500: return .refused(call, status: reply.status, words: words)
    default: return .failing(call, status: reply.status, words: words, tries: tries)
    }
  }

  /// Whether a redirect leads to another origin.
  private func leaves(_ target: String) -> Bool {
    if target.hasPrefix("//") { return true }
    guard target.contains("://") else { return false }
    let place = try? ServerAddress(String(target.prefix { $0 != "?" && $0 != "#" }), allowsPlain: true)
    return place?.origin != address.origin
  }

  /// What a server says about an error: its `detail` if the reply is JSON that has one, nothing of a page for people.
  private func words(_ body: [UInt8]) -> String {
    var start = body.prefix(1 << 16)
    guard start.first(where: { $0 > 0x20 }) != UInt8(ascii: "<") else { return "" }
    // Where the text is cut may be half a token, which nobody would know for one.
    if start.count < body.count { start = start.dropLast(secrets.map(\.exposed.utf8.count).max() ?? 0) }
    var text = String(decoding: start, as: UTF8.self)
    if body.count <= 1 << 16, let value = try? JSONValue(body), case .object(let object) = value {
      var said = object["validation_errors"] ?? object["detail"] ?? object["message"]
      // Argilla's own errors have the sentence further in.
      if case .object(let detail) = said, case .object(let inner) = detail["params"], let text = inner["detail"] {
        said = text
      }
      text = said.map { $0.text ?? JSONForm.compact.text($0) } ?? text
    }
    return scrubbed(text)
  }

  /// A text without tokens, clipped.
  private func scrubbed(_ text: String) -> String {
    let clean = secrets.reduce(text) { $1.scrubbed($0) }.split(whereSeparator: \.isNewline).joined(separator: " ")
    let scalars = clean.unicodeScalars
    return scalars.count <= 300 ? clean : String(String.UnicodeScalarView(scalars.prefix(300))) + "…"
  }
}

extension ServerError {
  /// Whether another try may come to something.
  ///
  /// - Parameter isRepeatable: Whether the request may arrive twice.
  /// - Returns: Whether it may.
  fileprivate func isWorthAnotherTry(_ isRepeatable: Bool) -> Bool {
    switch self {
    case .unreachable, .tooManyRequests: true
    case .brokenOff, .failing: isRepeatable
    default: false
    }
  }

  /// Whether the server may have done what was asked although there was no reply that says so.
  var leavesOpen: Bool {
    switch self {
    case .timedOut, .brokenOff, .failing, .unreadable, .unexpected: true
    default: false
    }
  }
}
