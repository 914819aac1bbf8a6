import Servers
import Testing

@Suite struct CurlConfigurationTests {
  private func request(_ body: String = "", url: String = "https://h/x") throws -> HTTPRequest {
    HTTPRequest(
      method: "POST", url: url,
      credential: Credential(header: "Authorization", prefix: "Token ", secret: try Given.secret()),
      body: Array(body.utf8))
  }

  private func lines(_ request: HTTPRequest, bodyFile: String? = nil) throws -> [String] {
    try CurlConfiguration.text(request, bodyFile: bodyFile).split(separator: "\n").map(String.init)
  }

  @Test func quotationMarksAndBackslashesAreEscaped() throws {
    #expect(try CurlConfiguration.line("url", #"a"b\c"#) == #"url = "a\"b\\c""#)
    let body = #"{"a":"\"\n\\ü"}"#
    #expect(try lines(request(body)).contains(#"data-raw = "{\"a\":\"\\\"\\n\\\\ü\"}""#))
  }

  @Test(arguments: ["a\nb", "a\rb", "a\0b", "a\u{7F}", "a\r\nb"])
  func aValueThatWouldBeginAnotherLineIsRefused(_ value: String) throws {
    #expect(throws: CurlConfiguration.UnfitValue(option: "url")) { try CurlConfiguration.line("url", value) }
    #expect(throws: CurlConfiguration.UnfitValue.self) { try lines(request(value)) }
  }

  @Test func noRedirectIsFollowedAndTimeIsBounded() throws {
    let lines = try lines(request())
    #expect(lines.contains("max-redirs = 0") && !lines.contains { $0.hasPrefix("location") })
    #expect(lines.contains("max-time = 60.000") && lines.contains("connect-timeout = 10.000"))
    #expect(lines.contains("proto = \"=https\"") && lines.contains("globoff"))
  }

  @Test func plainHTTPGoesThroughNoProxy() throws {
    #expect(try lines(request(url: "http://127.0.0.1/x")).contains("noproxy = \"*\""))
    #expect(try !lines(request()).contains { $0.hasPrefix("noproxy") })
  }

  @Test func aLongBodyIsReadFromAFile() throws {
    #expect(try lines(request("{}"), bodyFile: "/t/b.json").contains("data-binary = \"@/t/b.json\""))
  }
}
