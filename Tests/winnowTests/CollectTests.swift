import Audit
import Foundation
import Storage
import Testing

/// What `winnow gc`, `reproduce` and the plan's counts do.
@Suite struct CollectTests {
  @Test func gcFreesWhatNothingRefersToAndNothingElse() throws {
    let workshop = try SealedPair.workshop()
    let data = try SealedPair.copy()
    let before = try data.covered()
    let part = try #require(before.first { $0.hasPrefix("embeddings/") && $0.contains("/parts/") })
    let surplus = "\(Files.parent(of: part))/surplus.parquet"
    try Files.copy("\(data.path)/\(part)", to: "\(data.path)/\(surplus)")
    try Files.createDirectory("\(data.path)/staging/score-1/output")
    try Files.writeAtomically([1, 2, 3], to: "\(data.path)/staging/score-1/output/x")

    let dry = try workshop.succeeds("gc", "--dry-run", "--data", data.path)
    #expect(dry.output.contains(surplus) && dry.output.contains("staging/score-1/output/x  3 bytes"))
    #expect(Files.exists("\(data.path)/\(surplus)"))
    let wet = try workshop.succeeds("gc", "--data", data.path)
    #expect(wet.output.contains("freed 2 files"))
    #expect(try data.covered() == before)
    #expect(try data.verified().isWhole)
    #expect(Files.exists("\(data.path)/cache"))
    #expect(try workshop.succeeds("gc", "--data", data.path).output.contains("nothing to free"))
    let all = try workshop.succeeds("gc", "--dry-run", "--cache", "--data", data.path)
    #expect(all.output.contains("cache/") && all.output.contains("its iteration is sealed"))
    // Of a batch that is out the pictures stay.
    try Files.createDirectory("\(data.path)/pictures/009")
    try Files.writeAtomically([1], to: "\(data.path)/pictures/009/t1.png")
    #expect(try workshop.succeeds("gc", "--cache", "--data", data.path).output.contains("pictures/001/"))
    #expect(try Files.walk("\(data.path)/pictures") == ["009/t1.png"])
  }

  @Test func gcFreesNothingWhereARecordCannotBeBelieved() throws {
    let workshop = try SealedPair.workshop()
    let data = try SealedPair.copy()
    try Files.writeAtomically([0x7B], to: "\(data.path)/iterations/001/embed/stage.json")
    try Files.writeAtomically([0x7B], to: "\(data.path)/iterations/001/manifest.json")
    let outcome = try workshop.run(["gc", "--data", data.path])
    #expect(outcome.code == 6)
    #expect(outcome.errors.contains("iterations/001/manifest.json"))
  }

  @Test(arguments: [0, 1])
  func anIterationIsReproducedBitForBit(_ iteration: Int) throws {
    let workshop = try SealedPair.workshop()
    let outcome = try workshop.run(["reproduce", String(iteration), "--data", "data"])
    #expect(outcome.code == 0, "\(outcome.output) \(outcome.errors)")
    #expect(outcome.output.contains("is reproduced: chain digest \(try workshop.chains()[iteration])"))
    #expect(try workshop.run(["reproduce", "5", "--data", "data"]).code == 2)
  }

  @Test func whatCannotBeReproducedIsNamed() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    let images = try #require(workshop.folderOfImages())
    let name = try #require(workshop.names(images).first)
    try FileManager.default.copyItem(
      atPath: "\(workshop.path)/\(images)/\(name)", toPath: "\(workshop.path)/\(images)/zz-copy.png")
    let outcome = try workshop.run(["reproduce", "0", "--json"])
    #expect(outcome.code == 1)
    let tree = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let first = try #require((tree["stages"] as? [[String: Any]])?.first)
    #expect(first["stage"] as? String == "pool")
    #expect(first["outcome"] as? String == "inputs")
  }

  @Test func thePlanCountsImagesAndRows() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    try workshop.succeeds("run", "1", "--until", "embed")
    let images = try #require(workshop.folderOfImages())
    let name = try #require(workshop.names(images).first)
    try FileManager.default.copyItem(
      atPath: "\(workshop.path)/\(images)/\(name)", toPath: "\(workshop.path)/\(images)/zz-copy.png")
    let plan = try workshop.succeeds("plan", "1")
    #expect(plan.output.contains("pool      runs: input images changed; images: 1 copied"))
    // The pool that embed read before is that of iteration 0, which is still there.
    try workshop.succeeds("run", "1", "--until", "pool")
    #expect(try workshop.succeeds("plan", "1").output.contains("pool: +1 of "))
  }
}
