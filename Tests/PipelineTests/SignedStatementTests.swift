import Audit
import Engine
import Pipeline
import Storage
import Testing

/// What was reproduced, as a file that is signed.
@Suite struct SignedStatementTests {
  /// The keys of RFC 8032, section 7.1, test 2, as openssl writes them.
  private static let secret =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n-----END PRIVATE KEY-----\n"
  private static let known =
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n-----END PUBLIC KEY-----\n"

  @Test func onlyTheBytesThatWereWrittenHold() async throws {
    let small = try await PreparedPipelines.sealedTwice()
    let reproduction = Reproduction(try small.project(), scratch: try TestFolders.empty())
    let statement = try #require(try await reproduction.run(0, progress: SilentProgress()))
    let signed = try #require(try reproduction.signed(statement))
    #expect(signed.content.isReproduced && signed.content.pipeline == "small" && signed.content.previous == nil)
    try small.write(Self.secret, to: "secret.pem")
    try small.write(Self.known, to: "public.pem")
    let path = "\(small.path)/statement.json"
    try signed.write(to: path, key: SigningKey(file: "\(small.path)/secret.pem"))
    #expect(try Files.read(path) == signed.bytes && SignedStatement.signaturePath(path) == "\(path).sig")
    let read = try SignedStatement(file: path)
    #expect(read.bytes == signed.bytes && read.content.statement.chain == statement.chain)
    let key = try CheckingKey(file: "\(small.path)/public.pem")
    try read.check(key, signature: "\(path).sig", of: path)
    try read.check(small.directory())

    let text = String(decoding: signed.bytes, as: UTF8.self)
    #expect(text.hasSuffix("}\n") && !text.contains(small.path))
    for other in [text + "\n", text.replacing("{\"", with: "{ \"", maxReplacements: 1), "{}", "no statement"] {
      try small.write(other, to: "other.json")
      #expect(throws: StatementError.form(path: "\(small.path)/other.json")) {
        try SignedStatement(file: "\(small.path)/other.json")
      }
    }
    try small.write(text.replacing("\"is_reproduced\":true", with: "\"is_reproduced\":false"), to: "lie.json")
    let lie = try SignedStatement(file: "\(small.path)/lie.json")
    #expect(throws: StatementError.signature(path: "lie")) { try lie.check(key, signature: "\(path).sig", of: "lie") }
    // Another data directory has another chain, or none.
    let fresh = try SmallPipeline()
    #expect(throws: StatementError.otherChain(expected: statement.chain, found: nil)) {
      try read.check(fresh.project().directory())
    }
    try signed.write(to: "\(small.path)/unsigned.json", key: nil)
    #expect(small.has("unsigned.json") && !small.has("unsigned.json.sig"))
  }
}
