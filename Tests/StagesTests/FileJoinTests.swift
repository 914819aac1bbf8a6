import Labelling
import Stages
import Testing
import Texts

@Suite struct FileJoinTests {
  private static func join(
    _ rows: [String], _ images: [String], purpose: String = "holdout.monitoring", absent: Set<String> = []
  ) -> FileJoin.Rows {
    FileJoin.join(
      purpose: purpose, file: "x.csv",
      rows: rows.enumerated().map { FileJoin.Row(line: $0.offset + 2, image: $0.element) },
      images: ImageIDs(images)
    ) { Set($0.filter(absent.contains).map(ExactText.init)) }
  }

  @Test func countsWhatFitsAndKeepsEachPlace() {
    let rows = Self.join(["b", "x", "a", "gone"], ["a", "b", "c"], absent: ["gone"])
    #expect(rows.positions == [1, nil, 0, nil])
    #expect(rows.unmatched == [FileJoin.Row(line: 3, image: "x")])
    #expect(rows.join.matched == 2 && rows.join.absent == 1 && rows.join.unmatched == 1 && rows.join.images == 3)
  }

  @Test func idsAreEqualByTheirBytesAlone() {
    let rows = Self.join(["u\u{308}.png"], ["\u{FC}.png"])
    #expect(rows.positions == [nil])
    #expect(rows.join.diagnosis?.causes == [.unicodeForm])
    #expect(rows.join.sentence.contains(#"'u\u{308}.png' for '\u{FC}.png'"#))
  }

  @Test func nothingThatFitsIsRefusedAndAnEmptyFileIsNot() throws {
    let images = ImageIDs(["a", "b"])
    #expect(throws: DataError.self) { try Self.join(["x"], images.all).join.check(images) }
    #expect(throws: DataError.self) { try Self.join(["gone"], images.all, absent: ["gone"]).join.check(images) }
    try Self.join([], images.all).join.check(images)
    try Self.join(["x", "a"], images.all).join.check(images)
  }

  @Test(arguments: [
    (["a", "b"], "pool.metadata", "x.csv: all 2 images have a row"),
    (["a", "y"], "pool.metadata", "x.csv: 1 of 2 images have a row; 1 row fits no image (first: line 3, 'y')"),
    (["a"], "holdout.monitoring", "x.csv: its one row is about an image of the pool"),
    (
      ["a", "gone", "x", "y"], "holdout.monitoring",
      "x.csv: 1 of 4 rows are about images of the pool; 2 rows fit no image (first: line 4, 'x'); "
        + "1 row is about images that are gone, unreadable or erased"
    ),
  ])
  func saysItsCounts(_ rows: [String], _ purpose: String, _ sentence: String) {
    #expect(Self.join(rows, ["a", "b"], purpose: purpose, absent: ["gone"]).join.sentence == sentence)
  }

  @Test func aFileThatSpeaksOfMoreImagesIsReportedByThoseWithoutARow() throws {
    // 30 of 40 rows are about other pictures; the ten that are about these have a prefix.
    let rows = (0..<30).map { "other/\($0).jpg" } + (0..<10).map { "images/im\($0).png" }
    let join = Self.join(rows, (0..<10).map { "im\($0).png" }, purpose: "--truth").join
    #expect(join.diagnosis?.causes == [.prefix(found: "images/", expected: "")])
    #expect(join.diagnosis?.unmatched == "images/im0.png")
  }
}
