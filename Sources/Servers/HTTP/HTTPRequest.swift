/// A request as it goes over the network.
package struct HTTPRequest: Sendable {
  /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
  package let method: String
  /// The whole address, percent-encoded.
  package let url: String
  /// The header with the token; nil where the server is asked without one.
  package let credential: Credential?
  /// JSON; empty for none.
  package let body: [UInt8]
  /// How long it may take, and how much may come back.
  package let bounds: HTTPBounds

  /// Makes a request.
  package init(
    method: String, url: String, credential: Credential?, body: [UInt8] = [], bounds: HTTPBounds = HTTPBounds()
  ) {
    self.method = method
    self.url = url
    self.credential = credential
    self.body = body
    self.bounds = bounds
  }
}

/// A header that holds a token: `Authorization: Token …`.
package struct Credential: Sendable {
  /// The header's name.
  package let header: String
  /// What stands before the token, with its space.
  package let prefix: String
  /// The token.
  package let secret: Secret

  /// Makes one.
  package init(header: String, prefix: String = "", secret: Secret) {
    self.header = header
    self.prefix = prefix
    self.secret = secret
  }
}

/// What bounds a request, so that no server holds this program up for ever or fills its memory.
package struct HTTPBounds: Equatable, Sendable {
  /// Seconds until there is a connection.
  package var connectSeconds: Double
  /// Seconds until the reply is whole, however it comes in.
  package var seconds: Double
  /// Seconds in which not one byte a second may come or go, on average; a server that reckons is silent too.
  package var silentSeconds: Double
  /// Bytes of a reply, its headers included.
  package var replyBytes: Int

  /// The bounds; by default those of small questions.
  package init(
    connectSeconds: Double = 10, seconds: Double = 60, silentSeconds: Double = 60, replyBytes: Int = 64 << 20
  ) {
    self.connectSeconds = connectSeconds
    self.seconds = seconds
    self.silentSeconds = silentSeconds
    self.replyBytes = replyBytes
  }
}
