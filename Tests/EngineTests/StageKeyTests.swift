import Engine
import Storage
import Testing

/// What enters a key, and the keys of builds before.
@Suite struct StageKeyTests {
  /// A stage whose request and iteration are its own.
  private struct Asking: Stage {
    let name = "ask"
    var kind: String { name }
    let version = 1
    let reads: [Artifact] = []
    let parameters: [NamedValue] = []
    var isGivenIteration = false
    var asked = "x"

    func request(_ iteration: Int) throws -> [NamedValue] { [NamedValue("parameters.x", asked)] }
    func run(_ context: StageContext) async throws {}
  }

  private func components(_ stage: any Stage, iteration: Int) throws -> [NamedValue] {
    let data = try FakeData()
    let scope = try data.executor([stage], iteration: 0).scope()
    return try StageKey.components(
      of: stage,
      scope: IterationScope(
        directory: scope.directory, iteration: iteration, earlier: [], manifest: scope.manifest))
  }

  @Test func theIterationEntersOnlyWhereItIsGiven() throws {
    #expect(try components(Asking(), iteration: 1) == components(Asking(), iteration: 2))
    let given = Asking(isGivenIteration: true)
    #expect(try components(given, iteration: 1) != components(given, iteration: 2))
    #expect(try components(given, iteration: 1).contains(NamedValue("iteration", "1")))
  }

  @Test func theRequestEntersFieldByField() throws {
    let changes = RunReason.changes(
      from: try components(Asking(), iteration: 1), to: try components(Asking(asked: "y"), iteration: 1))
    #expect(changes == [.init(name: "request parameters.x", old: "x", new: "y")])
  }

  @Test func aRecordSaysHowItsKeyIsMadeUp() throws {
    let second = try components(Asking(), iteration: 1)
    #expect(second.contains(NamedValue("key", "2")))
    // A record of a build before, whose key was over the same text but for its head.
    let first = [NamedValue("kind", "score"), NamedValue("version", "4")]
    var builder = DigestBuilder()
    for text in ["winnow stage key 1", "kind", "score", "version", "4"] { builder.update(text) }
    #expect(StageKey.key(first) == builder.finalize().hex)
    #expect(StageKey.key(first) != StageKey.key([NamedValue("key", "2")] + first))
  }
}
