import JSON
import Servers
import Synchronization
import Testing

/// Both servers, whatever happens on the way: each task is there once.
@Suite struct PushTests {
  private var labelStudio: LabelStudioServer.Limits {
    var limits = LabelStudioServer.Limits()
    (limits.tasks, limits.page) = (4, 3)
    return limits
  }

  private var argilla: ArgillaServer.Limits {
    var limits = ArgillaServer.Limits()
    (limits.tasks, limits.page) = (4, 3)
    return limits
  }

  private let sheet = Given.sheet(11)

  private func ids(_ platform: any FakePlatform) -> [String] {
    if let platform = platform as? FakeLabelStudio { return platform.tasks.map { $0.data["item_id"]?.text ?? "" } }
    return (platform as? FakeArgilla)?.records.map { $0["external_id"]?.text ?? "" } ?? []
  }

  /// Sends a sheet with mishaps and then without; what is there afterwards, and how many requests the first took.
  private func push(
    _ platform: any FakePlatform, mishap: @escaping @Sendable (Int) -> Mishap?
  ) async throws -> (SendResult, any FakePlatform, Int) {
    let first = FakeServer(platform) { number, _ in mishap(number) }
    _ = try? await server(first).push(sheet)
    let second = FakeServer(first.platform)
    let result = try await server(second).push(sheet)
    return (result, second.platform, first.requests.count)
  }

  private func server(_ transport: FakeServer) throws -> any LabellingServer {
    transport.platform is FakeLabelStudio
      ? try Given.labelStudio(transport, labelStudio) : try Given.argilla(transport, argilla)
  }

  @Test(arguments: [true, false])
  func killedAtAnyRequestAndRunAgainEachTaskIsThereOnce(_ isArgilla: Bool) async throws {
    let empty: any FakePlatform = isArgilla ? FakeArgilla() : FakeLabelStudio()
    let count = try await push(empty) { _ in nil }.2
    #expect(count > 8)
    for killed in 1...count {
      for mishap in [Mishap.killedBefore, .killedAfter] {
        let (result, platform, _) = try await push(empty) { $0 == killed ? mishap : nil }
        #expect(ids(platform) == sheet.tasks.map(\.id), "killed at request \(killed)")
        #expect(result.total == 11 && result.doubled.isEmpty && result.foreign == 0)
        check(platform)
      }
    }
  }

  @Test(arguments: [true, false])
  func whateverIsLostOnTheWayOfAnyRequestEachTaskIsThereOnce(_ isArgilla: Bool) async throws {
    let empty: any FakePlatform = isArgilla ? FakeArgilla() : FakeLabelStudio()
    let mishaps: [Mishap] = [
      .done(.timedOut), .lost(.timedOut), .done(.brokenOff(words: "reset")), .lost(.notSent(words: "refused")),
      .instead(HTTPReply(status: 503)), .instead(.text(#"{"id":"#, status: 200)), .instead(HTTPReply(status: 429)),
    ]
    let count = try await push(empty) { _ in nil }.2
    for number in 1...count {
      for mishap in mishaps {
        let (_, platform, _) = try await push(empty) { $0 == number ? mishap : nil }
        #expect(ids(platform).sorted() == sheet.tasks.map(\.id).sorted(), "\(mishap) at request \(number)")
        check(platform)
      }
    }
  }

  /// That the project is whole and there once.
  private func check(_ platform: any FakePlatform) {
    if let platform = platform as? FakeLabelStudio { #expect(platform.projects.count == 1) }
    guard let platform = platform as? FakeArgilla else { return }
    #expect(platform.workspaces.count == 1 && platform.datasets.count == 1 && platform.members.count == 1)
    #expect(platform.fields.count == 1 && platform.questions.count == 2)
    #expect(platform.datasets.first?["status"] == .string("ready"))
  }

  @Test(arguments: [true, false])
  func a413HalvesTheBatchAndGoesOn(_ isArgilla: Bool) async throws {
    var (studio, argilla) = (FakeLabelStudio(), FakeArgilla())
    (studio.most, argilla.most) = (1, 1)
    let fake = FakeServer(isArgilla ? argilla : studio)
    let result = try await server(fake).push(sheet)
    #expect(result.total == 11 && ids(fake.platform) == sheet.tasks.map(\.id))
  }

  @Test(arguments: [true, false])
  func aTaskThatIsTooLargeAloneIsNamed(_ isArgilla: Bool) async throws {
    var (studio, argilla) = (FakeLabelStudio(), FakeArgilla())
    (studio.most, argilla.most) = (0, 0)
    let fake = FakeServer(isArgilla ? argilla : studio)
    let server = try server(fake)
    let error = await serverError { _ = try await server.push(sheet) }
    guard case .taskTooLarge(_, "t0", _) = error else { throw Killed() }
  }

  @Test func picturesAreAskedForOnlyWhereTheyAreSent() async throws {
    let fake = FakeServer(FakeLabelStudio()) { number, _ in number == 6 ? .killedBefore : nil }
    let asked = Mutex<[String]>([])
    func push(_ server: any LabellingServer) async throws {
      let place = try await server.prepare(sheet)
      _ = try await server.send(sheet, to: place) { id in
        asked.withLock { $0.append(id) }
        return "data:,"
      } progress: { _ in
      }
    }
    try? await push(server(fake))
    let there = ids(fake.platform).count
    #expect(there == 4)
    asked.withLock { $0 = [] }
    try await push(server(FakeServer(fake.platform)))
    #expect(asked.withLock { $0 } == sheet.tasks.dropFirst(there).map(\.id))
  }

  @Test func progressCountsUpToAll() async throws {
    let seen = Mutex<[Int]>([])
    let server = try server(FakeServer(FakeArgilla()))
    let place = try await server.prepare(sheet)
    _ = try await server.send(sheet, to: place, picture: { _ in "data:," }) { step in
      seen.withLock { $0.append(step.done) }
    }
    #expect(seen.withLock { $0 } == [0, 4, 8, 11])
  }
}
