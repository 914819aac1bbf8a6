import JSON
import Texts

extension ArgillaServer {
  /// Finds a sheet's workspace and dataset by their exact name, or makes them; what a killed run left unfinished is finished.
  ///
  /// - Throws: `ServerError.otherClasses` if the dataset asks about other classes: it cannot be changed.
  package func prepare(_ sheet: Sheet) async throws -> SheetPlace {
    let length = sheet.title.unicodeScalars.count
    guard length <= Self.titles.upperBound else {
      throw ServerError.title(sheet.title, .tooLong(limit: Self.titles.upperBound))
    }
    guard length >= Self.titles.lowerBound else {
      throw ServerError.title(sheet.title, .tooShort(limit: Self.titles.lowerBound))
    }
    let characters = sheet.guidelines.unicodeScalars.count
    guard characters <= Self.guidelines else {
      throw ServerError.guidelinesTooLong(characters: characters, limit: Self.guidelines)
    }
    let user = try await users().user(of: sheet)
    let (home, _) = try await made(
      find: { try await workspace(sheet.title) }, make: .post("/api/v1/workspaces", Self.text(["name": sheet.title])))
    try await add(user, to: home)
    let (id, isNew) = try await made(
      find: { try await dataset(sheet.title, in: home) },
      make: .post("/api/v1/datasets", settings(of: sheet, workspace: home)))
    let request = ServerRequest.get("/api/v1/datasets/\(id)")
    let state = try await object(request)
    try await makeFields(id)
    try await makeQuestions(sheet, id)
    var changed: [String] = []
    if try await update(state, id, to: sheet) { changed.append("guidelines") }
    if state["status"]?.text != "ready" {
      _ = try await connection.send(.put("/api/v1/datasets/\(id)/publish"))
    }
    return place(sheet.title, id: id, isNew: isNew, changed: changed)
  }

  /// Finds a dataset by the exact name that it shares with its workspace.
  package func find(_ title: String) async throws -> SheetPlace {
    guard let workspace = try await workspace(title), let dataset = try await dataset(title, in: workspace) else {
      throw ServerError.noProject(title: title, server: connection.address.text)
    }
    return place(title, id: dataset)
  }

  /// The name of the dataset after this one, for classes that it cannot take: `t-000-1-ana-2`, `t-000-1-ana-3`, ….
  ///
  /// A number of at most three digits is taken for one of ours if something other than a number stands before it.
  package static func nextTitle(after title: String) -> String {
    let parts = title.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 1, let last = parts.last, (1...3).contains(last.utf8.count), let number = Int(last), number > 1,
      Int(parts[parts.count - 2]) == nil
    else { return title + "-2" }
    return parts.dropLast().joined(separator: "-") + "-\(number + 1)"
  }

  // MARK: - Workspace and dataset

  private func workspace(_ name: String) async throws -> String? {
    try await id(of: name, .get("/api/v1/me/workspaces"))
  }

  private func dataset(_ name: String, in workspace: String) async throws -> String? {
    try await id(of: name, .get("/api/v1/me/datasets", [("workspace_id", workspace), ("name", name)]))
  }

  private func id(of name: String, _ request: ServerRequest) async throws -> String? {
    for case .object(let item) in try await items(request) where item["name"]?.text?.equalsByBytes(name) == true {
      guard let id = item["id"]?.text else { throw connection.unexpected(request, "id") }
      return id
    }
    return nil
  }

  /// What is found, or else made; a request that may have arrived is followed by looking again, not by another.
  private func made(
    find: () async throws -> String?, make request: ServerRequest
  ) async throws -> (id: String, isNew: Bool) {
    if let id = try await find() { return (id, false) }
    var attempt = 1
    while true {
      do {
        guard let id = try await object(request)["id"]?.text else { throw connection.unexpected(request, "id") }
        return (id, true)
      } catch let error as ServerError where error.leavesOpen || error.isConflict {
        if let id = try await find() { return (id, !error.isConflict) }
        guard error.leavesOpen, attempt < connection.rule.tries else { throw error }
        try await connection.clock.sleep(connection.rule.wait(after: attempt))
        attempt += 1
      }
    }
  }

  private func add(_ user: UserList.User, to workspace: String) async throws {
    // Twice is a conflict, which is what was wanted.
    var request = ServerRequest.post("/api/v1/workspaces/\(workspace)/users", Self.text(["user_id": user.id]))
    request.isRepeatable = true
    do {
      _ = try await connection.send(request)
    } catch let error as ServerError where error.isConflict {
    }
  }

  /// Brings the guidelines, and how many answers complete a record, up to the sheet; whether anything was to be done.
  private func update(_ state: JSONObject, _ dataset: String, to sheet: Sheet) async throws -> Bool {
    var distribution: JSONObject = [:]
    if case .object(let found) = state["distribution"] { distribution = found }
    let isCurrent = (state["guidelines"]?.text ?? "").equalsByBytes(sheet.guidelines)
    guard !isCurrent || distribution["min_submitted"]?.integer != 1 else { return false }
    let body = JSONForm.compact.bytes(
      .object([
        "guidelines": sheet.guidelines.isEmpty ? .null : .string(sheet.guidelines), "distribution": Self.overlap,
      ]))
    _ = try await connection.send(.put("/api/v1/datasets/\(dataset)", body, method: "PATCH"))
    return true
  }

  private static let overlap: JSONValue = .object(["strategy": .string("overlap"), "min_submitted": .int(1)])

  private func settings(of sheet: Sheet, workspace: String) -> [UInt8] {
    var settings: JSONObject = [
      "name": .string(sheet.title), "workspace_id": .string(workspace), "allow_extra_metadata": .bool(true),
      "distribution": Self.overlap,
    ]
    if !sheet.guidelines.isEmpty { settings["guidelines"] = .string(sheet.guidelines) }
    return JSONForm.compact.bytes(.object(settings))
  }

  private static func text(_ members: [String: String]) -> [UInt8] {
    JSONForm.compact.bytes(.object(JSONObject(members.mapValues(JSONValue.string))))
  }
}

extension ServerError {
  /// Whether it is a conflict with what is there already.
  var isConflict: Bool {
    if case .refused(_, 409, _) = self { true } else { false }
  }
}
