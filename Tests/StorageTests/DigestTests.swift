import Storage
import Testing

@Suite struct DigestTests {
  /// The examples of FIPS 180-4 as published by NIST.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func agreesWithPublishedVectors(text: String, hex: String) {
    #expect(Digest(of: Array(text.utf8)).hex == hex)
    var builder = DigestBuilder()
    for byte in text.utf8 { builder.update([byte]) }
    #expect(builder.finalize().hex == hex)
  }

  @Test func hexComesBack() throws {
    let digest = Digest(of: [1, 2, 3])
    #expect(Digest(hex: digest.hex) == digest)
    #expect(Digest(hex: digest.hex.uppercased()) == digest)
    #expect(Digest(digest.bytes) == digest)
    #expect(Digest(hex: String(digest.hex.dropLast())) == nil)
    #expect(Digest(hex: String(digest.hex.dropLast()) + "g") == nil)
    #expect(Digest([1, 2, 3]) == nil)
  }

  @Test func textsKeepTheirBorders() {
    var one = DigestBuilder()
    one.update("ab")
    one.update("c")
    var other = DigestBuilder()
    other.update("a")
    other.update("bc")
    #expect(one.finalize() != other.finalize())
  }

  @Test func ordersByBytes() throws {
    let low = try #require(Digest([UInt8](repeating: 1, count: 32)))
    let high = try #require(Digest([UInt8](repeating: 255, count: 32)))
    #expect(low < high)
  }
}
