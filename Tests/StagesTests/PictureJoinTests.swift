import Stages
import Storage
import Testing
import Texts

/// The rule by which a label finds the image that it belongs to.
@Suite struct PictureJoinTests {
  static func bytes(_ text: String) -> Digest { Digest(of: Array(text.utf8)) }

  /// A decision on a picture: its name, its bytes, its class.
  static func decision(_ name: String, _ bytes: String?, _ label: String? = "dent", _ iteration: Int = 0)
    -> LabelDecision
  {
    LabelDecision(
      imageID: name, digest: bytes.map(Self.bytes), label: label, decidedBy: label == nil ? "undecided" : "majority",
      iteration: iteration)
  }

  private func join(_ decisions: [LabelDecision], _ pool: [(String, String)]) -> [String: String] {
    let sorted = pool.sorted { $0.0.precedesByBytes($1.0) }
    let pictures = LabelledPicture.all(decisions)
    let join = PictureJoin(pictures, ids: sorted.map(\.0), digests: sorted.map { Self.bytes($0.1) })
    return Dictionary(
      uniqueKeysWithValues: pictures.indices.map { index in
        (pictures[index].names[0], "\(join.places[index]) \(join.rows[index].map { sorted[$0].0 } ?? "–")")
      })
  }

  @Test func renamedOverwrittenCopiedSwappedAndGoneInOneStep() {
    let decisions = [
      Self.decision("kept", "K"), Self.decision("old", "R"), Self.decision("over", "O"), Self.decision("copied", "C"),
      Self.decision("left", "S1"), Self.decision("right", "S2"), Self.decision("gone", "G"), Self.decision("both", "B"),
    ]
    let pool = [
      ("kept", "K"), ("new", "R"), ("over", "O'"), ("a copy that sorts first", "C"), ("copied", "C"), ("left", "S2"),
      ("right", "S1"), ("both", "B'"), ("elsewhere", "B"), ("z", "B"), ("unlabelled", "U"),
    ]
    #expect(
      join(decisions, pool) == [
        "kept": "stays kept", "old": "moved new", "over": "changed –", "copied": "stays copied", "left": "moved right",
        "right": "moved left", "gone": "vanished –", "both": "moved elsewhere",
      ])
  }

  @Test func ofSeveralNamesTheLatestThatHasTheBytesHolds() {
    let decisions = [Self.decision("a", "X", "dent", 0), Self.decision("b", "X", "dent", 1)]
    #expect(join(decisions, [("a", "X"), ("b", "X")]) == ["b": "stays b"])
    #expect(join(decisions, [("a", "X"), ("b", "Y")]) == ["b": "stays a"])
    #expect(join(decisions, [("a", "Z"), ("b", "Y")]) == ["b": "changed –"])
    #expect(join(decisions, [("a", "Z"), ("c", "X")]) == ["b": "moved c"])
  }

  @Test func whereNoTableTellsTheBytesTheNameIsAllThereIs() {
    #expect(join([Self.decision("a", nil)], [("a", "X")]) == ["a": "stays a"])
    #expect(join([Self.decision("a", nil)], [("b", "X")]) == ["a": "vanished –"])
  }

  @Test func namesAreComparedByBytes() {
    #expect(join([Self.decision("e\u{301}", "X")], [("\u{E9}", "X")]) == ["e\u{301}": "moved \u{E9}"])
    #expect(join([Self.decision("e\u{301}", "X")], [("\u{E9}", "Y")]) == ["e\u{301}": "vanished –"])
  }
}

/// What people said of a picture, under whatever name.
@Suite struct LabelledPictureTests {
  private typealias Cases = PictureJoinTests

  @Test func oneNameWithOtherBytesIsTwoPictures() {
    let pictures = LabelledPicture.all([Cases.decision("a", "X", "dent", 0), Cases.decision("a", "Y", "scratch", 1)])
    #expect(pictures.count == 2)
    #expect(Set(pictures.compactMap { $0.decision?.label }) == ["dent", "scratch"])
    #expect(pictures.allSatisfy { $0.apart.isEmpty })
  }

  @Test func aLaterWordUnderTheSameNameReplacesTheEarlier() {
    let pictures = LabelledPicture.all([Cases.decision("a", "X", "dent", 0), Cases.decision("a", "X", "scratch", 1)])
    #expect(pictures.map { $0.decision?.label } == ["scratch"] && pictures[0].apart.isEmpty)
  }

  @Test func anUndecidedWordUnderAnotherNameDoesNotUnsettleALabel() {
    let pictures = LabelledPicture.all([Cases.decision("a", "X", "dent", 0), Cases.decision("b", "X", nil, 1)])
    #expect(pictures.map { $0.decision?.label } == ["dent"])
    #expect(pictures[0].names == ["b", "a"] && pictures[0].apart.isEmpty)
  }

  @Test func labelsUnderTwoNamesAreApartUntilAWordHoldsForTheBytes() {
    var decisions = [Cases.decision("a", "X", "dent", 0), Cases.decision("b", "X", "scratch", 1)]
    #expect(LabelledPicture.all(decisions)[0].apart.map(\.imageID) == ["a", "b"])
    let late = LabelDecision(
      imageID: "b", digest: Cases.bytes("X"), label: "dent", decidedBy: "majority", iteration: 2, isAmended: true,
      isWhole: true)
    #expect(LabelledPicture.all(decisions + [late])[0].apart.isEmpty)
    #expect(LabelledPicture.all(decisions + [late])[0].decision?.label == "dent")
    decisions.append(
      LabelDecision(
        imageID: "a", digest: Cases.bytes("X"), label: nil, decidedBy: "correction", iteration: 2, isAmended: true))
    #expect(LabelledPicture.all(decisions)[0].apart.isEmpty)
    #expect(LabelledPicture.all(decisions)[0].decision?.decidedBy == "correction")
  }
}
