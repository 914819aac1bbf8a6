import JSON
import Servers

/// As much of Label Studio 1.23.2 as the module asks for; forms of the replies as recorded.
struct FakeLabelStudio: FakePlatform {
  struct Task: Equatable {
    let id: Int
    let data: JSONObject
    let meta: JSONObject
    var annotations: [JSONValue] = []
    var drafts: [JSONValue] = []
  }

  var projects: [JSONObject] = []
  var tasks: [Task] = []
  var nextTask = 1
  /// Bytes of a request that are taken.
  var most = Int.max

  /// How often each of our ids is there.
  var copies: [String: Int] {
    Dictionary(tasks.map { ($0.data["item_id"]?.text ?? "", 1) }, uniquingKeysWith: +)
  }

  mutating func answer(_ request: FakeRequest) -> HTTPReply {
    switch (request.method, request.path.dropFirst().first, request.path.count) {
    case ("GET", "version", _): .json(.object(["release": .string("1.23.2")]))
    case ("GET", "current-user", _): .json(.object(["id": .int(1), "email": .string("alice@example.com")]))
    case ("GET", "users", _):
      .json(.array([.object(["id": .int(7), "username": .string("ana"), "email": .string("ana@example.com")])]))
    case ("GET", "projects", 2): projectList(request)
    case ("POST", "projects", 2): makeProject(request)
    case ("PATCH", "projects", 3): change(request)
    case ("POST", "projects", 4): take(request)
    case ("GET", "projects", 4): export(request)
    case ("GET", "tasks", 2): list(request)
    case ("GET", "tasks", 3): one(request) { .json($0) }
    case ("DELETE", "tasks", 3):
      one(request) { _ in
        HTTPReply(status: 204)
      } after: { id, tasks in
        tasks.removeAll { $0.id == id }
      }
    default: .text("{}", status: 404)
    }
  }

  private func projectList(_ request: FakeRequest) -> HTTPReply {
    let found = projects.filter { ($0["title"]?.text ?? "").contains(request.query["title"] ?? "") }
    return .json(
      .object(["count": .int(Int64(found.count)), "next": .null, "results": .array(found.map(JSONValue.object))]))
  }

  private mutating func makeProject(_ request: FakeRequest) -> HTTPReply {
    var project = request.members
    project["id"] = .int(Int64(projects.count + 1))
    projects.append(project)
    return .json(.object(project), status: 201)
  }

  private mutating func change(_ request: FakeRequest) -> HTTPReply {
    guard let place = projects.firstIndex(where: { $0["id"]?.integer == Int(request.path[2]) }) else {
      return .text("{}", status: 404)
    }
    for member in request.members.members { projects[place][member.key.text] = member.value }
    return .json(.object(projects[place]))
  }

  private mutating func take(_ request: FakeRequest) -> HTTPReply {
    guard case .array(let items) = request.body else { return .text(#"{"detail":"no list"}"#, status: 400) }
    guard items.count <= most else { return .text("<html>413</html>", status: 413) }
    for case .object(let item) in items {
      guard case .object(let data) = item["data"] else { continue }
      var meta = JSONObject()
      if case .object(let given) = item["meta"] { meta = given }
      tasks.append(Task(id: nextTask, data: data, meta: meta))
      nextTask += 1
    }
    return .json(.object(["task_count": .int(Int64(items.count))]), status: 201)
  }

  private func list(_ request: FakeRequest) -> HTTPReply {
    let size = Int(request.query["page_size"] ?? "") ?? 100
    let first = ((Int(request.query["page"] ?? "") ?? 1) - 1) * size
    guard first == 0 || first < tasks.count else { return .text(#"{"detail":"Invalid page."}"#, status: 404) }
    let wanted = Set((request.query["include"] ?? "").split(separator: ",").map(String.init))
    let items = tasks.dropFirst(first).prefix(size).map { task in
      var shown = JSONObject()
      if case .object(let all) = whole(task) {
        for member in all.members where wanted.contains(member.key.text) { shown[member.key.text] = member.value }
      }
      return JSONValue.object(shown)
    }
    return .json(.object(["total": .int(Int64(tasks.count)), "tasks": .array(Array(items))]))
  }

  private func export(_ request: FakeRequest) -> HTTPReply {
    let ids = request.query["ids[]"].map { Set($0.split(separator: ",").compactMap { Int($0) }) }
    return .json(.array(tasks.filter { ids?.contains($0.id) ?? true }.map(whole)))
  }

  private mutating func one(
    _ request: FakeRequest, _ reply: (JSONValue) -> HTTPReply, after: (Int, inout [Task]) -> Void = { _, _ in }
  ) -> HTTPReply {
    guard let task = tasks.first(where: { $0.id == Int(request.path[2]) }) else { return .text("{}", status: 404) }
    after(task.id, &tasks)
    return reply(whole(task))
  }

  private func whole(_ task: Task) -> JSONValue {
    .object([
      "id": .int(Int64(task.id)), "data": .object(task.data), "meta": .object(task.meta),
      "annotations": .array(task.annotations), "drafts": .array(task.drafts),
      "total_annotations": .int(Int64(task.annotations.count)), "cancelled_annotations": .int(0),
    ])
  }
}
