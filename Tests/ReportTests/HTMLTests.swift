import Report
import Testing

struct HTMLTests {
  @Test func interpolatedStringsAreEscaped() {
    let id = "<script>alert('x')</script> & \"y\""
    let cell: HTML = "<td title=\"\(id)\">\(id)</td>"
    let safe = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;"
    #expect(cell.text == "<td title=\"\(safe)\">\(safe)</td>")
  }

  @Test func markupInterpolatedInMarkupStaysMarkup() {
    let inner: HTML = "<b>\(3)</b>"
    let outer: HTML = "<p>\(inner)\([inner, inner])</p>"
    #expect(outer.text == "<p><b>3</b><b>3</b><b>3</b></p>")
  }

  @Test func lineEndsAreReferences() {
    #expect(HTML.escaped("a\nb\tc\rd") == "a&#10;b&#9;c\\u{D}d")
  }

  @Test func charactersThatCannotBeSeenAreSpelledOut() {
    #expect(HTML.escaped("a\u{202E}gpj.exe") == "a\\u{202E}gpj.exe")
    #expect(HTML.escaped("\u{0}\u{1B}\u{7F}\u{2066}\u{FEFF}") == "\\u{0}\\u{1B}\\u{7F}\\u{2066}\\u{FEFF}")
  }

  @Test func lettersOfEveryScriptAreThemselves() {
    #expect(HTML.escaped("Kratzer-Ä 傷 خدش 🙂") == "Kratzer-Ä 傷 خدش 🙂")
  }
}
