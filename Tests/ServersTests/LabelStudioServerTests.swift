import JSON
import Servers
import Synchronization
import Testing

@Suite struct LabelStudioServerTests {
  private func answered(_ count: Int) -> FakeLabelStudio {
    var platform = FakeLabelStudio()
    for number in 1...count {
      platform.tasks.append(
        .init(id: number, data: ["item_id": .string("t\(number - 1)")], meta: ["item_id": .string("t\(number - 1)")]))
      platform.nextTask = number + 1
    }
    return platform
  }

  @Test func checkSaysVersionAndOwner() async throws {
    let fake = FakeServer(FakeLabelStudio())
    #expect(
      try await Given.labelStudio(fake).check()
        == ServerCheck(product: "Label Studio", version: "1.23.2", owner: "alice@example.com"))
    // Whoever is asked for the version need not see a token.
    #expect(fake.requests.map { $0.credential != nil } == [false, true])
  }

  @Test func theProjectIsMadeWithGuidelinesAndOneAnnotation() async throws {
    let fake = FakeServer(FakeLabelStudio())
    let place = try await Given.labelStudio(fake).prepare(Given.sheet(1))
    #expect(place.isNew && place.id == "1" && place.page == "http://127.0.0.1:8080/projects/1/data")
    let project = (fake.platform as? FakeLabelStudio)?.projects.first
    #expect(project?["title"] == .string("t-000-1-ana") && project?["maximum_annotations"] == .int(1))
    #expect(
      project?["expert_instruction"] == .string("<b>what is what</b>") && project?["show_instruction"] == .bool(true))
    #expect(project?["label_config"] == .string("<View/>"))
  }

  @Test func whatDiffersIsBroughtUpToTheSheetAndOnlyThat() async throws {
    let fake = FakeServer(FakeLabelStudio())
    let server = try Given.labelStudio(fake)
    var sheet = Given.sheet(1)
    _ = try await server.prepare(sheet)
    let before = fake.requests.count
    #expect(try await server.prepare(sheet).changed.isEmpty)
    #expect(!fake.requests.dropFirst(before).contains { $0.method == "PATCH" })
    sheet.guidelines = "Look **twice**:\r\n<1 mm & \"deep\"\n\nelse **normal\n"
    _ = try await server.prepare(sheet)
    #expect(
      (fake.platform as? FakeLabelStudio)?.projects.first?["expert_instruction"]
        == .string("Look <b>twice</b>:<br>&lt;1 mm &amp; &quot;deep&quot;<br><br>else **normal<br>"))
    #expect(try await server.prepare(sheet).changed.isEmpty)
    sheet.guidelines = "v2"
    #expect(try await server.prepare(sheet).changed == ["guidelines"])
    sheet.labelConfig = "<View><Image/></View>"
    #expect(try await server.prepare(sheet).changed == ["label_config"])
  }

  @Test func titlesThatContainTheTitleAreOthers() async throws {
    var platform = FakeLabelStudio()
    platform.projects = [["id": .int(1), "title": .string("t-000-1-ana-old")]]
    let server = try Given.labelStudio(FakeServer(platform))
    #expect(
      await serverError { _ = try await server.find("t-000-1-ana") }
        == .noProject(title: "t-000-1-ana", server: "http://127.0.0.1:8080"))
  }

  @Test func twoProjectsOfOneTitleAreNamed() async throws {
    var platform = FakeLabelStudio()
    platform.projects = [3, 8].map { ["id": .int($0), "title": .string("t-000-1-ana")] }
    let server = try Given.labelStudio(FakeServer(platform))
    #expect(
      await serverError { _ = try await server.prepare(Given.sheet(1)) }
        == .severalProjects(title: "t-000-1-ana", ids: ["3", "8"]))
  }

  @Test(arguments: [("ab", TitleProblem.tooShort(limit: 3)), (String(repeating: "x", count: 51), .tooLong(limit: 50))])
  func aTitleThatTheServerWouldNotTakeIsRefused(_ given: (String, TitleProblem)) async throws {
    let server = try Given.labelStudio(FakeServer(FakeLabelStudio()))
    #expect(
      await serverError { _ = try await server.prepare(Given.sheet(1, title: given.0)) }
        == .title(given.0, given.1))
  }

  @Test func copiesWithoutWorkAreRemovedAndOthersNamed() async throws {
    var platform = answered(3)
    platform.projects = [["id": .int(1), "title": .string("t-000-1-ana")]]
    let work = JSONValue.object(["id": .int(9)])
    // Of t0 the later copy has an answer, of t1 both have work, of t2 the later one has nothing.
    platform.tasks.append(.init(id: 4, data: platform.tasks[0].data, meta: platform.tasks[0].meta, annotations: [work]))
    platform.tasks.append(.init(id: 5, data: platform.tasks[1].data, meta: platform.tasks[1].meta, drafts: [work]))
    platform.tasks.append(.init(id: 6, data: platform.tasks[2].data, meta: platform.tasks[2].meta))
    platform.tasks[1].annotations = [work]
    let fake = FakeServer(platform)
    let result = try await Given.labelStudio(fake).push(Given.sheet(3))
    #expect(result == SendResult(total: 3, found: 3, removed: 2, doubled: ["t1"], foreign: 0))
    #expect((fake.platform as? FakeLabelStudio)?.tasks.map(\.id) == [2, 3, 4, 5])
  }

  @Test func tasksThatAPersonImportedByHandAreFoundByTheirData() async throws {
    var platform = FakeLabelStudio()
    platform.tasks = [
      .init(id: 1, data: ["item_id": .string("t0")], meta: [:]), .init(id: 2, data: ["image": .string("x")], meta: [:]),
    ]
    platform.nextTask = 3
    let result = try await Given.labelStudio(FakeServer(platform)).push(Given.sheet(2))
    #expect(result == SendResult(total: 2, found: 1, foreign: 1))
  }

  @Test func pullHandsOutRepliesAsTheyCame() async throws {
    var platform = answered(3)
    platform.tasks[0].annotations = [.object(["was_cancelled": .bool(false)]), .object(["was_cancelled": .bool(true)])]
    platform.tasks[2].drafts = [.object(["id": .int(1)])]
    let files = Mutex<[String: [UInt8]]>([:])
    let place = SheetPlace(title: "t-000-1-ana", id: "1", page: "")
    let result = try await Given.labelStudio(FakeServer(platform)).pull(from: place, since: nil) { name, bytes in
      files.withLock { $0[name] = bytes }
    }
    #expect(
      result
        == PullResult(
          files: ["full-20261130T205715Z.json"], isFull: true, began: 1_796_072_235_000_000, tasks: 3, answers: 2,
          skipped: 1, drafts: 1))
    #expect(try await Given.labelStudio(FakeServer(platform)).answers(at: place) == 2)
    let bytes = files.withLock { $0["full-20261130T205715Z.json"] }
    #expect(bytes?.first == UInt8(ascii: "[") && (bytes?.count ?? 0) > 100)
  }

  @Test func aLaterPullAsksOnlyForWhatHasChanged() async throws {
    let fake = FakeServer(answered(3))
    let place = SheetPlace(title: "t-000-1-ana", id: "1", page: "")
    let result = try await Given.labelStudio(fake).pull(from: place, since: 1_796_072_235_000_000) { _, _ in }
    #expect(!result.isFull && result.files == ["changed-20261130T205715Z-001.json"])
    let query = fake.requests.compactMap { FakeRequest($0).query["query"] }.first
    #expect(query?.contains(#""operator":"greater""#) == true && query?.contains("2026-11-30T20:57:05.000000Z") == true)
    #expect(fake.requests.contains { FakeRequest($0).query["ids[]"] == "1,2,3" })
  }

  @Test func anExportThatIsTooLargeComesInParts() async throws {
    let fake = FakeServer(answered(5)) { _, request in
      let query = FakeRequest(request).query
      guard query["exportType"] != nil else { return nil }
      return query["ids[]"].map { $0.split(separator: ",").count > 2 } ?? true ? .lost(.tooLarge) : nil
    }
    let place = SheetPlace(title: "t-000-1-ana", id: "1", page: "")
    let result = try await Given.labelStudio(fake).pull(from: place, since: nil) { _, _ in }
    #expect(result.isFull && result.tasks == 5 && result.files.count == 3)
  }

  @Test func aPersonalTokenIsExchangedAndExchangedAgainWhenItIsOver() async throws {
    let personal = "eyJhbGciOiJIUzI1NiJ9.eyJ0b2tlbl90eXBlIjoi.c2ln"
    let exchanged = Mutex(0)
    let fake = FakeServer(FakeLabelStudio()) { _, request in
      guard !request.url.hasSuffix("/api/token/refresh/") else {
        guard FakeRequest(request).members["refresh"] == .string(personal), request.credential == nil else {
          return nil
        }
        let count = exchanged.withLock { count in
          count += 1
          return count
        }
        return .instead(.json(.object(["access": .string("access-\(count)")])))
      }
      // The first that was exchanged is over at once.
      return exchanged.withLock { $0 } == 1 ? .instead(.text(#"{"detail":"access-1 over"}"#, status: 401)) : nil
    }
    let server = LabelStudioServer(
      address: try ServerAddress("http://127.0.0.1:8080"), token: try Secret(personal), source: Given.source,
      transport: fake, clock: FakeClock().clock)
    #expect(try await server.users().users.map(\.email) == ["ana@example.com"])
    #expect(exchanged.withLock { $0 } == 2)
    #expect(fake.requests.last?.credential?.prefix == "Bearer ")
  }
}
