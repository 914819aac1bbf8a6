import Foundation
import Storage
import Testing

/// What was reproduced, as a statement that is signed.
@Suite struct StatementTests {
  /// The secret key of RFC 8032, section 7.1, test 2, as openssl writes it.
  private static let secret =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n-----END PRIVATE KEY-----\n"

  @Test func aStatementIsSignedAndOnlyItsOwnBytesHold() throws {
    let workshop = try SealedPair.workshop()
    let folder = try Workshop()
    guard
      try ArchiveTests.tool("openssl", ["genpkey", "-algorithm", "ed25519", "-out", "key.pem"], in: folder.path)?.code
        == 0,
      try ArchiveTests.tool("openssl", ["pkey", "-in", "key.pem", "-pubout", "-out", "pub.pem"], in: folder.path)?.code
        == 0
    else { return }
    let statement = "\(folder.path)/s.json"
    let made = try workshop.run(
      ["reproduce", "1", "--data", "data", "--statement", statement, "--sign", "\(folder.path)/key.pem"])
    #expect(made.code == 0, "\(made.errors)")
    let secret = try folder.read("key.pem").split(separator: "\n")[1]
    #expect(!(made.output + made.errors).contains(secret))
    let text = try folder.read("s.json")
    #expect(!text.contains(folder.path) && !text.contains(workshop.path))
    #expect(text.contains("\"is_reproduced\":true"))
    #expect(text.contains("\"name\":\"hook argument 0\""))

    let held = try workshop.run([
      "reproduce", "--check", statement, "--key", "\(folder.path)/pub.pem", "--data", "data",
    ])
    #expect(held.code == 0, "\(held.errors)")
    #expect(held.errors.contains("the signature holds, and it speaks of this data directory"))
    let openssl = try ArchiveTests.tool(
      "openssl",
      ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "pub.pem", "-in", "s.json", "-sigfile", "s.json.sig"],
      in: folder.path)
    #expect(openssl?.code == 0, "\(openssl?.errors ?? "")")

    func check(_ file: String, key: String = "pub.pem") throws -> Outcome {
      try folder.run(["reproduce", "--check", file, "--key", key, "--signature", "s.json.sig"])
    }
    try folder.write(text.replacingOccurrences(of: "\"iteration\":1", with: "\"iteration\":0"), to: "other.json")
    #expect(try check("other.json").errors.contains("the signature is not that of this statement"))
    try folder.write(text + "\n", to: "longer.json")
    #expect(try check("longer.json").code == 1)
    try folder.write(StatementTests.secret, to: "foreign.pem")
    _ = try ArchiveTests.tool(
      "openssl", ["pkey", "-in", "foreign.pem", "-pubout", "-out", "foreign-pub.pem"], in: folder.path)
    #expect(try check("s.json", key: "foreign-pub.pem").code == 1)
    #expect(try check("s.json", key: "key.pem").errors.contains("is no Ed25519 key that checks"))
    #expect(try !check("s.json", key: "key.pem").errors.contains(secret))
    #expect(try workshop.run(["reproduce", "--check", statement, "--data", "data"]).code == 2)
  }
}
