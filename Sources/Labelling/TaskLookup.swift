import Texts

/// Finds the task that a row answers: by its id, or by the name of its picture where the row has no id.
struct TaskLookup: Sendable {
  /// What a row is about.
  enum Match {
    case found(PlannedTask)
    case refused(RejectReason, detail: String)
  }

  private let byID: [ExactText: PlannedTask]
  private let byImage: [ExactText: [PlannedTask]]
  private let byBase: [ExactText: [PlannedTask]]

  /// - Throws: `LabellingError.duplicateImage` for two tasks of one id.
  init(_ tasks: [PlannedTask]) throws {
    var byID: [ExactText: PlannedTask] = [:]
    for task in tasks where byID.updateValue(task, forKey: ExactText(task.taskID)) != nil {
      throw LabellingError.duplicateImage(image: task.imageID)
    }
    self.byID = byID
    byImage = Dictionary(grouping: tasks) { ExactText($0.imageID) }
    byBase = Dictionary(grouping: tasks) { ExactText(Self.base(of: $0.imageID)) }
  }

  /// The task of a row.
  ///
  /// A name is an image's id, or its last part if no other image that was given out has it too, or the opaque name of the served
  /// picture. It must lead to one task of the person's; nothing is guessed.
  func find(_ row: ReturnedRow, annotator: String?) -> Match {
    if let id = row.taskID {
      return byID[ExactText(id)].map(Match.found) ?? .refused(.unknownTask, detail: id)
    }
    guard let image = row.image else { return .refused(.unknownTask, detail: "") }
    let base = Self.base(of: image)
    if let task = byID[ExactText(Self.stem(of: base))] { return .found(task) }
    var tasks = byImage[ExactText(image)] ?? []
    if tasks.isEmpty {
      let named = byBase[ExactText(base)] ?? []
      guard Set(named.map { ExactText($0.imageID) }).count <= 1 else { return .refused(.ambiguousImage, detail: image) }
      // A longer path that ends otherwise is another image.
      tasks = named.filter { base == image || $0.imageID.hasSuffix("/\(image)") || image.hasSuffix("/\($0.imageID)") }
    }
    guard !tasks.isEmpty else { return .refused(.unknownImage, detail: image) }
    let own = tasks.filter { task in
      annotator.map { id in task.annotators.contains { ExactText($0) == ExactText(id) } } ?? false
    }
    if own.count > 1 { return .refused(.ambiguousImage, detail: image) }
    return .found(own.first ?? tasks[0])
  }

  private static func base(of path: String) -> String {
    path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? path
  }

  private static func stem(of name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }
}
