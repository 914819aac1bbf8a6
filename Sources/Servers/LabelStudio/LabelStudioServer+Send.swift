import JSON
import Texts

extension LabelStudioServer {
  /// Sends those of a sheet's tasks that are not there.
  ///
  /// The server takes a task as often as it is sent. So it is asked before and after, a request that may have arrived is not
  /// repeated but asked about, and of a task that is there twice all the same, the copies without work are removed.
  package func send(
    _ sheet: Sheet, to place: SheetPlace, picture: @escaping @Sendable (String) async throws -> SheetPicture,
    progress: @escaping @Sendable (SendProgress) -> Void
  ) async throws -> SendResult {
    let total = sheet.tasks.count
    let wanted = Set(sheet.tasks.map(\.id.exact))
    var there = Set(try await tasks(of: place.id).compactMap { $0.taskID?.exact }).intersection(wanted)
    let found = there.count
    var attempt = 1
    while true {
      progress(SendProgress(done: there.count, total: total))
      let missing = sheet.tasks.filter { !there.contains($0.id.exact) }
      let before = there.count
      var failure: ServerError?
      do {
        try await BatchSender(tasks: limits.tasks, bytes: limits.bytes).send(missing) { task in
          item(task, picture: try await picture(task.id))
        } deliver: { items, sent in
          try await deliver(items, to: place.id)
          progress(SendProgress(done: before + sent, total: total))
        }
      } catch let error as ServerError where error.leavesOpen {
        failure = error
      }
      if failure != nil { try await clock.sleep(rule.wait(after: attempt)) }
      let now = try await tasks(of: place.id)
      there = Set(now.compactMap { $0.taskID?.exact }).intersection(wanted)
      if there.count == total { return try await result(sheet, found: found, now, place: place) }
      attempt = there.count > before ? 1 : attempt + 1
      guard attempt <= rule.tries else {
        throw failure
          ?? ServerError.incomplete(title: sheet.title, missing: total - there.count, expected: total)
      }
    }
  }

  private func deliver(_ items: [[UInt8]], to project: String) async throws {
    let body = [UInt8(ascii: "[")] + items.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
    let request = ServerRequest.post(
      "/api/projects/\(project)/import", body, bounds: HTTPBounds(seconds: 600, silentSeconds: 300))
    _ = try await ask(request)
  }

  /// The JSON of a task: its id in `data`, where exports have it, and in `meta`, where it can be asked for without the picture.
  private func item(_ task: SheetTask, picture: SheetPicture) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("data")
      writer.object { writer in
        writer.key(Sheet.picture)
        writer.string(picture.address)
        writer.key("item_id")
        writer.string(task.id)
        writer.key("rank")
        writer.integer(Int64(task.rank))
      }
      writer.key("meta")
      writer.object { writer in
        writer.key("item_id")
        writer.string(task.id)
      }
      if let prelabel = task.prelabel {
        writer.key("predictions")
        writer.array { writer in Self.append(prelabel, to: &writer) }
      }
    }
    return writer.bytes
  }

  private static func append(_ prelabel: Prelabel, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("model_version")
      writer.string(prelabel.model)
      writer.key("score")
      writer.double(prelabel.score)
      writer.key("result")
      writer.array { writer in
        writer.object { writer in
          for (key, value) in [
            ("from_name", Sheet.classQuestion), ("to_name", Sheet.picture), ("type", "choices"),
          ] {
            writer.key(key)
            writer.string(value)
          }
          writer.key("value")
          writer.object { writer in
            writer.key("choices")
            writer.array { writer in writer.string(prelabel.label) }
          }
        }
      }
    }
  }

  /// What sending came to, after the copies without work are gone.
  private func result(
    _ sheet: Sheet, found: Int, _ tasks: [LabelStudioTask], place: SheetPlace
  ) async throws -> SendResult {
    let wanted = Set(sheet.tasks.map(\.id.exact))
    let copies = Dictionary(grouping: tasks.filter { $0.taskID != nil }) { ($0.taskID ?? "").exact }
    var removed = 0
    var doubled: [String] = []
    for task in sheet.tasks {
      guard let several = copies[task.id.exact], several.count > 1 else { continue }
      // The one with the most work stays; among those without any the first, which comes first in the queue.
      let ordered = several.sorted { ($1.annotations, $0.id) < ($0.annotations, $1.id) }
      var kept = 1
      for copy in ordered.dropFirst() {
        if try await isUntouched(copy) {
          try await remove(copy)
          removed += 1
        } else {
          kept += 1
        }
      }
      if kept > 1 { doubled.append(task.id) }
    }
    let foreign = tasks.count { task in task.taskID.map { !wanted.contains($0.exact) } ?? true }
    return SendResult(
      total: sheet.tasks.count, found: found, removed: removed, doubled: doubled, foreign: foreign)
  }

  /// Whether nobody has done anything in a task, not even a draft.
  private func isUntouched(_ task: LabelStudioTask) async throws -> Bool {
    guard task.annotations == 0 else { return false }
    let request = ServerRequest.get("/api/tasks/\(task.id)/")
    guard case .object(let object) = try await ask(request) else { throw unexpected(request, "id") }
    guard case .array(let annotations) = object["annotations"], case .array(let drafts) = object["drafts"] else {
      return false
    }
    return annotations.isEmpty && drafts.isEmpty
  }

  private func remove(_ task: LabelStudioTask) async throws {
    do {
      _ = try await access.send(.put("/api/tasks/\(task.id)/", method: "DELETE"))
    } catch ServerError.notFound {
      // A try before this one has done it.
    }
  }
}
