import Stages
import Testing

@Suite struct GlobTests {
  @Test(arguments: [
    ("images/*.png", "images/a.png", true), ("images/*.png", "images/b/a.png", false),
    ("images/**/*.png", "images/a.png", true), ("images/**/*.png", "images/b/c/a.png", true),
    ("**/*.png", "a.png", true), ("**", "a/b", true), ("*", "a/b", false), ("a?c.png", "abc.png", true),
    ("a?c.png", "ac.png", false), ("*a*b*", "xaxxbx", true), ("*a*b*", "xbxxax", false), ("*.png", "a.png.txt", false),
    ("a*", "a", true), ("images/*.png", "images/é.png", true), ("[a].png", "[a].png", true),
    ("[a].png", "a.png", false),
  ])
  func matches(_ pattern: String, _ path: String, _ expected: Bool) {
    #expect(Glob(pattern).matches(path) == expected)
  }

  @Test func aHostilePatternEndsSoon() {
    let pattern = String(repeating: "*a", count: 60) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 400)))
  }
}
