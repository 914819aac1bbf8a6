import JSON
import Servers

/// As much of Argilla 2.8.0 as the module asks for; forms of the replies as recorded.
struct FakeArgilla: FakePlatform {
  var workspaces: [JSONObject] = []
  var members: [JSONObject] = []
  var datasets: [JSONObject] = []
  var fields: [JSONObject] = []
  var questions: [JSONObject] = []
  var records: [JSONObject] = []
  /// Records of a request that are taken.
  var most = 500

  mutating func answer(_ request: FakeRequest) -> HTTPReply {
    let path = Array(request.path.dropFirst(2))
    switch (request.method, path.first, path.count) {
    case ("GET", "version", _): return .json(.object(["version": .string("2.8.0")]))
    case ("GET", "me", 1): return .json(.object(["username": .string("owner"), "role": .string("owner")]))
    case ("GET", "users", _):
      return Self.items([["id": .string("u7"), "username": .string("ana"), "api_key": .string("ana.apikey")]])
    case ("GET", "me", _): return found(path[1], request)
    case ("POST", "workspaces", 1): return Self.make(request.members, "w", in: &workspaces, unique: "name")
    case ("POST", "workspaces", _): return Self.make(request.members, "m", in: &members, unique: "user_id")
    case ("POST", "datasets", 1):
      var dataset = request.members
      dataset["status"] = .string("draft")
      return Self.make(dataset, "d", in: &datasets, unique: "name")
    case ("GET", "datasets", 2): return datasets.first.map { .json(.object($0)) } ?? .text("{}", status: 404)
    case ("PATCH", "datasets", 2), ("PUT", "datasets", 3): return change(request)
    case ("GET", "datasets", 3): return list(path[2], request)
    case ("POST", "datasets", 3):
      return path[2] == "fields"
        ? Self.make(request.members, "f", in: &fields, unique: "name")
        : Self.make(request.members, "q", in: &questions, unique: "name")
    case ("PUT", "datasets", 4): return upsert(request)
    default: return .text("{}", status: 404)
    }
  }

  private func found(_ what: String, _ request: FakeRequest) -> HTTPReply {
    guard what == "datasets" else { return Self.items(workspaces) }
    return Self.items(datasets.filter { $0["name"]?.text == request.query["name"] })
  }

  private mutating func change(_ request: FakeRequest) -> HTTPReply {
    guard !datasets.isEmpty else { return .text("{}", status: 404) }
    for member in request.members.members { datasets[0][member.key.text] = member.value }
    if request.method == "PUT" { datasets[0]["status"] = .string("ready") }
    return .json(.object(datasets[0]))
  }

  private func list(_ what: String, _ request: FakeRequest) -> HTTPReply {
    switch what {
    case "fields": return Self.items(fields)
    case "questions": return Self.items(questions)
    default:
      let first = Int(request.query["offset"] ?? "") ?? 0
      return Self.items(Array(records.dropFirst(first).prefix(Int(request.query["limit"] ?? "") ?? 50)))
    }
  }

  private mutating func upsert(_ request: FakeRequest) -> HTTPReply {
    guard case .array(let items) = request.members["items"] else { return .text("{}", status: 422) }
    guard items.count <= most else { return .text("", status: 413) }
    for case .object(var item) in items {
      item["id"] = .string("r\(records.count)")
      if let place = records.firstIndex(where: { $0["external_id"] == item["external_id"] }) {
        item["id"] = records[place]["id"]
        records[place] = item
      } else {
        records.append(item)
      }
    }
    return Self.items([])
  }

  private static func make(
    _ given: JSONObject, _ letter: String, in list: inout [JSONObject], unique: String
  ) -> HTTPReply {
    guard !list.contains(where: { $0[unique] == given[unique] }) else {
      return .text(#"{"detail":"is not unique"}"#, status: 409)
    }
    var made = given
    made["id"] = .string("\(letter)\(list.count + 1)")
    list.append(made)
    return .json(.object(made), status: 201)
  }

  private static func items(_ items: [JSONObject]) -> HTTPReply {
    .json(.object(["items": .array(items.map(JSONValue.object)), "total": .int(Int64(items.count))]))
  }
}
