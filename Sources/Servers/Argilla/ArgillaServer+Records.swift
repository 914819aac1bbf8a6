import JSON
import Texts

extension ArgillaServer {
  /// Sends those of a sheet's tasks that are not there; the server knows records by our ids and keeps one of each.
  package func send(
    _ sheet: Sheet, to place: SheetPlace, picture: @escaping @Sendable (String) async throws -> SheetPicture,
    progress: @escaping @Sendable (SendProgress) -> Void
  ) async throws -> SendResult {
    let wanted = Set(sheet.tasks.map(\.id.exact))
    let before = Set(try await ids(place.id).compactMap { $0?.exact }).intersection(wanted)
    progress(SendProgress(done: before.count, total: sheet.tasks.count))
    let missing = sheet.tasks.filter { !before.contains($0.id.exact) }
    let question =
      missing.contains { $0.prelabel != nil } ? try await questions(place.id)[Sheet.classQuestion]?.id : nil
    try await BatchSender(tasks: min(limits.tasks, 500), bytes: limits.bytes).send(missing) { task in
      try item(task, picture: try await picture(task.id), question: question)
    } deliver: { items, sent in
      let body =
        Array(#"{"items":["#.utf8) + items.joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8)
      _ = try await connection.send(
        .put(
          "/api/v1/datasets/\(place.id)/records/bulk", body, bounds: HTTPBounds(seconds: 600, silentSeconds: 300)))
      progress(SendProgress(done: before.count + sent, total: sheet.tasks.count))
    }
    let after = try await ids(place.id)
    let there = Set(after.compactMap { $0?.exact })
    let lost = sheet.tasks.count { !there.contains($0.id.exact) }
    guard lost == 0 else {
      throw ServerError.incomplete(title: sheet.title, missing: lost, expected: sheet.tasks.count)
    }
    return SendResult(
      total: sheet.tasks.count, found: before.count,
      foreign: after.count { id in id.map { !wanted.contains($0.exact) } ?? true })
  }

  /// Counts the answers of all users, skipped ones among them.
  package func answers(at place: SheetPlace) async throws -> Int {
    let request = ServerRequest.get("/api/v1/datasets/\(place.id)/users/progress")
    guard case .array(let users) = try await object(request)["users"] else {
      throw connection.unexpected(request, "users")
    }
    var count = 0
    for case .object(let user) in users {
      for member in user.members {
        guard case .object(let states) = member.value else { continue }
        count += (states["submitted"]?.integer ?? 0) + (states["discarded"]?.integer ?? 0)
      }
    }
    return count
  }

  /// Fetches all records with their answers; the server cannot say what has changed.
  package func pull(
    from place: SheetPlace, since: Int64?, sink: @escaping @Sendable (String, [UInt8]) throws -> Void
  ) async throws -> PullResult {
    let first = try await connection.send(ServerRequest(method: "GET", path: "/api/v1/version", isAnonymous: true))
    let began = first.date.flatMap(HTTPDate.parse) ?? connection.clock.now()
    var files: [String] = []
    var seen: Set<ExactText> = []
    var (answers, skipped, drafts) = (0, 0, 0)
    try await pages(place.id, include: "responses,suggestions") { body in
      let name = PullName.make("records", began: began, part: files.count + 1)
      files.append(name)
      try sink(name, body)
    } record: { scanner, record in
      // Where somebody adds records meanwhile, one may stand on two pages.
      let id = scanner.member("id", of: record).flatMap(scanner.string)
      guard id.map({ seen.insert($0.exact).inserted }) ?? true else { return }
      for response in scanner.member("responses", of: record).map(scanner.elements) ?? [] {
        switch scanner.member("status", of: response).flatMap(scanner.string) {
        case "draft": drafts += 1
        case "discarded":
          answers += 1
          skipped += 1
        default: answers += 1
        }
      }
    }
    return PullResult(
      files: files, isFull: true, began: began, tasks: seen.count, answers: answers, skipped: skipped, drafts: drafts)
  }

  /// Our ids of all records; nil for a record that has none.
  private func ids(_ dataset: String) async throws -> [String?] {
    var ids: [String?] = []
    try await pages(dataset, include: nil, page: { _ in }) { scanner, record in
      ids.append(scanner.present("external_id", of: record).flatMap(scanner.string))
    }
    return ids
  }

  /// Goes through the records page by page until one is empty; where a page is too large, through smaller ones.
  private func pages(
    _ dataset: String, include: String?, page: ([UInt8]) throws -> Void, record: (JSONScanner, Int) -> Void
  ) async throws {
    var size = min(limits.page, 1000)
    var offset = 0
    while true {
      let request = ServerRequest.get(
        "/api/v1/datasets/\(dataset)/records",
        (include.map { [("include", $0)] } ?? []) + [("limit", String(size)), ("offset", String(offset))],
        bounds: HTTPBounds(seconds: 300, silentSeconds: 180, replyBytes: limits.pageBytes))
      let reply: HTTPReply
      do {
        reply = try await connection.send(request)
      } catch ServerError.replyTooLarge where size > 1 {
        size /= 2
        continue
      }
      var scanner = JSONScanner(reply.body)
      let problem: JSONError?
      do throws(JSONError) {
        try scanner.document()
        problem = nil
      } catch {
        problem = error
      }
      let records = problem == nil ? scanner.member("items", of: 0).map(scanner.elements) : []
      // An empty page is the end and no answer, but for the first, which says that there is nothing.
      if offset == 0 || problem != nil || records?.isEmpty == false { try page(reply.body) }
      if let problem { throw ServerError.unreadable(connection.call(request), problem) }
      guard let records else { throw connection.unexpected(request, "items") }
      for node in records { record(scanner, node) }
      guard !records.isEmpty else { return }
      offset += records.count
    }
  }

  private func item(_ task: SheetTask, picture: SheetPicture, question: String?) throws -> [UInt8] {
    let characters = picture.address.unicodeScalars.count
    guard characters <= Self.picture else {
      throw ServerError.pictureTooLarge(task: task.id, characters: characters, limit: Self.picture)
    }
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("external_id")
      writer.string(task.id)
      writer.key("fields")
      writer.object { writer in
        writer.key(Sheet.picture)
        writer.object { writer in
          writer.key(ArgillaPicture.key)
          writer.string(picture.address)
        }
      }
      writer.key("metadata")
      writer.object { writer in
        writer.key("rank")
        writer.integer(Int64(task.rank))
        guard let note = picture.note else { return }
        writer.key("picture")
        writer.string(note)
      }
      if let prelabel = task.prelabel, let question {
        writer.key("suggestions")
        writer.array { writer in Self.append(prelabel, question, to: &writer) }
      }
    }
    return writer.bytes
  }

  private static func append(_ prelabel: Prelabel, _ question: String, to writer: inout JSONWriter) {
    writer.object { writer in
      for (key, value) in [
        ("question_id", question), ("value", prelabel.label), ("agent", prelabel.model), ("type", "model"),
      ] {
        writer.key(key)
        writer.string(value)
      }
      writer.key("score")
      writer.double(prelabel.score)
    }
  }
}
