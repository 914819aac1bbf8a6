import Pipeline
import Testing

/// The end of a round of labelling before all answers are in.
@Suite struct RoundClosingTests {
  @Test func theRoundIsClosedThatIsWaitedFor() async throws {
    let small = try SmallPipeline()
    try await small.run(0, .until("seed"))
    #expect(try RoundClosing(small.project()).close(0, reason: "too early") == nil)
    try await small.run(0)
    try small.answer(0, round: 1) { person, image in
      person == "ana" ? nil : person == "chi" ? SmallPipeline.wrong(image) : SmallPipeline.truth(image)
    }
    let asked = Dictionary(grouping: try small.asked(0, round: 1), by: \.annotator).mapValues(\.count)
    let first = try RoundClosing(small.project()).close(0, reason: "ana is away")
    #expect(first == "\(small.path)/data/inbox/000/round-1.closed")
    let text = try small.read("data/inbox/000/round-1.closed")
    let lines = ["ana", "ben", "chi"].map { "\($0): \($0 == "ana" ? 0 : asked[$0] ?? 0) of \(asked[$0] ?? 0)" }
    #expect(text == "ana is away\n" + lines.joined(separator: "\n") + "\n")
    let summary = try await small.run(0)
    #expect(summary.waiting?.round == 2)
    let second = try RoundClosing(small.project()).close(0, reason: "nor now")
    #expect(second == "\(small.path)/data/inbox/000/round-2.closed")
    #expect(try await small.run(0).seal != nil)
    #expect(try RoundClosing(small.project()).close(0, reason: "once more") == nil)
  }
}
