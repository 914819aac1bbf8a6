import JSON
import Texts

/// An Argilla, spoken to by its REST interface (2.8).
///
/// It assigns nobody: each person has a workspace and in it a dataset of the same name. The token has to be an owner's: only
/// owners make workspaces.
package struct ArgillaServer: LabellingServer {
  /// What is sent and asked at once.
  package struct Limits: Equatable, Sendable {
    /// Records of a request, of which the server takes 500.
    package var tasks = 500
    /// Bytes of a request.
    package var bytes = 16 << 20
    /// Records of a page, of which the server gives 1000.
    package var page = 1000
    /// Bytes of a page.
    package var pageBytes = 256 << 20

    /// The usual limits.
    package init() {}
  }

  /// Characters of an image field that the server takes.
  static let picture = 5_000_000
  /// Characters of guidelines that the server takes.
  static let guidelines = 10_000
  /// Characters of a name that the server takes.
  static let titles = 1...200

  let connection: ServerConnection
  let limits: Limits

  /// Makes one; nothing is asked yet.
  package init(
    address: ServerAddress, token: Secret, source: TokenSource, transport: any HTTPTransport = CurlTransport(),
    rule: RetryRule = RetryRule(), clock: ServerClock = .real, limits: Limits = Limits()
  ) {
    self.limits = limits
    connection = ServerConnection(
      address: address, source: source, credential: Credential(header: "X-Argilla-Api-Key", secret: token),
      secrets: [token], transport: transport, rule: rule, clock: clock)
  }

  /// Asks for the version, and who the token's owner is.
  package func check() async throws -> ServerCheck {
    let request = ServerRequest(method: "GET", path: "/api/v1/version", isAnonymous: true)
    let version = try await object(request)
    guard let release = version["version"]?.text else { throw connection.unexpected(request, "version") }
    let who = ServerRequest.get("/api/v1/me")
    let owner = try await object(who)
    guard let name = owner["username"]?.text else { throw connection.unexpected(who, "username") }
    return ServerCheck(product: "Argilla", version: release, owner: name, role: owner["role"]?.text)
  }

  /// Asks who has an account; the reply is without the keys that the server gives with it.
  package func users() async throws -> UserList {
    let request = ServerRequest.get("/api/v1/users")
    let items = try await items(request)
    var users: [UserList.User] = []
    var shown: [JSONValue] = []
    for item in items {
      guard case .object(var user) = item, let id = user["id"]?.text else { throw connection.unexpected(request, "id") }
      users.append(UserList.User(id: id, name: user["username"]?.text ?? "", email: ""))
      user["api_key"] = nil
      shown.append(.object(user))
    }
    return UserList(users: users, reply: JSONForm.compact.bytes(.object(["items": .array(shown)])) + [0x0A])
  }

  // MARK: - What the other files ask

  func object(_ request: ServerRequest) async throws -> JSONObject {
    guard case .object(let object) = try await connection.ask(request) else {
      throw connection.unexpected(request, "object")
    }
    return object
  }

  func items(_ request: ServerRequest) async throws -> [JSONValue] {
    guard case .array(let items) = try await object(request)["items"] else {
      throw connection.unexpected(request, "items")
    }
    return items
  }

  func place(_ title: String, id: String, isNew: Bool = false, changed: [String] = []) -> SheetPlace {
    SheetPlace(
      title: title, id: id, page: connection.address.url("/dataset/\(id)/annotation-mode"), isNew: isNew,
      changed: changed)
  }
}
