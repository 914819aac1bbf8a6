import Servers
import Testing
import Texts

@Suite struct HTTPReplyTests {
  private func reply(_ text: String) -> HTTPReply? { HTTPReply(wire: Array(text.utf8)) }

  @Test func statusHeadersAndBodyAreRead() {
    #expect(
      reply("HTTP/1.1 302 Found\r\nlocation:  /x \r\nRETRY-AFTER: 3\r\nDate: d\r\nX: y\r\n\r\n{\n\n}")
        == HTTPReply(status: 302, retryAfter: "3", location: "/x ", date: "d", body: Array("{\n\n}".utf8)))
    #expect(reply("HTTP/2 200\r\n\r\n") == HTTPReply(status: 200))
  }

  @Test func interimRepliesArePassed() {
    #expect(
      reply(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLocation: /no\r\n\r\nHTTP/1.1 201 Made\r\n\r\nHTTP/1.1 9")
        == HTTPReply(status: 201, body: Array("HTTP/1.1 9".utf8)))
  }

  @Test(arguments: [
    "", "x", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n",
    "HTTP/1.1 100 C\r\n\r\n", "FTP 200 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "\r\n\r\n",
  ])
  func whatIsNoReplyIsNone(_ text: String) {
    #expect(reply(text) == nil)
  }

  @Test func datesAreRead() {
    #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777 * Timestamp.second)
    for text in [
      "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
    ] {
      #expect(HTTPDate.parse(text) == nil)
    }
  }

  @Test func retryAfterIsSecondsOrADate() {
    let now = 784_111_770 * Timestamp.second
    #expect(HTTPDate.wait("120", now: now) == 120)
    #expect(HTTPDate.wait(" 7 ", now: now) == 7)
    #expect(HTTPDate.wait("Sun, 06 Nov 1994 08:49:37 GMT", now: now) == 7)
    #expect(HTTPDate.wait("Sun, 06 Nov 1994 08:49:07 GMT", now: now) == 0)
    for text in ["-1", "soon", "1.5", "99999999999999999999"] { #expect(HTTPDate.wait(text, now: now) == nil) }
  }
}
