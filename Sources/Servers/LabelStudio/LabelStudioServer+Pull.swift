import JSON
import Texts

extension LabelStudioServer {
  /// Counts the answers, skipped ones among them.
  package func answers(at place: SheetPlace) async throws -> Int {
    try await tasks(of: place.id).reduce(0) { $0 + $1.annotations }
  }

  /// Fetches the answers as the server's JSON export has them: all tasks, or those that have changed.
  ///
  /// A draft does not change a task: only a full pull shows all of them.
  package func pull(
    from place: SheetPlace, since: Int64?, sink: @escaping @Sendable (String, [UInt8]) throws -> Void
  ) async throws -> PullResult {
    let began = try await serverTime()
    var pull = LabelStudioPull(began: began, isFull: since == nil)
    if let since {
      // What was being written when the last pull began was not there yet.
      let changed = try await changedTasks(of: place.id, since: since - 10 * Timestamp.second)
      try await export(changed.map(\.id), of: place.id, into: &pull, sink: sink)
    } else {
      do {
        try await export(nil, of: place.id, into: &pull, sink: sink)
      } catch ServerError.replyTooLarge {
        try await export(tasks(of: place.id).map(\.id), of: place.id, into: &pull, sink: sink)
      }
    }
    return pull.result
  }

  /// The server's clock, or this machine's where it does not say.
  private func serverTime() async throws -> Int64 {
    let reply = try await access.send(ServerRequest(method: "GET", path: "/api/version/", isAnonymous: true))
    return reply.date.flatMap(HTTPDate.parse) ?? clock.now()
  }

  /// Exports some tasks, a few hundred at a time and fewer where they are large; nil for all at once.
  private func export(
    _ ids: [Int]?, of project: String, into pull: inout LabelStudioPull,
    sink: @Sendable (String, [UInt8]) throws -> Void
  ) async throws {
    guard let ids else { return try await export([], all: true, of: project, into: &pull, sink: sink) }
    var rest = ids[...]
    var most = 200
    while !rest.isEmpty {
      let part = Array(rest.prefix(most))
      do {
        try await export(part, all: false, of: project, into: &pull, sink: sink)
        rest = rest.dropFirst(part.count)
      } catch ServerError.replyTooLarge where part.count > 1 {
        most = part.count / 2
      }
    }
  }

  private func export(
    _ ids: [Int], all: Bool, of project: String, into pull: inout LabelStudioPull,
    sink: @Sendable (String, [UInt8]) throws -> Void
  ) async throws {
    let request = ServerRequest.get(
      "/api/projects/\(project)/export",
      [("exportType", "JSON"), ("download_all_tasks", "true")] + ids.map { ("ids[]", String($0)) },
      bounds: HTTPBounds(seconds: 900, silentSeconds: 600, replyBytes: limits.exportBytes))
    let reply = try await access.send(request)
    try sink(pull.nextName(isWhole: all), reply.body)
    do throws(JSONError) {
      try pull.count(reply.body)
    } catch {
      throw ServerError.unreadable(call(request), error)
    }
  }
}

/// What a pull has brought so far.
private struct LabelStudioPull {
  let began: Int64
  let isFull: Bool
  private var files: [String] = []
  private var tasks = 0
  private var answers = 0
  private var skipped = 0
  private var drafts = 0

  init(began: Int64, isFull: Bool) {
    self.began = began
    self.isFull = isFull
  }

  var result: PullResult {
    PullResult(
      files: files, isFull: isFull, began: began, tasks: tasks, answers: answers, skipped: skipped, drafts: drafts)
  }

  /// The name of the next file.
  mutating func nextName(isWhole: Bool) -> String {
    let name = PullName.make(isFull ? "full" : "changed", began: began, part: isWhole ? nil : files.count + 1)
    files.append(name)
    return name
  }

  /// Counts what is in an export.
  mutating func count(_ bytes: [UInt8]) throws(JSONError) {
    var scanner = JSONScanner(bytes, limits: JSONLimits(bytes: .max))
    if try scanner.beginArray() {
      repeat {
        try scanner.element()
        tasks += 1
        if let list = scanner.member("annotations", of: 0) {
          for annotation in scanner.elements(of: list) {
            answers += 1
            if scanner.member("was_cancelled", of: annotation).flatMap(scanner.bool) == true { skipped += 1 }
          }
        }
        if let list = scanner.member("drafts", of: 0) { drafts += scanner.elements(of: list).count }
      } while try scanner.nextElement()
    }
    try scanner.end()
  }
}
