import JSON
import Texts

extension ArgillaServer {
  /// Makes the image field if it is not there.
  func makeFields(_ dataset: String) async throws {
    let path = "/api/v1/datasets/\(dataset)/fields"
    let there = try await items(.get(path)).contains { item in
      if case .object(let field) = item { field["name"]?.text == Sheet.picture } else { false }
    }
    guard !there else { return }
    try await make(
      path,
      [
        "name": .string(Sheet.picture), "title": .string("Image"), "required": .bool(true),
        "settings": .object([
          "type": .string("custom"), "advanced_mode": .bool(true), "template": .string(ArgillaPicture.template),
        ]),
      ])
  }

  /// Makes the questions that are not there, and compares the classes of the one that is.
  ///
  /// - Throws: `ServerError.otherClasses`.
  func makeQuestions(_ sheet: Sheet, _ dataset: String) async throws {
    let questions = try await self.questions(dataset)
    if let found = questions[Sheet.classQuestion] {
      guard found.options.map(\.exact) == sheet.classes.map(\.exact) else {
        throw ServerError.otherClasses(
          title: sheet.title, found: found.options, expected: sheet.classes,
          next: Self.nextTitle(after: sheet.title))
      }
    } else {
      try await makeQuestion(dataset, Sheet.classQuestion, "Class", sheet.classes)
    }
    if questions[Sheet.confidenceQuestion] == nil, !sheet.confidences.isEmpty {
      try await makeQuestion(dataset, Sheet.confidenceQuestion, "How sure are you?", sheet.confidences)
    }
  }

  /// A question about one of several words.
  struct Question {
    let id: String
    let options: [String]
  }

  /// The questions of a dataset by their names.
  func questions(_ dataset: String) async throws -> [String: Question] {
    let request = ServerRequest.get("/api/v1/datasets/\(dataset)/questions")
    var questions: [String: Question] = [:]
    for item in try await items(request) {
      guard case .object(let question) = item, let id = question["id"]?.text, let name = question["name"]?.text else {
        throw connection.unexpected(request, "id")
      }
      var options: [String] = []
      if case .object(let settings) = question["settings"], case .array(let items) = settings["options"] {
        options = items.compactMap { option in
          if case .object(let option) = option { option["value"]?.text } else { nil }
        }
      }
      questions[name] = Question(id: id, options: options)
    }
    return questions
  }

  private func makeQuestion(_ dataset: String, _ name: String, _ title: String, _ options: [String]) async throws {
    let options = options.map { JSONValue.object(["value": .string($0), "text": .string($0)]) }
    try await make(
      "/api/v1/datasets/\(dataset)/questions",
      [
        "name": .string(name), "title": .string(title), "required": .bool(true),
        "settings": .object(["type": .string("label_selection"), "options": .array(options)]),
      ])
  }

  /// Makes a part of a dataset; that it is there already is what was wanted.
  private func make(_ path: String, _ part: JSONObject) async throws {
    var request = ServerRequest.post(path, JSONForm.compact.bytes(.object(part)))
    // The server refuses a second of the same name.
    request.isRepeatable = true
    do {
      _ = try await connection.send(request)
    } catch let error as ServerError where error.isConflict {
    }
  }
}
