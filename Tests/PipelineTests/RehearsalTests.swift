import Engine
import Pipeline
import Stages
import Storage
import Testing

/// Simulated annotators that answer as people would.
@Suite struct AnnotationRehearsalTests {
  private func rehearsal(_ small: SmallPipeline, perfect: Bool = true) throws -> AnnotationRehearsal {
    AnnotationRehearsal(try small.project(), truthPath: "\(small.path)/truth.csv", world: perfect ? .perfect : .panel)
  }

  @Test func thoseWhoNeverErrLabelWhatTheImagesShow() async throws {
    let small = try SmallPipeline()
    #expect(try rehearsal(small).answer(0).round == nil)
    var answered: [[Int]] = []
    let seal = try await IterationRehearsal(small.project(), rehearsal: rehearsal(small))
      .run(0, progress: SilentProgress()) { answered.append([$0, $1]) }
    #expect(answered == [[1, 3]] && seal.chain.count == 64)
    let labels = try small.table("000/ingest-2/labels")
    let ids = try labels.strings("image_id").strings
    #expect(try ids.count == 9 && labels.optionalStrings("label") == ids.map(SmallPipeline.truth))
    let files = try Files.list("\(small.path)/data/inbox/000")
    #expect(files.count == 3 && files.allSatisfy { $0.hasSuffix(".csv") })
  }

  @Test func theLatestRoundIsAnswered() async throws {
    let small = try SmallPipeline()
    try await small.run(0)
    try small.answer(0, round: 1) { person, image in
      person == "chi" ? SmallPipeline.wrong(image) : SmallPipeline.truth(image)
    }
    #expect(try await small.run(0).waiting?.round == 2)
    let outcome = try rehearsal(small).answer(0)
    #expect(outcome.round == 2 && outcome.files.count == 1)
    #expect(outcome.files.allSatisfy { $0.hasPrefix("\(small.path)/data/inbox/000/") && Files.exists($0) })
    #expect(try await small.run(0).seal != nil)
  }

  @Test func imagesWhoseTruthIsNotGivenAreNamed() async throws {
    let small = try SmallPipeline()
    try await small.run(0)
    let image = try #require(try small.asked(0, round: 1).first?.image)
    try small.write(
      SmallPipeline.csv((SmallPipeline.images + [SmallPipeline.torn]).filter { $0 != image }), to: "truth.csv")
    do {
      _ = try rehearsal(small).answer(0)
      Issue.record("an image without a truth was answered")
    } catch DataError.rowsMissing(_, let images) {
      #expect(images == [image])
    }
    try small.write("image,label\nnowhere.png,good\n", to: "truth.csv")
    #expect(throws: DataError.self) { try rehearsal(small).answer(0) }
  }
}
