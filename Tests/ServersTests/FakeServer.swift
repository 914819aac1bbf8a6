import JSON
import Servers
import Synchronization
import Texts

/// A killed process, as the tests have it: no error of the module, so that nothing goes on after it.
struct Killed: Error {}

/// What goes wrong with a request instead of a reply, or after the server has done what it was asked.
enum Mishap: Sendable {
  case instead(HTTPReply)
  case lost(TransportFailure)
  /// The server does it, and nobody hears of that.
  case done(TransportFailure)
  case killedBefore
  case killedAfter
}

/// A server in memory: what a request does is the subclass's business, what goes wrong on the way that of a test.
final class FakeServer: HTTPTransport {
  struct State: Sendable {
    var requests: [HTTPRequest] = []
    var platform: any FakePlatform
  }

  private let state: Mutex<State>
  private let mishap: @Sendable (Int, HTTPRequest) -> Mishap?

  init(_ platform: any FakePlatform, mishap: @escaping @Sendable (Int, HTTPRequest) -> Mishap? = { _, _ in nil }) {
    state = Mutex(State(platform: platform))
    self.mishap = mishap
  }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }
  var platform: any FakePlatform { state.withLock { $0.platform } }

  func send(_ request: HTTPRequest) async throws -> HTTPReply {
    let number = state.withLock { state in
      state.requests.append(request)
      return state.requests.count
    }
    switch mishap(number, request) {
    case .instead(let reply): return reply
    case .lost(let failure): throw failure
    case .killedBefore: throw Killed()
    case .done(let failure):
      _ = answer(request)
      throw failure
    case .killedAfter:
      _ = answer(request)
      throw Killed()
    case nil: return answer(request)
    }
  }

  private func answer(_ request: HTTPRequest) -> HTTPReply {
    state.withLock { $0.platform.answer(FakeRequest(request)) }
  }
}

/// What a fake server holds, and what it does with a request.
protocol FakePlatform: Sendable {
  mutating func answer(_ request: FakeRequest) -> HTTPReply
}

/// A request taken apart.
struct FakeRequest {
  let method: String
  /// The parts of the path.
  let path: [String]
  let query: [String: String]
  let body: JSONValue?

  init(_ request: HTTPRequest) {
    method = request.method
    let rest = request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).last ?? ""
    let parts = rest.split(separator: "?", maxSplits: 1)
    path = (parts.first ?? "").split(separator: "/").map(String.init)
    var query: [String: String] = [:]
    for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.decoded)
      query[sides[0]] = (query[sides[0]].map { $0 + "," } ?? "") + (sides.count > 1 ? sides[1] : "")
    }
    self.query = query
    body = request.body.isEmpty ? nil : try? JSONValue(request.body)
  }

  var members: JSONObject { if case .object(let object) = body { object } else { JSONObject() } }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == 0x25, rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else {
        bytes.append(byte)
        continue
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension HTTPReply {
  /// A reply of JSON.
  static func json(_ value: JSONValue, status: Int = 200) -> HTTPReply {
    HTTPReply(
      status: status, date: "Mon, 30 Nov 2026 20:57:15 GMT", body: JSONForm.compact.bytes(value))
  }

  static func text(_ text: String, status: Int) -> HTTPReply { HTTPReply(status: status, body: Array(text.utf8)) }
}

/// A clock in which waiting takes no time but is written down.
final class FakeClock: Sendable {
  private let waits = Mutex<[Double]>([])

  var waited: [Double] { waits.withLock { $0 } }

  var clock: ServerClock {
    ServerClock(sleep: { seconds in self.waits.withLock { $0.append(seconds) } }, now: { 1_796_072_235_000_000 })
  }
}

/// What the suites share.
enum Given {
  static let token = "s3cret-t0ken-that-nobody-may-see"
  static let source = TokenSource.variable("THE_TOKEN")

  static func secret() throws -> Secret { try Secret(token) }

  static func sheet(_ count: Int, title: String = "t-000-1-ana", classes: [String] = ["open", "short"]) -> Sheet {
    Sheet(
      title: title, person: "ana", accounts: ["ana"], classes: classes, confidences: ["low", "medium", "high"],
      labelConfig: "<View/>", guidelines: "# what is what", tasks: (0..<count).map { SheetTask(id: "t\($0)", rank: $0) }
    )
  }

  static func labelStudio(
    _ transport: any HTTPTransport, _ limits: LabelStudioServer.Limits = .init(), clock: FakeClock = FakeClock()
  ) throws -> LabelStudioServer {
    LabelStudioServer(
      address: try ServerAddress("http://127.0.0.1:8080"), token: try secret(), source: source, transport: transport,
      clock: clock.clock, limits: limits)
  }

  static func argilla(
    _ transport: any HTTPTransport, _ limits: ArgillaServer.Limits = .init(), clock: FakeClock = FakeClock()
  ) throws -> ArgillaServer {
    ArgillaServer(
      address: try ServerAddress("http://127.0.0.1:8081"), token: try secret(), source: source, transport: transport,
      clock: clock.clock, limits: limits)
  }
}

extension LabellingServer {
  /// Prepares a sheet and sends it.
  func push(_ sheet: Sheet) async throws -> SendResult {
    try await send(sheet, to: prepare(sheet), picture: { "data:image/png;base64,\($0)" }, progress: { _ in })
  }
}

/// The error that is thrown, if it is one of the module's.
func serverError(_ body: () async throws -> Void) async -> ServerError? {
  do {
    try await body()
    return nil
  } catch {
    return error as? ServerError
  }
}
