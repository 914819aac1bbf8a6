import Testing
import Texts

@Suite struct ByteOrderTests {
  @Test func textsThatSwiftHoldsEqualAreTwo() {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    #expect(composed == decomposed)
    #expect(!composed.equalsByBytes(decomposed))
    #expect(decomposed.precedesByBytes(composed))
    #expect(!composed.precedesByBytes(decomposed))
    #expect(Set([composed.exact, decomposed.exact]).count == 2)
  }

  @Test func theOrderIsThatOfUTF8AndNotOfUTF16() {
    // U+FFFF is after U+1F600 in UTF-16.
    #expect("\u{FFFF}".precedesByBytes("\u{1F600}"))
    #expect("Z".precedesByBytes("a"))
    #expect("a10".precedesByBytes("a2"))
    #expect("a".precedesByBytes("ab"))
    #expect(!"a".precedesByBytes("a"))
  }

  @Test func sortingIsByBytesAndKeepsTheOrderOfEqualTexts() {
    let texts = ["b", "\u{E9}", "e\u{301}", "a10", "a2", "", "\u{FFFF}", "\u{1F600}", "Z", "a1"]
    let sorted = ["", "Z", "a1", "a10", "a2", "b", "e\u{301}", "\u{E9}", "\u{FFFF}", "\u{1F600}"]
    #expect(texts.sortedByBytes().map { Array($0.utf8) } == sorted.map { Array($0.utf8) })
    #expect(texts.orderByBytes() == [5, 8, 9, 3, 4, 0, 2, 1, 6, 7])

    var pairs = [("x", "b", 0), ("w", "c", 1), ("x", "a", 2), ("x", "b", 3), ("w", "c", 4)]
    #expect(pairs.sortedByBytes(of: \.0).map(\.2) == [1, 4, 0, 2, 3])
    pairs.sortByBytes(of: \.0, then: \.1)
    #expect(pairs.map(\.2) == [1, 4, 2, 0, 3])
    #expect([(String, Int)]().sortedByBytes(of: \.0).isEmpty)
  }

  @Test(
    arguments: [
      [0xC3], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8], [0x80],
    ] as [[UInt8]])
  func whatIsNotWellFormedIsNoText(_ bytes: [UInt8]) {
    #expect(UTF8Form.text(bytes) == nil)
    #expect(UTF8Form.length(of: bytes, at: 0) == 0)
  }

  @Test func aCharacterHasItsLength() {
    for (text, length) in [("a", 1), ("\u{E9}", 2), ("\u{20AC}", 3), ("\u{1F600}", 4)] {
      #expect(UTF8Form.length(of: Array(text.utf8), at: 0) == length)
      #expect(UTF8Form.text(text.utf8) == text)
    }
  }
}
