import Servers
import Storage
import Testing

@Suite struct SecretTests {
  @Test func isShownByNothing() throws {
    let secret = try Given.secret()
    var dumped = ""
    dump(secret, to: &dumped)
    dump(Credential(header: "Authorization", prefix: "Token ", secret: secret), to: &dumped)
    let shown = "\(secret) \(String(reflecting: secret)) \([secret]) \(String(describing: Optional(secret))) \(dumped)"
    #expect(!shown.contains(Given.token))
  }

  @Test(arguments: [
    ("", TokenProblem.empty), ("a\nb", .severalLines), ("a b", .characters), ("a\u{1B}", .characters),
    ("é", .characters), (String(repeating: "a", count: 9000), .tooLong(limit: 8192)),
  ])
  func refuses(_ given: (String, TokenProblem)) {
    #expect(throws: given.1) { try Secret(given.0) }
  }

  @Test func comesFromAVariable() throws {
    let source = TokenSource.variable("T")
    #expect(try source.read(environment: ["T": " \(Given.token)\n"]) == Given.secret())
    #expect(throws: ServerError.noToken(name: "T")) { try source.read(environment: [:]) }
    #expect(throws: ServerError.token(source, .empty)) { try source.read(environment: ["T": "\n"]) }
    #expect(throws: ServerError.token(source, .severalLines)) { try source.read(environment: ["T": "a\r\nb"]) }
  }

  @Test func comesFromAFile() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/token"
    let source = TokenSource.file(path)
    #expect(throws: ServerError.tokenFile(path: path, .missing(path: path))) { try source.read() }
    try Files.writeAtomically(Array("\(Given.token)\r\n".utf8), to: path)
    #expect(try source.read() == Given.secret())
    try Files.writeAtomically([0xFF, 0xFE, 0x41], to: path)
    #expect(throws: ServerError.token(source, .characters)) { try source.read() }
  }
}
