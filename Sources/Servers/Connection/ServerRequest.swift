/// A request as the servers' own modules make it: a path and a query, without address and token.
struct ServerRequest: Sendable {
  /// `GET`.
  var method: String
  /// `/api/tasks/`.
  var path: String
  /// Names and values, in order.
  var query: [(String, String)] = []
  /// JSON; empty for none.
  var body: [UInt8] = []
  /// Whether sending it twice comes to the same as once: then a failure that leaves open whether it arrived is tried again.
  var isRepeatable = true
  /// Whether it goes without a token.
  var isAnonymous = false
  /// How long it may take, and how much may come back.
  var bounds = HTTPBounds()

  /// A question.
  static func get(
    _ path: String, _ query: [(String, String)] = [], bounds: HTTPBounds = HTTPBounds()
  ) -> ServerRequest {
    ServerRequest(method: "GET", path: path, query: query, bounds: bounds)
  }

  /// A request that makes something each time that it is sent.
  static func post(_ path: String, _ body: [UInt8], bounds: HTTPBounds = HTTPBounds()) -> ServerRequest {
    ServerRequest(method: "POST", path: path, body: body, isRepeatable: false, bounds: bounds)
  }

  /// A request that leaves the same behind however often it is sent.
  static func put(
    _ path: String, _ body: [UInt8] = [], method: String = "PUT", bounds: HTTPBounds = HTTPBounds()
  ) -> ServerRequest {
    ServerRequest(method: method, path: path, body: body, bounds: bounds)
  }
}
