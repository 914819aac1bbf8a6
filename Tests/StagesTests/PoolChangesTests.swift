import Columnar
import Stages
import Storage
import Testing
import Texts

/// How one pool differs from another, by name and by bytes.
@Suite struct PoolChangesTests {
  private func changes(_ old: [(String, String)], _ new: [(String, String)]) throws -> PoolChanges {
    func pool(_ images: [(String, String)]) -> (ids: [String], digests: [Digest]) {
      let sorted = images.sorted { $0.0.precedesByBytes($1.0) }
      return (sorted.map(\.0), sorted.map { PictureJoinTests.bytes($0.1) })
    }
    return try PoolChanges(old: PoolRows(ids: pool(old).ids, digests: pool(old).digests), new: pool(new))
  }

  private func words(_ pairs: [PoolChanges.Pair]) -> [String] { pairs.map { "\($0.from)>\($0.to)" } }

  @Test func eachImageIsReportedOnce() throws {
    let found = try changes(
      [("kept", "K"), ("old", "R"), ("over", "O"), ("source", "C"), ("gone", "G"), ("left", "1"), ("right", "2")],
      [
        ("kept", "K"), ("new", "R"), ("over", "O'"), ("source", "C"), ("copy", "C"), ("fresh", "F"), ("left", "2"),
        ("right", "1"), ("saved", "O"),
      ])
    #expect(found.changed == ["left", "over", "right"])
    #expect(words(found.renamed) == ["old>new", "over>saved"])
    #expect(words(found.copied) == ["source>copy"])
    #expect(found.added == 1 && found.removed == 1)
    #expect(found.summary == "1 added, 1 removed, 3 changed, 2 renamed, 1 copied")
  }

  @Test func nothingIsReportedOfTheSamePool() throws {
    let pool = [("a", "1"), ("b", "1"), ("c", "2")]
    #expect(try changes(pool, pool).isEmpty)
    #expect(try changes([], []).isEmpty)
  }

  @Test func ofTwoNamesForBytesWhoseNameIsGoneOneIsRenamedAndOneACopy() throws {
    let found = try changes([("a", "1")], [("b", "1"), ("c", "1")])
    #expect(words(found.renamed) == ["a>b"] && words(found.copied) == ["a>c"] && found.removed == 0)
  }

  @Test func aWholeFolderThatMovesIsRenamed() throws {
    let old = (100..<400).map { ("im\($0).png", "\($0)") }
    let found = try changes(old, old.map { ("folder/\($0.0)", $0.1) })
    #expect(found.renamed.count == 300 && found.added == 0 && found.removed == 0 && found.changed.isEmpty)
    #expect(found.renamed.allSatisfy { $0.to == "folder/\($0.from)" })
  }
}
