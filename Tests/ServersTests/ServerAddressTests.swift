import Servers
import Testing

@Suite struct ServerAddressTests {
  @Test(arguments: [
    ("https://labels.example.com", "https://labels.example.com"),
    ("HTTPS://Labels.Example.com:443/", "https://labels.example.com"),
    ("https://h:8443/labels/", "https://h:8443/labels"), ("http://localhost:8080", "http://localhost:8080"),
    ("http://127.0.0.1:80/", "http://127.0.0.1"), ("http://[::1]:9/x", "http://[::1]:9/x"),
  ])
  func takes(_ given: (String, String)) throws {
    #expect(try ServerAddress(given.0).text == given.1)
  }

  @Test(arguments: [
    ("labels.example.com", AddressProblem.scheme), ("ftp://h", .scheme), ("file:///etc/passwd", .scheme), ("", .scheme),
    ("https://ana:word@h", .user), ("https://h?x=1", .query), ("https://h/#x", .query), ("https://", .host),
    ("https://:80", .host), ("https://h:0", .host), ("https://h:99999", .host), ("https://h:8a", .host),
    ("https://[zz]", .host), ("https://h/a//b", .path), ("https://h/../b", .path), ("https://h/a b", .characters),
    ("https://h\n", .characters), ("https://h\"x", .characters), ("https://bücher.de", .characters),
    ("https://h\\x", .characters), ("http://labels.example.com", .plain), ("http://10.0.0.1", .plain),
    ("http://127.evil.example", .plain), ("http://localhost.evil.example", .plain), ("http://127.0.0.1.evil", .plain),
    ("http://0x7f000001", .plain),
  ])
  func refuses(_ given: (String, AddressProblem)) {
    let error = #expect(throws: ServerError.self) { try ServerAddress(given.0) }
    guard case .address(_, given.1) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func plainHTTPToAnotherMachineIsAllowedWhereAsked() throws {
    #expect(try ServerAddress("http://labels.local", allowsPlain: true).text == "http://labels.local")
  }

  @Test(arguments: ["https://ana:pass-word@h", "https://pass-word@h?x", "https://h/?token=pass-word", "x pass-word@ y"])
  func noMessageHoldsWhatMayBeAPassword(_ text: String) {
    let error = #expect(throws: ServerError.self) { try ServerAddress(text) }
    #expect(error?.message.contains("pass-word") == false)
  }

  @Test func namesInAQueryAreEncoded() throws {
    let address = try ServerAddress("https://h/p")
    #expect(
      address.url("/api/x/", [("ids[]", "1"), ("title", "a b&c=d\"é")])
        == "https://h/p/api/x/?ids%5B%5D=1&title=a%20b%26c%3Dd%22%C3%A9")
  }
}
