import JSON
import Texts

/// A task as a list of the server has it.
struct LabelStudioTask: Equatable, Sendable {
  /// The server's number.
  let id: Int
  /// Our id, from the task's data; nil for a task that has none.
  let taskID: String?
  /// Annotations, skipped ones among them.
  let annotations: Int
}

extension LabelStudioServer {
  /// All tasks of a project, by the server's numbers.
  ///
  /// Our ids are asked from `meta`, which is small; only of pages where one lacks it, from `data`, where the pictures are.
  func tasks(of project: String) async throws -> [LabelStudioTask] {
    let light = try await list(project, include: "id,meta,total_annotations,cancelled_annotations", from: "meta")
    guard light.contains(where: { $0.taskID == nil }) else { return light }
    return try await list(project, include: "id,data,total_annotations,cancelled_annotations", from: "data")
  }

  /// The numbers of the tasks that were changed after a time: by an answer, an edit or a deletion, not by a draft.
  func changedTasks(of project: String, since: Int64) async throws -> [LabelStudioTask] {
    var query = JSONWriter()
    query.object { writer in
      writer.key("filters")
      writer.object { writer in
        writer.key("conjunction")
        writer.string("and")
        writer.key("items")
        writer.array { writer in
          writer.object { writer in
            for (key, value) in [
              ("filter", "filter:tasks:updated_at"), ("operator", "greater"), ("type", "Datetime"),
              ("value", Timestamp.text(since, digits: 6)),
            ] {
              writer.key(key)
              writer.string(value)
            }
          }
        }
      }
    }
    return try await list(
      project, include: "id", from: "meta", query: [("query", String(decoding: query.bytes, as: UTF8.self))])
  }

  private func list(
    _ project: String, include: String, from member: String, query: [(String, String)] = []
  ) async throws -> [LabelStudioTask] {
    var found: [LabelStudioTask] = []
    var seen: Set<Int> = []
    var size = limits.page
    var page = 1
    while true {
      let request = ServerRequest.get(
        "/api/tasks/",
        [("project", project), ("page", String(page)), ("page_size", String(size)), ("include", include)] + query,
        bounds: HTTPBounds(seconds: 300, silentSeconds: 180, replyBytes: 256 << 20))
      let reply: JSONValue
      do {
        reply = try await ask(request)
      } catch ServerError.replyTooLarge where size > 1 {
        // From the start, for pages of another size begin elsewhere.
        (size, page, found, seen) = (size / 2, 1, [], [])
        continue
      } catch ServerError.notFound where page > 1 {
        break
      }
      guard case .object(let object) = reply, case .array(let items) = object["tasks"] else {
        throw unexpected(request, "tasks")
      }
      for item in items {
        guard case .object(let task) = item, let id = task["id"]?.integer else { throw unexpected(request, "id") }
        guard seen.insert(id).inserted else { continue }
        found.append(
          LabelStudioTask(
            id: id, taskID: Self.taskID(task[member]),
            annotations: (task["total_annotations"]?.integer ?? 0) + (task["cancelled_annotations"]?.integer ?? 0)))
      }
      guard !items.isEmpty, found.count < object["total"]?.integer ?? .max else { break }
      page += 1
    }
    return found.sorted { $0.id < $1.id }
  }

  private static func taskID(_ value: JSONValue?) -> String? {
    guard case .object(let object) = value, let id = object["item_id"] else { return nil }
    return id.text ?? id.integer.map { String($0) }
  }
}
