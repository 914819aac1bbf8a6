import Pipeline
import Storage
import Testing

/// The history of an image's label.
@Suite struct LabelTraceTests {
  @Test func votesOfBothRoundsAreOneEvent() async throws {
    let (small, marked) = (try await PreparedPipelines.shared(), try await PreparedPipelines.marked())
    let trace = try LabelTrace(small.directory(), image: marked.disputed)
    let event = try #require(trace.events.first)
    #expect(trace.events.count == 1 && event.iteration == 0 && event.decidedBy == "majority")
    #expect(event.label == SmallPipeline.wrong(marked.disputed) && event.supersededLabel == nil)
    #expect(
      event.votes.map { "\($0.annotator) \($0.label ?? "-") \($0.round)" } == [
        "ben \(SmallPipeline.truth(marked.disputed)) 1", "chi \(SmallPipeline.wrong(marked.disputed)) 1",
        "ana \(SmallPipeline.wrong(marked.disputed)) 2",
      ])
    #expect(event.votes.allSatisfy { $0.lateFrom == nil })
    let bytes = try Files.digest(of: "\(small.path)/images/\(marked.disputed)").digest.hex
    #expect(event.sha256 == bytes && trace.places.map(\.sha256) == [bytes])
    #expect(trace.places.map(\.iteration) == [0] && trace.places.map(\.images) == [[marked.disputed]])
  }

  @Test func aCorrectionWaitsAndIsThenTakenInOnce() async throws {
    let marked = try await PreparedPipelines.marked()
    let waiting = try LabelTrace(await PreparedPipelines.withAmendments().directory(), image: marked.corrected).events
    #expect(waiting.map(\.iteration) == [0, nil] && waiting.map(\.decidedBy) == ["unanimous", "correction"])
    let taken = try LabelTrace(await PreparedPipelines.shared().directory(), image: marked.corrected).events
    #expect(taken.map(\.iteration) == [0, 1] && taken.map(\.decidedBy) == ["unanimous", "correction"])
    for event in [waiting[1], taken[1]] {
      #expect(event.author == "lea" && event.reason == "seen again")
      #expect(event.label == SmallPipeline.wrong(marked.corrected) && event.image == marked.corrected)
      #expect(event.supersededLabel == SmallPipeline.truth(marked.corrected) && event.supersededIteration == 0)
    }
  }

  @Test func aLateAnswerSaysWhichIterationHadAsked() async throws {
    let (small, marked) = (try await PreparedPipelines.shared(), try await PreparedPipelines.marked())
    let events = try LabelTrace(small.directory(), image: marked.late).events
    #expect(events.map(\.iteration) == [0, 1] && events.map(\.label) == [nil, SmallPipeline.truth(marked.late)])
    #expect(events[0].votes.count == 2 && events[1].votes.map(\.annotator) == ["ana"])
    #expect(events[1].votes.map(\.lateFrom) == [0])
  }

  @Test func bytesAreFollowedUnderTheirNewName() async throws {
    let (small, marked) = (try await PreparedPipelines.withAmendments(), try await PreparedPipelines.marked())
    try small.write(try Files.read("\(small.path)/images/\(marked.disputed)"), to: "images/moved/there.png")
    try small.remove("images/\(marked.disputed)")
    try await small.run(1, .until("pool"))
    let old = try LabelTrace(small.directory(), image: marked.disputed)
    #expect(old.places.map(\.iteration) == [0, 1])
    #expect(old.places.map(\.images) == [[marked.disputed], ["moved/there.png"]])
    let new = try LabelTrace(small.directory(), image: "moved/there.png")
    #expect(new.events.map(\.image) == [marked.disputed] && new.events.map(\.label) == old.events.map(\.label))
    #expect(try LabelTrace(small.directory(), image: "nowhere.png").events.isEmpty)
  }
}
