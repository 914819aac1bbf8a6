import Columnar
import Testing

/// The order of packed texts by their bytes.
@Suite struct StringOrderTests {
  @Test(arguments: [
    [], [""], ["", ""], ["b", "a"], ["images/0000010.png", "images/0000002.png", "images/0000002.png", "images/1"],
    ["prefix", "prefix", "prefi", "", "prefix\u{0}", "prefixé", "prefixe\u{301}", "pz"],
  ])
  func isThatOfTheBytes(_ texts: [String]) {
    #expect(StringArray(texts).ascending() == reference(texts))
  }

  @Test func isThatOfTheBytesForManyTexts() {
    var state: UInt64 = 7
    let texts = (0..<3_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return "run-\(state >> 58)/" + String(state >> 40 & 0xFFF, radix: 36) + (state >> 33 & 1 == 0 ? "" : "é")
    }
    #expect(StringArray(texts).ascending() == reference(texts))
  }

  private func reference(_ texts: [String]) -> [Int] {
    texts.indices.sorted { a, b in
      let (left, right) = (Array(texts[a].utf8), Array(texts[b].utf8))
      return left == right ? a < b : left.lexicographicallyPrecedes(right)
    }
  }
}
