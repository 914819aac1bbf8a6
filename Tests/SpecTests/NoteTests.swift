import Spec
import Testing

/// What is no mistake and is reported all the same.
@Suite struct NoteTests {
  private static let pair = Specs.short.replacing("[{id: ana}]", with: "[{id: ana}, {id: ben}]")

  @Test func aSpecWithoutASeniorAsksNothingAgainAndSaysSo() throws {
    let loaded = try Specs.read(Self.pair)
    #expect(loaded.spec.stages.ingest.escalate.isEmpty)
    #expect(loaded.spec.stages.ingest.tiebreak == .none)
    #expect(
      loaded.notes.map(\.rendered) == [
        """
        spec.yaml:6:13: note: nobody is a senior: what annotators disagree on or are unsure of is not asked again, and a tie \
        stays undecided
            6 | annotators: [{id: ana}, {id: ben}]
              |             ^~~~~~~~~~~~~~~~~~~~~~ write 'senior: true' for one of them, or 'escalate: []' under 'ingest' if it is meant so
        """
      ])
  }

  @Test func whatIsMeantSoIsNotTold() throws {
    #expect(try Specs.read(Self.pair + "stages: {ingest: {escalate: []}}\n").notes.isEmpty)
    #expect(try Specs.read(Self.pair.replacing("{id: ana}", with: "{id: ana, senior: true}")).notes.isEmpty)
  }

  @Test func onePersonAloneCannotDisagree() throws {
    #expect(try Specs.read(Specs.short).notes.isEmpty)
  }

  @Test func theResolvedSpecHasNothingMoreToSay() throws {
    let loaded = try Specs.read(Self.pair)
    #expect(try Specs.read(loaded.resolvedYAML).notes.isEmpty)
  }
}
