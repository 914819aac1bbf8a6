import JSON
import Texts

/// The way to a Label Studio with either of its tokens.
///
/// A legacy token goes with each request. A personal one is a refresh token, three parts with points between them: it is
/// exchanged for one that holds for some minutes, and again when that is over.
actor LabelStudioAccess {
  private let token: Secret
  private let isPersonal: Bool
  private let base: ServerConnection
  private var current: ServerConnection?

  init(
    address: ServerAddress, token: Secret, source: TokenSource, transport: any HTTPTransport, rule: RetryRule,
    clock: ServerClock
  ) {
    self.token = token
    isPersonal = token.exposed.split(separator: ".", omittingEmptySubsequences: false).count == 3
    base = ServerConnection(
      address: address, source: source,
      credential: isPersonal ? nil : Credential(header: "Authorization", prefix: "Token ", secret: token),
      secrets: [token], transport: transport, rule: rule, clock: clock)
  }

  /// A connection whose token holds, as far as is known.
  func connection() async throws -> ServerConnection {
    guard isPersonal else { return base }
    if let current { return current }
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("refresh")
      writer.string(token.exposed)
    }
    let request = ServerRequest(method: "POST", path: "/api/token/refresh/", body: writer.bytes)
    let reply = try await base.ask(request)
    guard case .object(let object) = reply, let text = object["access"]?.text, let access = try? Secret(text) else {
      throw base.unexpected(request, "access")
    }
    let made = ServerConnection(
      address: base.address, source: base.source,
      credential: Credential(header: "Authorization", prefix: "Bearer ", secret: access), secrets: [token, access],
      transport: base.transport, rule: base.rule, clock: base.clock)
    current = made
    return made
  }

  /// Sends a request; where the exchanged token is over, with a new one.
  func send(_ request: ServerRequest) async throws -> HTTPReply {
    let connection = try await connection()
    do {
      return try await connection.send(request)
    } catch ServerError.notAuthorised where isPersonal {
      current = nil
      return try await self.connection().send(request)
    }
  }
}
