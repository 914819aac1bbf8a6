import JSON
import Servers
import Testing

/// What one question comes to whose replies are given.
@Suite struct RetryTests {
  private let clock = FakeClock()

  /// The error of asking for the users when the first requests go as given, and the number of requests.
  private func error(_ mishaps: [Mishap], then: Mishap? = nil) async throws -> (ServerError?, Int) {
    let fake = FakeServer(FakeLabelStudio()) { number, _ in number <= mishaps.count ? mishaps[number - 1] : then }
    let server = try Given.labelStudio(fake, clock: clock)
    let error = await serverError { _ = try await server.users() }
    return (error, fake.requests.count)
  }

  private let call = ServerCall(server: "http://127.0.0.1:8080", method: "GET", path: "/api/users/")

  @Test func a429WaitsAsLongAsItIsToldAndGoesOn() async throws {
    let (error, count) = try await error([.instead(HTTPReply(status: 429, retryAfter: "17"))])
    #expect(error == nil && count == 2 && clock.waited == [17])
  }

  @Test func a429WithADateWaitsForIt() async throws {
    // The clock stands at 20:57:15.
    let (error, _) = try await error([
      .instead(HTTPReply(status: 429, retryAfter: "Mon, 30 Nov 2026 20:57:40 GMT"))
    ])
    #expect(error == nil && clock.waited == [25])
  }

  @Test func a429WithoutEndIsAnErrorAfterFiveTries() async throws {
    let (error, count) = try await error([], then: .instead(HTTPReply(status: 429)))
    #expect(error == .tooManyRequests(call, tries: 5, wait: nil))
    #expect(count == 5 && clock.waited == [1, 2, 4, 8])
  }

  @Test func aWaitOfHoursIsNotWaitedFor() async throws {
    let (error, count) = try await error([], then: .instead(HTTPReply(status: 429, retryAfter: "7200")))
    #expect(error == .tooManyRequests(call, tries: 1, wait: 7200) && count == 1 && clock.waited.isEmpty)
  }

  @Test func aFailingServerIsTriedAgain() async throws {
    let (error, count) = try await error([
      .instead(HTTPReply(status: 502)), .instead(HTTPReply(status: 503)), .lost(.notSent(words: "refused")),
      .lost(.brokenOff(words: "reset")),
    ])
    #expect(error == nil && count == 5)
  }

  @Test func aServerThatGoesOnFailingIsAnErrorWithItsWords() async throws {
    let (error, _) = try await error([], then: .instead(.text(#"{"detail":"disk full"}"#, status: 500)))
    #expect(error == .failing(call, status: 500, words: "disk full", tries: 5))
  }

  @Test func whatAnotherTryCannotMendIsTriedOnce() async throws {
    let cases: [(Mishap, ServerError)] = [
      (
        .instead(.text(#"{"detail":"Invalid token."}"#, status: 401)),
        .notAuthorised(call, token: Given.source, words: "Invalid token.")
      ),
      (.instead(.text("", status: 403)), .forbidden(call, words: "")),
      (.instead(.text("<html>long</html>", status: 404)), .notFound(call, words: "")),
      (
        .instead(.text(#"{"validation_errors":{"title":["long"]},"detail":"Validation error"}"#, status: 422)),
        .refused(call, status: 422, words: #"{"title":["long"]}"#)
      ),
      (
        .instead(.text(#"{"detail":{"code":"x","params":{"detail":"no"}}}"#, status: 400)),
        .refused(call, status: 400, words: "no")
      ),
      (.lost(.timedOut), .timedOut(call, seconds: 60)),
      (.lost(.tooLarge), .replyTooLarge(call, limit: 64 << 20)),
      (.lost(.noProgram), .noCurl),
      (
        .instead(HTTPReply(status: 302, location: "https://evil.example/login?token=x")),
        .redirected(call, to: "https://evil.example/login", elsewhere: true)
      ),
      (
        .instead(HTTPReply(status: 307, location: "//evil.example/")),
        .redirected(call, to: "//evil.example/", elsewhere: true)
      ),
      (
        .instead(HTTPReply(status: 301, location: "http://127.0.0.1:8080/labels/api")),
        .redirected(call, to: "http://127.0.0.1:8080/labels/api", elsewhere: false)
      ),
      (
        .instead(HTTPReply(status: 301, location: "/user/login/")),
        .redirected(call, to: "/user/login/", elsewhere: false)
      ),
    ]
    for (mishap, expected) in cases {
      let (error, count) = try await error([mishap])
      #expect(error == expected && count == 1)
    }
    #expect(clock.waited.isEmpty)
  }

  @Test func halfAJSONIsNamed() async throws {
    let (error, _) = try await error([.instead(.text(#"[{"id":1,"#, status: 200))])
    guard case .unreadable(call, let problem) = error else { throw Killed() }
    #expect(problem.problem == .unexpectedEnd)
  }

  @Test func noMessageHoldsTheToken() async throws {
    let words = #"{"detail":"no user for \#(Given.token) here: \#(Given.token)"}"#
    let cases: [Mishap] = [
      .instead(.text(words, status: 401)), .instead(.text(words, status: 500)),
      .instead(.text(String(repeating: Given.token, count: 5000), status: 400)),
      .lost(.brokenOff(words: "sent \(Given.token)")), .lost(.notSent(words: Given.token)),
      .instead(HTTPReply(status: 302, location: "https://evil.example/\(Given.token)")),
      .instead(.text("\u{1B}[31m \(Given.token)", status: 422)),
    ]
    for mishap in cases {
      let (error, _) = try await error(Array(repeating: mishap, count: 5))
      let message = error?.message ?? ""
      #expect(
        !message.isEmpty && !message.contains(Given.token) && !"\(String(describing: error))".contains(Given.token))
      #expect(!message.contains("\u{1B}") && message.utf8.count < 900)
    }
  }
}
