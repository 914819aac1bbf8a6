import ErrorChecks
import JSON
import Servers
import Testing
import Texts

/// The message of each error of the module.
@Suite struct ServerErrorMessageTests {
  private static let hostile = ErrorChecks.hostile
  private static let call = ServerCall(server: "https://labels.example.com", method: "GET", path: "/api/tasks/")

  private static var checks: ErrorChecks {
    let address = "http://labels.example.com"
    let problems: [AddressProblem] = [.scheme, .user, .query, .host, .path, .characters, .plain]
    let variable = TokenSource.variable("LABEL_STUDIO_TOKEN")
    let tokens: [TokenProblem] = [.empty, .severalLines, .characters, .tooLong(limit: 8192)]
    return ErrorChecks(
      "Servers",
      problems.map { ServerError.address(text: address, $0) }
        + tokens.map { ServerError.token(variable, $0) }
        + [
          .address(text: hostile, .scheme), .token(.file(hostile), .empty),
          .noToken(name: "LABEL_STUDIO_TOKEN"),
          .tokenFile(path: "token.txt", .missing(path: "token.txt")),
          .noCurl,
          .unreachable(call, words: "Could not resolve host: labels.example.com", tries: 5),
          .unreachable(call, words: hostile, tries: 1),
          .timedOut(call, seconds: 60), .timedOut(call, seconds: 1.5),
          .brokenOff(call, words: "Recv failure: Connection reset by peer", tries: 5),
          .replyTooLarge(call, limit: 1 << 30),
          .notAuthorised(call, token: variable, words: "Invalid token."),
          .notAuthorised(call, token: .file("token.txt"), words: ""),
          .forbidden(call, words: hostile),
          .notFound(call, words: "Not found."),
          .requestTooLarge(call, bytes: 40_000_000),
          .taskTooLarge(call, task: "t1", bytes: 40_000_000),
          .tooManyRequests(call, tries: 5, wait: 30), .tooManyRequests(call, tries: 1, wait: nil),
          .refused(call, status: 422, words: "Record at position 1 is not valid"),
          .failing(call, status: 503, words: "", tries: 5),
          .redirected(call, to: "https://login.example.com/", elsewhere: true),
          .redirected(call, to: "/user/login/", elsewhere: false),
          .unreadable(call, JSONError(position: TextPosition(offset: 9, line: 1, column: 10), problem: .unexpectedEnd)),
          .unexpected(call, missing: "results"),
          .title("ab", .tooShort(limit: 3)), .title(String(repeating: "x", count: 51), .tooLong(limit: 50)),
          .severalProjects(title: "t-000-1-ana", ids: ["3", "8"]),
          .noProject(title: "t-000-1-ana", server: "https://labels.example.com"),
          .otherClasses(
            title: "t-000-1-ana", found: ["open", "short"], expected: ["open", hostile], next: "t-000-1-ana-2"),
          .unknownAccount(person: "ana", accounts: ["7", "ana@example.com"], known: ["ben@example.com"]),
          .unknownAccount(person: "ana", accounts: [], known: []),
          .incomplete(title: "t-000-1-ana", missing: 1, expected: 50),
          .incomplete(title: "t-000-1-ana", missing: 3, expected: 50),
          .pictureTooLarge(task: "t1", characters: 5_000_001, limit: 5_000_000),
          .guidelinesTooLong(characters: 10_001, limit: 10_000),
        ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
