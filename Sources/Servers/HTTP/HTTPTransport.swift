/// What takes a request to a server and brings the reply back; it follows no redirect and tries once.
package protocol HTTPTransport: Sendable {
  /// Sends a request.
  ///
  /// - Returns: The reply, whatever its status.
  /// - Throws: `TransportFailure`; `CancellationError` if the task was cancelled.
  func send(_ request: HTTPRequest) async throws -> HTTPReply
}

/// Why there is no reply; texts are the transport's and may hold anything that a server sent.
package enum TransportFailure: Error, Equatable, Sendable {
  /// The program that speaks to servers is not on this machine.
  case noProgram
  /// Nothing was sent: there was no connection.
  case notSent(words: String)
  /// The time was over; the server may or may not have done what was asked.
  case timedOut
  /// The connection broke; the server may or may not have done what was asked.
  case brokenOff(words: String)
  /// The reply is larger than the bounds allow.
  case tooLarge
}
