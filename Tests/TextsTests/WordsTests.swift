import Testing
import Texts

/// What messages are put together from.
@Suite struct WordsTests {
  @Test func whatATerminalWouldActOnIsShown() {
    #expect("a\u{1B}[31mb\n".printable == "a\\u{1b}[31mb\\u{a}")
    #expect("a\u{202E}\u{2028}\u{200B}b".quoted == "'a\\u{202e}\\u{2028}\\u{200b}b'")
    #expect("größe 猫".printable == "größe 猫")
  }

  @Test func longTextsAreCut() {
    let long = String(repeating: "x", count: 500)
    #expect(
      long.printable.count == 400 && long.printable(limit: 450).count == 450 && long.prefix(7).printable == "xxxxxxx")
  }

  @Test func numbersHaveTheirNouns() {
    #expect(1.counted("image") == "1 image" && 0.counted("image") == "0 images")
    #expect(2.counted("class", "classes") == "2 classes" && 1.counted("class", "classes") == "1 class")
  }

  @Test func fractionsHaveAPointWhateverTheLocale() {
    #expect(2.5.decimal(2) == "2.50" && 0.125.decimal(0) == "0" && (-0.04).decimal(1) == "-0.0")
    #expect(0.0123.percent == "1.2 %" && 1.0.percent == "100.0 %")
  }

  @Test func atMostTwentyNamesAreListed() {
    #expect(["a", "\u{1B}"].listed == "'a', '\\u{1b}'")
    let names = (0..<23).map { String($0) }
    #expect(names.listed.hasSuffix("'18', '19' and 3 more"))
    #expect(Array(names.prefix(20)).listed.hasSuffix("'18', '19'"))
  }

  @Test func aWordThatMayBeMeantIsAsked() {
    #expect(String?("spur").didYouMean == "; did you mean 'spur'?" && String?.none.didYouMean.isEmpty)
  }
}
