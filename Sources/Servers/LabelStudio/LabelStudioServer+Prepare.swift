import JSON
import Texts

extension LabelStudioServer {
  /// Finds a sheet's project by its exact title, or makes it; label config and guidelines become those of the sheet.
  package func prepare(_ sheet: Sheet) async throws -> SheetPlace {
    try checkTitle(sheet.title)
    if !sheet.accounts.isEmpty { _ = try await users().user(of: sheet) }
    if let project = try await project(sheet.title) { return try await update(project, to: sheet) }
    let request = ServerRequest.post("/api/projects/", settings(of: sheet, all: true))
    for attempt in 1... {
      do {
        guard case .object(let made) = try await ask(request), let id = made["id"]?.integer else {
          throw unexpected(request, "id")
        }
        return place(sheet.title, id: id, isNew: true)
      } catch let error as ServerError where error.leavesOpen && attempt < rule.tries {
        // It may have been made all the same.
        try await clock.sleep(rule.wait(after: attempt))
        if let project = try await project(sheet.title) { return try await update(project, to: sheet) }
      }
    }
    throw unexpected(request, "id")
  }

  /// Finds a project by its exact title.
  package func find(_ title: String) async throws -> SheetPlace {
    guard let project = try await project(title), let id = project["id"]?.integer else {
      throw ServerError.noProject(title: title, server: address.text)
    }
    return place(title, id: id)
  }

  private func place(_ title: String, id: Int, isNew: Bool = false, changed: [String] = []) -> SheetPlace {
    SheetPlace(
      title: title, id: String(id), page: address.url("/projects/\(id)/data"), isNew: isNew, changed: changed)
  }

  private func checkTitle(_ title: String) throws {
    let length = title.unicodeScalars.count
    if length < Self.titles.lowerBound { throw ServerError.title(title, .tooShort(limit: Self.titles.lowerBound)) }
    if length > Self.titles.upperBound { throw ServerError.title(title, .tooLong(limit: Self.titles.upperBound)) }
  }

  /// The project of exactly this title; nil if there is none.
  private func project(_ title: String) async throws -> JSONObject? {
    var found: [JSONObject] = []
    var page = 1
    while true {
      // The server looks for titles that contain it.
      let request = ServerRequest.get(
        "/api/projects/", [("title", title), ("page", String(page)), ("page_size", "100")])
      guard case .object(let reply) = try await ask(request), case .array(let items) = reply["results"] else {
        throw unexpected(request, "results")
      }
      for case .object(let project) in items where project["title"]?.text?.equalsByBytes(title) == true {
        found.append(project)
      }
      guard let next = reply["next"], next != .null, !items.isEmpty, page < 1000 else { break }
      page += 1
    }
    guard found.count < 2 else {
      throw ServerError.severalProjects(
        title: title, ids: found.map { project in project["id"]?.integer.map { String($0) } ?? "?" })
    }
    return found.first
  }

  private func update(_ project: JSONObject, to sheet: Sheet) async throws -> SheetPlace {
    guard let id = project["id"]?.integer else { throw unexpected(.get("/api/projects/"), "id") }
    var changed: [String] = []
    // The server leaves out the line feed at the end.
    if !same(project["label_config"], sheet.labelConfig) { changed.append("label_config") }
    let isShown = project["show_instruction"]?.isTrue ?? false
    if !same(project["expert_instruction"], Self.page(of: sheet.guidelines)) || isShown == sheet.guidelines.isEmpty {
      changed.append("guidelines")
    }
    if project["maximum_annotations"]?.integer != 1 { changed.append("maximum_annotations") }
    guard !changed.isEmpty else { return place(sheet.title, id: id) }
    let request = ServerRequest.put("/api/projects/\(id)/", settings(of: sheet, all: false), method: "PATCH")
    _ = try await ask(request)
    return place(sheet.title, id: id, changed: changed)
  }

  private func same(_ value: JSONValue?, _ text: String) -> Bool {
    func trimmed(_ text: String) -> [UInt8] {
      var bytes = Array(text.utf8)
      while let last = bytes.last, [0x0A, 0x0D, 0x20].contains(last) { bytes.removeLast() }
      return bytes
    }
    return trimmed(value?.text ?? "") == trimmed(text)
  }

  /// Guidelines as the server shows them: it takes HTML, in which a line feed is a space.
  ///
  /// What is between two pairs of asterisks is bold, a line after a number sign too; nothing else of the text means anything.
  static func page(of guidelines: String) -> String {
    guidelines.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
      var text = ""
      for scalar in line.unicodeScalars {
        switch scalar {
        case "&": text += "&amp;"
        case "<": text += "&lt;"
        case ">": text += "&gt;"
        case "\"": text += "&quot;"
        case "\r": continue
        default: text.unicodeScalars.append(scalar)
        }
      }
      if let heading = text.wholeMatch(of: /#{1,6} +(.+)/) { return "<b>\(heading.output.1)</b>" }
      return text.replacing(/\*\*([^*]+)\*\*/) { "<b>\($0.output.1)</b>" }
    }.joined(separator: "<br>")
  }

  /// The settings of a project; those that a person may have changed since only where it is made.
  private func settings(of sheet: Sheet, all: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      if all {
        writer.key("title")
        writer.string(sheet.title)
        writer.key("skip_queue")
        writer.string("REQUEUE_FOR_OTHERS")
        writer.key("enable_empty_annotation")
        writer.bool(false)
        writer.key("show_collab_predictions")
        writer.bool(sheet.tasks.contains { $0.prelabel != nil })
      }
      writer.key("label_config")
      writer.string(sheet.labelConfig)
      writer.key("expert_instruction")
      writer.string(Self.page(of: sheet.guidelines))
      writer.key("show_instruction")
      writer.bool(!sheet.guidelines.isEmpty)
      writer.key("maximum_annotations")
      writer.integer(1)
    }
    return writer.bytes
  }
}
