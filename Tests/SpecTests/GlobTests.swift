import Spec
import Testing

@Suite struct GlobTests {
  @Test(arguments: [
    ("images/*.png", "images/a.png", true), ("images/*.png", "images/b/a.png", false),
    ("images/**/*.png", "images/a.png", true), ("images/**/*.png", "images/b/c/a.png", true),
    ("**/*.png", "a.png", true), ("**", "a/b", true), ("*", "a/b", false), ("a?c.png", "abc.png", true),
    ("a?c.png", "ac.png", false), ("*a*b*", "xaxxbx", true), ("*a*b*", "xbxxax", false), ("*.png", "a.png.txt", false),
    ("a*", "a", true), ("images/*.png", "images/é.png", true), ("**/a/**/b", "x/a/y/z/b", true),
    ("**/a/**/b", "x/y/z/b", false), ("./a/./*.png", "a/b.png", true),
  ])
  func matches(_ pattern: String, _ path: String, _ expected: Bool) throws {
    #expect(try Glob(pattern).matches(path) == expected)
  }

  @Test(arguments: [
    ("*.jpg", "IMG_1.JPG", true), ("*.JPG", "img_1.jpg", true), ("Images/*", "IMAGES/a", true),
    // Of other letters nothing is folded: which belong together depends on the language.
    ("ä.png", "Ä.png", false),
  ])
  func takesCapitalsForSmallLetters(_ pattern: String, _ path: String, _ expected: Bool) throws {
    #expect(try Glob(pattern).matches(path) == expected)
  }

  @Test(arguments: [
    ("*.{jpg,png}", "a.png", true), ("*.{jpg,png}", "a.gif", false), ("{a,b/c}/*.png", "b/c/x.png", true),
    ("{a,b{1,2}}.png", "b2.png", true), ("{a,b{1,2}}.png", "b.png", false), ("x{,-2}.png", "x.png", true),
    ("{a}.png", "a.png", true), ("[{]a,b}.png", "{a,b}.png", true), ("a}.png", "a}.png", true),
    ("[a].png", "a.png", true), ("[ab]?.png", "bx.png", true), ("[a-c].png", "d.png", false),
    ("[A-C].png", "b.png", true),
    ("[!x].png", "a.png", true), ("[!x].png", "X.png", false), ("[^x].png", "a.png", true), ("[]].png", "].png", true),
    ("[!]].png", "].png", false), ("[a-].png", "-.png", true), ("[[].png", "[.png", true), ("[é].png", "é.png", true),
    ("[à-ü].png", "é.png", true), ("?.png", "é.png", true), ("*[é].png", "aé.png", true), ("[,].png", ",.png", true),
  ])
  func knowsSetsAndAlternatives(_ pattern: String, _ path: String, _ expected: Bool) throws {
    #expect(try Glob(pattern).matches(path) == expected)
  }

  @Test(arguments: [
    ("*.png", ".a.png", false), ("**/*.png", ".thumbnails/a.png", false), ("**/*.png", "a/.b/c.png", false),
    (".*.png", ".a.png", true), ("**/.*.png", "x/.a.png", true), (".thumbnails/*.png", ".thumbnails/a.png", true),
    ("?a.png", ".a.png", false), ("[.]a.png", ".a.png", false), ("{.a,b}.png", ".a.png", true), ("**", ".a/b", false),
  ])
  func leavesHiddenNamesOutUnlessTheyAreAskedFor(_ pattern: String, _ path: String, _ expected: Bool) throws {
    let glob = try Glob(pattern)
    #expect(glob.matches(path) == expected)
    #expect(!expected || glob.asksForHidden)
  }

  @Test(arguments: [
    ("[a", Glob.Fault.unclosedBracket), ("[]", .unclosedBracket), ("[a/b]", .unclosedBracket), ("{a", .unclosedBrace),
    ("{a,[}]", .unclosedBrace), ("[b-a]", .range), (#"a\*"#, .backslash),
    (String(repeating: "{a,b}", count: 10), .tooManyAlternatives(limit: 1_000)),
    (String(repeating: "{a,b}", count: 800), .tooManyAlternatives(limit: 1_000)),
  ])
  func refusesWhatIsNoPattern(_ pattern: String, _ fault: Glob.Fault) {
    #expect(throws: fault) { try Glob(pattern) }
  }

  @Test func aHostilePatternEndsSoon() throws {
    let stars = String(repeating: "*a", count: 60) + "b"
    #expect(try !Glob(stars).matches(String(repeating: "a", count: 400)))
    let folders = String(repeating: "**/", count: 1_000) + "b"
    #expect(try !Glob(folders).matches(String(repeating: "a/", count: 400) + "a"))
    let nested = String(repeating: "{", count: 2_000) + "a" + String(repeating: "}", count: 2_000)
    #expect(try Glob(nested).matches("a"))
  }
}
