import Columnar
import Engine
import Labelling
import Stages
import Storage
import Testing

/// What came after the seal: late answers, and people's corrections.
@Suite struct AmendStageTests {
  private let bench: Workbench
  private let setup: StageSetup

  init() throws {
    bench = try Workbench()
    setup = try bench.setup(stages: ["ingest": "{escalate: []}"], amends: true)
  }

  private static let images = ["a.png", "b.png"]

  private func pool() throws -> GivenStage { try .pool(Self.images.map { PoolRow(id: $0) }) }

  /// A sealed iteration: both say that a is scratched; Ana alone that b has a dent.
  private func label() async throws {
    let stages: [any Stage] = [
      try pool(), try GivenStage.seed(Self.images), ExportStage(setup, round: 1, first: true),
      IngestStage(setup, round: 1), ExportStage(setup, round: 2, first: true), IngestStage(setup, round: 2),
      GivenStage.seal,
    ]
    try await bench.run(stages)
    try bench.answer("first.csv") { who, image in
      image == "a.png" ? ("scratch", "") : who == "ana" ? ("dent", "") : nil
    }
    try bench.close(round: 1)
    #expect(try await bench.run(stages).seal != nil)
  }

  private func amendments(_ iteration: Int) throws -> Amendments {
    try Amendments(bench.directory, earlier: Iteration(bench.directory, iteration).earlier())
  }

  /// An iteration that asks nobody and takes in what waits.
  private func amend(_ iteration: Int) async throws -> Table {
    try await bench.run(
      [
        pool(), AmendStage(setup), GivenStage.cluster([]), ExportStage(setup, round: 1, first: false),
        IngestStage(setup, round: 1), ExportStage(setup, round: 2, first: false), IngestStage(setup, round: 2),
        GivenStage.seal,
      ], iteration)
    return try bench.table(Catalogue.Amend.labels, iteration)
  }

  private func correct(_ number: Int, _ label: String, image: String = "a.png", sha256: String? = nil) -> Correction {
    Correction(
      image: image, sha256: sha256, label: label, author: "eva", reason: "looked at it again", number: number,
      supersedes: .init(label: "scratch", iteration: 0), time: "2026-01-01T00:00:00Z")
  }

  @Test func whatAnIterationHasTakenInDoesNotWait() async throws {
    try await label()
    #expect(try amendments(1).isEmpty)
    #expect(try Amendments.areDue(bench.directory, iteration: 1) == false)
    // The same rows under another name are the same bytes.
    let form = try Files.read("\(bench.directory.inbox(0))/first.csv")
    try Files.writeAtomically(form, to: "\(bench.directory.inbox(0))/copy.csv")
    #expect(try amendments(1).isEmpty)
    try bench.answer("late.csv") { $0 == "ben" && $1 == "b.png" ? ("clean", "") : nil }
    #expect(try amendments(1).late.map(\.kept) == ["000/late.csv"])
    #expect(try Amendments.areDue(bench.directory, iteration: 1))
    _ = try await amend(1)
    #expect(try amendments(2).isEmpty)
  }

  @Test func lateAnswersAreResolvedTogetherWithTheEarlierOnes() async throws {
    try await label()
    // Ben answers what he had not, and changes his mind.
    try bench.answer("late.csv") { who, image in who == "ben" ? (image == "a.png" ? "dent" : "clean", "") : nil }
    let table = try await amend(1)
    #expect(try table.strings("image_id").strings == Self.images)
    // One vote each, in which the senior's counts.
    #expect(try table.optionalStrings("label") == ["scratch", "dent"])
    #expect(try table.strings("decided_by").strings == ["senior", "senior"])
    #expect(try table.int32s("votes") == [2, 2] && table.doubles("agreement") == [0.5, 0.5])
    #expect(try table.optionalStrings("superseded_label") == ["scratch", "dent"])
    #expect(try table.optionalInt32s("superseded_iteration") == [0, 0] && table.optionalInt32s("late_from") == [0, 0])
    #expect(try table.optionalDigests("sha256") == Self.images.map { PictureJoinTests.bytes($0) })
    #expect(try bench.table(Catalogue.Amend.annotations, 1).int32s("late_from") == [0, 0])
    #expect(Files.exists(try bench.scope(1).path(Artifact("amend", "raw/000/late.csv"))))
    // From then on the amended decision holds.
    let history = try LabelHistory(setup, bench.scope(1))
    #expect(history.entries.map { "\($0.imageID) \($0.iteration) \($0.votes)" } == ["a.png 1 2", "b.png 1 2"])
  }

  @Test func aCorrectionOutweighsVotesBeforeAndAfterIt() async throws {
    try await label()
    try CorrectionFolder(bench.directory).append([correct(1, "clean")])
    let first = try await amend(1)
    #expect(try first.strings("image_id").strings == ["a.png"] && first.optionalStrings("label") == ["clean"])
    #expect(try first.strings("decided_by").strings == ["correction"] && first.optionalStrings("author") == ["eva"])
    #expect(try first.optionalStrings("superseded_label") == ["scratch"] && first.doubles("weight") == [1])
    #expect(try first.int32s("votes") == [2])

    try bench.answer("late.csv") { who, image in who == "ben" ? ("dent", "") : nil }
    let second = try await amend(2)
    #expect(try second.strings("image_id").strings == ["b.png"])
    #expect(try second.strings("decided_by").strings == ["unanimous"] && second.optionalStrings("label") == ["dent"])
    // The answers themselves are kept all the same.
    #expect(try bench.table(Catalogue.Amend.annotations, 2).rowCount == 2)
    let history = try LabelHistory(setup, bench.scope(2))
    #expect(history.entries.map { "\($0.imageID) \($0.label ?? "-")" } == ["a.png clean", "b.png dent"])
  }

  @Test func ofSeveralCorrectionsTheLastHolds() async throws {
    try await label()
    let corrections = (1...9).map { correct($0, $0 == 9 ? "dent" : "clean") }
    let book = CorrectionFolder(bench.directory)
    try book.append(Array(corrections.reversed()))
    #expect(try book.entries().map(\.correction.number) == Array(1...9))
    let table = try await amend(1)
    #expect(try table.optionalStrings("label") == ["dent"] && table.strings("image_id").strings == ["a.png"])
    // What stood before all of them is what they stand in for.
    #expect(try table.optionalStrings("superseded_label") == ["scratch"])
    #expect(try amendments(2).isEmpty)
  }

  @Test func aCorrectionIsOfTheBytesThatItNamesAndOfAClassThatThereIs() async throws {
    try await label()
    let bytes = PictureJoinTests.bytes("b.png").hex
    let book = CorrectionFolder(bench.directory)
    try book.append([correct(1, "cannot_tell", image: "renamed.png", sha256: bytes)])
    let table = try await amend(1)
    #expect(try table.strings("image_id").strings == ["b.png"] && table.optionalStrings("label") == [nil])
    #expect(try table.doubles("weight") == [0])
    try book.append([correct(2, "crack")])
    await #expect(throws: DataError.correctedToUnknownClass(image: "a.png", value: "crack", author: "eva")) {
      try await amend(2)
    }
  }

  @Test func aCorrectionThatIsNotWhatItsNameSaysIsDamage() async throws {
    let book = CorrectionFolder(bench.directory)
    try book.append([correct(1, "clean")])
    let folder = bench.directory.path(CorrectionFolder.folder)
    let name = try #require(try Files.list(folder).first)
    let bytes = try Files.read("\(folder)/\(name)")
    try Files.writeAtomically(bytes + [0x0A], to: "\(folder)/\(name)")
    #expect(throws: EngineError.self) { try book.entries() }
  }
}
