import Labelling
import Testing

@Suite("Why ids of a file name no image")
struct JoinDiagnosisTests {
  private static func found(_ unmatched: [String], _ known: [String]) -> JoinDiagnosis? {
    JoinDiagnosis(of: unmatched, among: known)
  }

  @Test(
    arguments: [
      ("images/a.png", "a.png", .prefix(found: "images/", expected: "")),
      ("a.png", "data/images/a.png", .prefix(found: "", expected: "data/images/")),
      ("s3://bucket/x/a.png", "y/a.png", .prefix(found: "s3://bucket/x/", expected: "y/")),
      ("/a.png", "a.png", .prefix(found: "/", expected: "")),
      ("./x/a.png", "x/a.png", .prefix(found: "./", expected: "")),
      ("Pru\u{308}fteil.png", "Pr\u{FC}fteil.png", .unicodeForm),
      ("Pr\u{FC}fteil.png", "Pru\u{308}fteil.png", .unicodeForm),
      ("x\\a.png", "x/a.png", .backslashes), ("A.PNG", "a.png", .letterCase),
      ("a.jpg", "a.png", .ending(found: ".jpg", expected: ".png")),
      ("a", "a.png", .ending(found: "", expected: ".png")),
      ("a.png", "a", .ending(found: ".png", expected: "")),
      (" a.png", "a.png", .surroundings), ("\"a.png\"", "a.png", .surroundings),
      ("\u{FEFF}a.png", "a.png", .surroundings),
      ("a%20b.png", "a b.png", .percentSigns),
    ] as [(String, String, JoinDiagnosis.Cause)])
  func findsWhatComesBetweenTwoSpellings(_ unmatched: String, _ known: String, _ cause: JoinDiagnosis.Cause) throws {
    let found = try #require(Self.found([unmatched], ["z.png", known]))
    #expect(found.causes == [cause])
    #expect(found.unmatched.utf8.elementsEqual(unmatched.utf8))
    #expect(found.known.utf8.elementsEqual(known.utf8))
    #expect(JoinDiagnosis.cause(of: [unmatched], among: [known]) == cause)
  }

  @Test func namesSeveralCausesOfOnePair() throws {
    let found = try #require(Self.found(["IMAGES\\A.JPG"], ["data/a.png"]))
    #expect(
      found.causes == [
        .prefix(found: "images/", expected: "data/"), .backslashes, .letterCase,
        .ending(found: ".jpg", expected: ".png"),
      ])
  }

  @Test func saysThatFoldersDifferWhereNoPrefixHoldsForMost() throws {
    let known = (0..<30).map { "run\($0)/part\($0).png" }
    let found = try #require(Self.found((0..<30).map { "part\($0).png" }, known))
    #expect(found.causes == [.folders])
    #expect(found.unmatched == "part0.png")
    #expect(found.known == "run0/part0.png")
  }

  @Test func theSamePrefixOfAllIsMoreThanDifferentFolders() throws {
    let ids = (0..<30).map { "im\($0).png" }
    #expect(Self.found(ids.map { "images/" + $0 }, ids)?.causes == [.prefix(found: "images/", expected: "")])
  }

  @Test func namesThatAreSimplyAbsentHaveNoCause() {
    #expect(Self.found((0..<30).map { "gone\($0).png" }, (0..<30).map { "there\($0).png" }) == nil)
    // Two of thirty agree by chance in their names: no likely cause.
    let mixed = ["x/there1.png", "y/there2.png"] + (0..<28).map { "gone\($0).png" }
    #expect(Self.found(mixed, (0..<30).map { "there\($0).png" }) == nil)
    #expect(Self.found([], ["a"]) == nil)
    #expect(Self.found(["a"], []) == nil)
    #expect(Self.found(["", "/", "//"], ["", "/"]) == nil)
  }

  @Test func aSlipThatCannotBeChanceIsFoundAmongManyAbsent() {
    let unmatched = (0..<100).map { "gone\($0).png" } + ["Pru\u{308}fteil.png"]
    #expect(Self.found(unmatched, ["Pr\u{FC}fteil.png"])?.causes == [.unicodeForm])
  }

  @Test func ofSeveralThatAreMeantTheNearestIsShown() throws {
    let found = try #require(Self.found(["x/1.png"], ["a/1.png", "b/x/1.png", "X/1.png"]))
    #expect(found.known == "b/x/1.png" || found.known == "X/1.png")
    #expect(found.causes.count == 1)
  }

  @Test func writesWhatLooksTheSameAsCodePoints() {
    #expect(JoinDiagnosis.visible("Pru\u{308}fteil", beside: "Pr\u{FC}fteil") == "Pru\\u{308}fteil")
    #expect(JoinDiagnosis.visible("Pr\u{FC}fteil", beside: "Pru\u{308}fteil") == "Pr\\u{FC}fteil")
    #expect(JoinDiagnosis.visible("Pr\u{FC}fteil", beside: "x/Pr\u{FC}fteil") == "Pr\u{FC}fteil")
    #expect(JoinDiagnosis.visible("\u{FEFF}a\u{A0}\tb c", beside: "a b c") == "\\u{FEFF}a\\u{A0}\\u{9}b c")
    #expect(JoinDiagnosis.visible("部品.png", beside: "a") == "部品.png")
  }

  @Test func putsTheCauseIntoWords() throws {
    func words(_ unmatched: String, _ known: String) throws -> String {
      try #require(Self.found([unmatched], [known])).explanation
    }
    #expect(try words("images/a.png", "a.png") == "the prefix 'images/' is one too many")
    #expect(try words("a.png", "x/a.png") == "the prefix 'x/' is missing")
    #expect(
      try words("Pru\u{308}f.png", "Pr\u{FC}f.png")
        == "its letters with marks are decomposed (NFD) and the other side's are not (NFC)")
    #expect(
      try words("x\\a.jpg", "x/a.png") == "it has '\\' where '/' belongs, and it ends in '.jpg' and not in '.png'")
  }

  @Test func takesThousandsOfKnownIDs() {
    let known = (0..<20_000).map { "run\($0 % 50)/im\($0).png" }
    #expect(Self.found(["data/run7/im7.png"], known)?.causes == [.prefix(found: "data/", expected: "")])
  }
}
