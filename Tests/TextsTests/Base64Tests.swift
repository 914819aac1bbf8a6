import Foundation
import Testing
import Texts

@Suite struct Base64Tests {
  @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
  func theVectorsOfRFC4648(_ text: String) {
    let known = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=", "foobar": "Zm9vYmFy",
    ]
    #expect(Base64.encode(Array(text.utf8)) == known[text])
    #expect(known[text].flatMap(Base64.decode) == Array(text.utf8))
  }

  @Test func everyByteComesBack() {
    for count in 0...70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zg===", "====", "=", "Zg==Zg==", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n", "Zm-_", "Zm9vé",
  ])
  func whatIsNotWholeAndCanonicalIsNone(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
