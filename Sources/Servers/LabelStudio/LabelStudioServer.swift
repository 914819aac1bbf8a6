import JSON
import Texts

/// A Label Studio, spoken to by its REST interface (1.23).
///
/// The open edition assigns nobody: each person has a project of their own, which all users of the server can open.
package struct LabelStudioServer: LabellingServer {
  /// What is sent at once.
  package struct Limits: Equatable, Sendable {
    /// Tasks of a request.
    package var tasks = 200
    /// Bytes of a request.
    package var bytes = 16 << 20
    /// Tasks of a page of a list.
    package var page = 1000
    /// Bytes of an export.
    package var exportBytes = 1 << 30

    /// The usual limits.
    package init() {}
  }

  /// What titles it takes, in characters.
  static let titles = 3...50

  /// Where it is.
  let address: ServerAddress
  let access: LabelStudioAccess
  let limits: Limits
  let rule: RetryRule
  let clock: ServerClock

  /// Makes one; nothing is asked yet.
  package init(
    address: ServerAddress, token: Secret, source: TokenSource, transport: any HTTPTransport = CurlTransport(),
    rule: RetryRule = RetryRule(), clock: ServerClock = .real, limits: Limits = Limits()
  ) {
    self.address = address
    self.rule = rule
    self.clock = clock
    self.limits = limits
    access = LabelStudioAccess(
      address: address, token: token, source: source, transport: transport, rule: rule, clock: clock)
  }

  /// Asks for the version, and who the token's owner is.
  package func check() async throws -> ServerCheck {
    let request = ServerRequest(method: "GET", path: "/api/version/", isAnonymous: true)
    guard case .object(let version) = try await ask(request), let release = version["release"]?.text else {
      throw unexpected(request, "release")
    }
    let who = ServerRequest.get("/api/current-user/whoami")
    guard case .object(let owner) = try await ask(who), let email = owner["email"]?.text else {
      throw unexpected(who, "email")
    }
    return ServerCheck(product: "Label Studio", version: release, owner: email)
  }

  /// Asks who has an account.
  package func users() async throws -> UserList {
    let request = ServerRequest.get("/api/users/")
    let reply = try await access.send(request)
    guard case .array(let items) = try await json(reply, request) else { throw unexpected(request, "list of users") }
    let users = try items.map { item in
      guard case .object(let user) = item, let id = user["id"]?.integer else { throw unexpected(request, "id") }
      let names = ["first_name", "last_name"].compactMap { user[$0]?.text }.filter { !$0.isEmpty }
      let name = user["username"]?.text ?? ""
      return UserList.User(
        id: String(id), name: name.isEmpty ? names.joined(separator: " ") : name, email: user["email"]?.text ?? "")
    }
    return UserList(users: users, reply: reply.body)
  }

  // MARK: - What the other files ask

  func ask(_ request: ServerRequest) async throws -> JSONValue { try await json(access.send(request), request) }

  func json(_ reply: HTTPReply, _ request: ServerRequest) async throws -> JSONValue {
    try await access.connection().json(reply, request)
  }

  func unexpected(_ request: ServerRequest, _ missing: String) -> ServerError {
    .unexpected(call(request), missing: missing)
  }

  func call(_ request: ServerRequest) -> ServerCall {
    ServerCall(server: address.text, method: request.method, path: request.path)
  }
}
