import Draws
import Labelling
import Testing
import Texts

@Suite struct NamesTests {
  static let hostile = [
    "../../etc/passwd", "..", ".", "/", "", "a/b", "a\nb", "a\u{0}b", "con", "A", "a", "<b>x</b>", "=1+1",
    "\u{202E}gnp.x", "\u{E9}", "e\u{301}", "a b", "a%20b", "a+b", "a?d=b&c#d", "-rf", ".hidden", "\u{1F600}",
    "caf\u{E9}.png", String(repeating: "x", count: 5_000), String(repeating: "x", count: 5_001),
  ]

  @Test func fileNamesAreSafeAndDistinct() {
    let names = Self.hostile.map(PayloadName.make)
    // Even where case or normal form do not count.
    #expect(Set(names.map { $0.lowercased() }).count == names.count)
    for name in names {
      #expect(!name.isEmpty)
      #expect(name.utf8.count <= 160)
      #expect(name.first != "." && name.first != "-")
      #expect(name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_-.%".utf8.contains($0) })
    }
    #expect(PayloadName.make("ana-2.b") == "ana-2.b")
  }

  @Test func addressesReadBackAndCarryNoMarkup() {
    for id in Self.hostile {
      let address = ImageAddress.make(prefix: "/data/local-files/?d=", imageID: id)
      #expect(
        address.utf8.dropFirst(21).allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"'&#?+".utf8.contains($0) })
      let back = ImageAddress.imageID(of: address, prefix: "/data/local-files/?d=")
      #expect(back.map { Array($0.utf8) } == Array(id.utf8))
    }
    #expect(ImageAddress.make(prefix: "", imageID: "images/a-1_b.png") == "images/a-1_b.png")
    #expect(ImageAddress.imageID(of: "x/y", prefix: "z") == nil)
    for broken in ["%", "%4", "%zz", "%FF", "a%C3"] {
      #expect(ImageAddress.imageID(of: broken, prefix: "") == nil)
    }
  }

  @Test func taskIdsAreOpaqueAndTellTwinsApart() {
    let draw = TaskID.draw(randomSeed: 1, iteration: 0, round: 1)
    let ids = Self.hostile.map { TaskID.make(imageID: $0, draw: draw) }
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(id.utf8.count == 33)
      #expect(id.first == "t")
      #expect(id.utf8.dropFirst().allSatisfy { "0123456789abcdef".utf8.contains($0) })
    }
  }

  @Test func exactTextComparesBytes() {
    #expect(ExactText("\u{E9}") != ExactText("e\u{301}"))
    #expect(Set(["\u{E9}", "e\u{301}"].map(ExactText.init)).count == 2)
    #expect(ExactText("Z") < ExactText("a"))
    #expect(ExactText("a") < ExactText("ab"))
    #expect(ExactText("\u{FFFF}") < ExactText("\u{10000}"))
  }
}
