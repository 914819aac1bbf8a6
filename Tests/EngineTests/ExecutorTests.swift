import Engine
import Foundation
import Storage
import Testing

@Suite struct ExecutorTests {
  private let a = FakeStage(name: "a", text: "A")
  private var b: FakeStage { FakeStage(name: "b", reads: [a.out], text: "B") }
  private var c: FakeStage { FakeStage(name: "c", reads: [b.out], text: "C") }

  @Test func runsWhatIsNewAndSkipsWhatIsDone() async throws {
    let data = try FakeData()
    #expect(FakeData.words(try await data.run([a, b, c]).stages) == ["a new", "b new", "c new"])
    #expect(FakeData.words(try await data.run([a, b, c]).stages) == ["a same", "b same", "c same"])
    let text = try Files.read(data.directory.iteration(0) + "/c/out.txt")
    #expect(String(decoding: text, as: UTF8.self) == "CBA")
  }

  @Test func aChangedParameterRunsTheStageAndThoseBehindIt() async throws {
    let data = try FakeData()
    _ = try await data.run([a, b, c])
    var other = b
    other.parameters = [NamedValue("below", "0.2")]
    other.text = "b"
    #expect(
      FakeData.words(try await data.run([a, other, c]).stages)
        == ["a same", "b changed parameter below", "c changed input b/out.txt"])
  }

  @Test func theSameContentDoesNotMakeStagesBehindItStale() async throws {
    let data = try FakeData()
    _ = try await data.run([a, b, c])
    var other = b
    other.parameters = [NamedValue("below", "0.2")]
    #expect(
      FakeData.words(try await data.run([a, other, c]).stages) == ["a same", "b changed parameter below", "c same"])
  }

  @Test func aLostOutputIsMadeAgain() async throws {
    let data = try FakeData()
    _ = try await data.run([a, b])
    try Files.remove(data.directory.iteration(0) + "/a/out.txt")
    #expect(FakeData.words(try await data.run([a, b]).stages) == ["a lost out.txt", "b same"])
  }

  @Test func aFailedStageLeavesNothing() async throws {
    let data = try FakeData()
    var failing = b
    failing.failure = FakeFailure()
    await #expect(throws: FakeFailure()) { try await data.run([a, failing, c]) }
    #expect(!Files.exists(data.directory.iteration(0) + "/b"))
    #expect(try Files.list(data.directory.path("staging")).isEmpty)
    #expect(FakeData.words(try await data.run([a, b, c]).stages) == ["a same", "b new", "c new"])
  }

  @Test func theRunLogKeepsTheCodeOfWhatAStageFailedBy() async throws {
    let data = try FakeData()
    var failing = a
    for failure in [StorageError.missing(path: "x"), FakeFailure(), CancellationError()] as [any Error] {
      failing.failure = failure
      await #expect(throws: (any Error).self) { try await data.run([failing]) }
    }
    let log = RunLog.read(try Files.read(data.directory.iteration(0) + "/runs.jsonl"))
    #expect(log.broken == nil)
    #expect(
      log.lines.map(\.outcome) == ["begun", "storage.missing", "begun", "failed", "begun", "interrupted"])
  }

  @Test func aFailedStageThatRanBeforeKeepsItsOldOutputs() async throws {
    let data = try FakeData()
    _ = try await data.run([a, b])
    var failing = b
    failing.parameters = [NamedValue("x", "1")]
    failing.failure = FakeFailure()
    await #expect(throws: FakeFailure()) { try await data.run([a, failing]) }
    #expect(FakeData.words(try await data.run([a, b]).stages) == ["a same", "b same"])
  }

  @Test func stopsForPeopleAndGoesOn() async throws {
    let data = try FakeData()
    var waiting = b
    waiting.traits = .waitsForPeople
    let open = waiting
    waiting.missing = Waiting(stage: "b", round: 1, inbox: "inbox", parts: [], unusable: [])
    let summary = try await data.run([a, waiting, c])
    #expect(FakeData.words(summary.stages) == ["a new", "b waits"])
    #expect(summary.waiting?.inbox == "inbox")
    #expect(FakeData.words(try await data.run([a, open, c]).stages) == ["a same", "b new", "c new"])
  }

  @Test func whatIsPublishedIsFrozenWithAllBeforeIt() async throws {
    let data = try FakeData()
    var publishing = b
    publishing.traits = .publishes
    _ = try await data.run([a, publishing], extent: .until("b"))
    var edited = a
    edited.text = "other"
    edited.parameters = [NamedValue("x", "1")]
    #expect(
      FakeData.words(try await data.run([edited, publishing, c]).stages) == ["a frozen by b", "b frozen by b", "c new"])
  }

  @Test func aSealedIterationIsNeverWrittenAgain() async throws {
    let data = try FakeData()
    var last = c
    last.traits = .seals
    let summary = try await data.run([a, b, last])
    let seal = try #require(summary.seal)
    let manifest = try Files.read(Iteration(data.directory, 0).manifestPath)
    var edited = a
    edited.parameters = [NamedValue("x", "1")]
    let again = try await data.run([edited, b, last])
    #expect(again.wasSealed)
    #expect(again.seal == seal)
    #expect(try Files.read(Iteration(data.directory, 0).manifestPath) == manifest)
    #expect(FakeData.words(try data.executor([edited, b, last]).plan()) == ["a sealed", "b sealed", "c sealed"])
  }

  @Test func notesAreKeptAndOutputsAndRemarksAreNot() async throws {
    let data = try FakeData()
    var noting = b
    noting.notes = ["3 of 4 are \"odd\"/new\n", "second"]
    _ = try await data.run([a, noting])
    let scope = try data.executor([a, noting]).scope()
    #expect(try StageNotes.all(scope).map(\.stage) == ["b", "b"])
    #expect(try StageNotes.all(scope).map(\.text) == noting.notes)
    #expect(scope.manifest.output(StageNotes.artifact("b")) != nil)
    #expect(scope.manifest.output(StageNotes.artifact("a")) == nil)
    #expect(StageNotes.inputs(scope).map(\.name) == ["b/notes.json"])
  }

  @Test func needsTheIterationBeforeSealed() async throws {
    let data = try FakeData()
    _ = try await data.run([a, b])
    await #expect(throws: EngineError.previousNotSealed(iteration: 1, reached: nil)) {
      try await data.run([a, b], iteration: 1)
    }
  }

  @Test func theChainDependsOnTheIterationBefore() async throws {
    let one = try FakeData()
    let two = try FakeData()
    var last = c
    last.traits = .seals
    var other = a
    other.text = "other"
    let first = try await one.run([a, b, last]).seal
    let different = try await two.run([other, b, last]).seal
    #expect(first?.chain != different?.chain)
    let second = try await one.run([a, b, last], iteration: 1).seal
    let secondOfOther = try await two.run([a, b, last], iteration: 1).seal
    #expect(second?.chain != secondOfOther?.chain)
  }

  @Test func aRunThatWasKilledBeforeTheManifestIsTakenUp() async throws {
    let data = try FakeData()
    _ = try await data.run([a])
    let before = try Files.read(Iteration(data.directory, 0).manifestPath)
    _ = try await data.run([a, b])
    // As if the power had gone between the rename of b's folder and the manifest.
    try Files.writeAtomically(before, to: Iteration(data.directory, 0).manifestPath)
    #expect(FakeData.words(try await data.run([a, b, c]).stages) == ["a same", "b same", "c new"])
  }

  @Test func onlyOneStageNeedsThoseBeforeItUpToDate() async throws {
    let data = try FakeData()
    await #expect(throws: EngineError.upstreamNotReady(stage: "b", upstream: "a")) {
      try await data.run([a, b, c], extent: .only("b"))
    }
    _ = try await data.run([a, b, c], extent: .until("a"))
    #expect(FakeData.words(try await data.run([a, b, c], extent: .only("b")).stages) == ["a same", "b new"])
    await #expect(throws: EngineError.unknownStage("d", known: ["a", "b", "c"])) {
      try await data.run([a, b, c], extent: .until("d"))
    }
  }

  @Test func thePlanChangesNothingAndNamesTheStagesBehind() async throws {
    let data = try FakeData()
    _ = try await data.run([a, b, c])
    var edited = a
    edited.parameters = [NamedValue("x", "1")]
    let files = try Files.walk(data.directory.root)
    #expect(
      FakeData.words(try data.executor([edited, b, c]).plan()) == ["a changed parameter x", "b after a", "c after b"])
    #expect(try Files.walk(data.directory.root) == files)
  }
}
