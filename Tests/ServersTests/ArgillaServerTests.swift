import JSON
import Servers
import Synchronization
import Testing

@Suite struct ArgillaServerTests {
  @Test func usersAreKeptWithoutTheirKeys() async throws {
    let list = try await Given.argilla(FakeServer(FakeArgilla())).users()
    #expect(list.users == [UserList.User(id: "u7", name: "ana", email: "")])
    #expect(!String(decoding: list.reply, as: UTF8.self).contains("api"))
  }

  @Test func datasetAndQuestionsAreMade() async throws {
    let fake = FakeServer(FakeArgilla())
    let place = try await Given.argilla(fake).prepare(Given.sheet(1))
    #expect(place.isNew && place.id == "d1")
    let platform = fake.platform as? FakeArgilla
    #expect(
      platform?.datasets.first?["distribution"] == .object(["strategy": .string("overlap"), "min_submitted": .int(1)]))
    #expect(platform?.datasets.first?["guidelines"] == .string("# what is what"))
    #expect(platform?.questions.compactMap { $0["name"]?.text } == ["label", "confidence"])
    #expect(platform?.members.first?["user_id"] == .string("u7"))
  }

  @Test func otherClassesNeedAnotherDataset() async throws {
    let server = try Given.argilla(FakeServer(FakeArgilla()))
    _ = try await server.prepare(Given.sheet(1))
    let more = Given.sheet(1, classes: ["open", "short", "spur"])
    #expect(
      await serverError { _ = try await server.prepare(more) }
        == .otherClasses(
          title: "t-000-1-ana", found: ["open", "short"], expected: ["open", "short", "spur"], next: "t-000-1-ana-2"))
  }

  @Test(arguments: [
    ("t-000-1-ana", "t-000-1-ana-2"), ("t-000-1-ana-2", "t-000-1-ana-3"), ("x-9", "x-10"), ("x", "x-2"),
    ("t-000-1", "t-000-1-2"),
  ])
  func theNextNameCounts(_ given: (String, String)) {
    #expect(ArgillaServer.nextTitle(after: given.0) == given.1)
  }

  @Test func aPictureThatWasChangedSaysSo() async throws {
    let fake = FakeServer(FakeArgilla())
    let server = try Given.argilla(fake)
    let sheet = Given.sheet(1)
    _ = try await server.send(
      sheet, to: server.prepare(sheet), picture: { _ in SheetPicture("data:,x", note: "shown at half its size") },
      progress: { _ in })
    let bodies = fake.requests.map { String(decoding: $0.body, as: UTF8.self) }
    #expect(bodies.contains { $0.contains(#""picture":"shown at half its size""#) })
  }

  @Test func guidelinesAreBroughtUpToTheSheet() async throws {
    let fake = FakeServer(FakeArgilla())
    let server = try Given.argilla(fake)
    var sheet = Given.sheet(1)
    _ = try await server.prepare(sheet)
    #expect(try await server.prepare(sheet).changed.isEmpty)
    sheet.guidelines = "v2"
    #expect(try await server.prepare(sheet).changed == ["guidelines"])
    sheet.guidelines = String(repeating: "x", count: 10_001)
    #expect(
      await serverError { _ = try await server.prepare(sheet) }
        == .guidelinesTooLong(characters: 10_001, limit: 10_000))
  }

  @Test func aPersonWithoutAnAccountIsNamedBesideThoseWhoHaveOne() async throws {
    let server = try Given.argilla(FakeServer(FakeArgilla()))
    var sheet = Given.sheet(1)
    sheet.accounts = ["ben"]
    #expect(
      await serverError { _ = try await server.prepare(sheet) }
        == .unknownAccount(person: "ana", accounts: ["ben"], known: ["ana"]))
  }

  @Test func aPictureThatIsTooLargeIsNamedBeforeItIsSent() async throws {
    let fake = FakeServer(FakeArgilla())
    let server = try Given.argilla(fake)
    let place = try await server.prepare(Given.sheet(1))
    let error = await serverError {
      _ = try await server.send(Given.sheet(1), to: place) { _ in
        SheetPicture(String(repeating: "x", count: 5_000_001))
      } progress: { _ in
      }
    }
    #expect(error == .pictureTooLarge(task: "t0", characters: 5_000_001, limit: 5_000_000))
  }

  @Test func prelabelsGoAsSuggestions() async throws {
    let fake = FakeServer(FakeArgilla())
    var sheet = Given.sheet(1)
    sheet.tasks = [SheetTask(id: "t0", rank: 0, prelabel: Prelabel(label: "open", score: 0.25, model: "m"))]
    _ = try await Given.argilla(fake).push(sheet)
    let record = (fake.platform as? FakeArgilla)?.records.first
    #expect(
      record?["suggestions"]
        == .array([
          .object([
            "question_id": .string("q1"), "value": .string("open"), "score": .double(0.25), "agent": .string("m"),
            "type": .string("model"),
          ])
        ]))
  }

  @Test func pullGoesThroughAllPages() async throws {
    var platform = FakeArgilla()
    platform.records = (0..<5).map { number in
      let status = number == 0 ? "submitted" : number == 1 ? "discarded" : "draft"
      return [
        "id": .string("r\(number)"), "external_id": .string("t\(number)"),
        "responses": number < 3 ? .array([.object(["status": .string(status)])]) : .array([]),
      ]
    }
    var limits = ArgillaServer.Limits()
    limits.page = 2
    // A page of two is too large once: it comes as two of one.
    let fake = FakeServer(platform) { number, _ in number == 3 ? .lost(.tooLarge) : nil }
    let seen = Mutex<[String]>([])
    let place = SheetPlace(title: "t-000-1-ana", id: "d1", page: "")
    let result = try await Given.argilla(fake, limits).pull(from: place, since: 5) { name, _ in
      seen.withLock { $0.append(name) }
    }
    #expect(result.isFull && result.tasks == 5 && result.answers == 2 && result.skipped == 1 && result.drafts == 1)
    #expect(result.files == seen.withLock { $0 } && result.files.first == "records-20261130T205715Z-001.json")
    #expect(result.files.count == 4)
  }

  @Test func answersOfAllUsersAreCounted() async throws {
    // As recorded.
    let body = #"""
      {"users":[{"username":"alice","completed":{"submitted":1,"discarded":0,"draft":0},
      "pending":{"submitted":0,"discarded":0,"draft":0}},{"username":"ben",
      "completed":{"submitted":1,"discarded":0,"draft":0},"pending":{"submitted":0,"discarded":1,"draft":1}}]}
      """#
    let fake = FakeServer(FakeArgilla()) { _, _ in .instead(.text(body, status: 200)) }
    #expect(try await Given.argilla(fake).answers(at: SheetPlace(title: "t", id: "d1", page: "")) == 3)
  }

  @Test func halfAPageEndsThePull() async throws {
    let fake = FakeServer(FakeArgilla()) { number, _ in
      number == 2 ? .instead(.text(#"{"items":[{"#, status: 200)) : nil
    }
    let server = try Given.argilla(fake)
    let kept = Mutex(0)
    let error = await serverError {
      _ = try await server.pull(from: SheetPlace(title: "t", id: "d1", page: ""), since: nil) { _, _ in
        kept.withLock { $0 += 1 }
      }
    }
    guard case .unreadable = error else { throw Killed() }
    // As it came, before it was read.
    #expect(kept.withLock { $0 } == 1)
  }
}
