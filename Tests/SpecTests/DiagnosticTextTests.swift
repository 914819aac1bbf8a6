import Spec
import Testing

struct DiagnosticTextTests {
  @Test func isToldAsInTheDesign() throws {
    let text = Specs.example.replacing("below: 0.2, tiebreak: entropy", with: "treshold: 0.2")
    let expected = """
      spec.yaml:26:30: error: stage 'score': unknown key 'treshold'
         26 |   score:   {measure: margin, treshold: 0.2}
            |                              ^~~~~~~~ did you mean 'below'?

      """
    do throws(SpecErrors) {
      _ = try SpecReader.read(Array(text.utf8), file: "spec.yaml")
      Issue.record("it was accepted")
    } catch {
      #expect(error.rendered == expected)
    }
  }

  @Test func aTabAboveIsATabBelow() throws {
    let rendered = try #require(Specs.mistakes("{\tnmae: 1}").first { $0.suggestion == "name" }).rendered
    #expect(rendered.contains("    1 | {\tnmae"))
    #expect(rendered.contains("      |  \t^~~~"))
  }

  @Test func wideCharactersCountTwice() throws {
    let text = "{name: \"良い\", nmae: 1}"
    let rendered = try #require(Specs.mistakes(text).first { $0.suggestion == "name" }).rendered
    // Eight columns and the four of the wide characters before the closing quote, the comma and the space.
    #expect(rendered.contains("      | " + String(repeating: " ", count: 15) + "^~~~ did"))
  }
}
