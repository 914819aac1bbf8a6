import JSON
import Texts

/// One annotation or draft of a Label Studio export, read field by field; the first thing wrong is kept.
struct AnnotationReading {
  private let file: String
  private let limits: LabellingLimits
  private let raw: String
  private let project: String?
  private let isSimulated: Bool
  private var platformID = ""
  private var taskID: String?
  private var completedBy = PlatformUser()
  private var updatedBy: PlatformUser?
  private var labels: [String] = []
  private var confidences: [String] = []
  private var hasOtherControl = false
  private var isCancelled = false
  private var isGroundTruth = false
  private let isDraft: Bool
  private var createdAt: Int64?
  private var updatedAt: Int64?
  private var leadTime: Double?
  private var problem: RowProblem?

  init(
    scanner: JSONScanner, node: Int, isDraft: Bool, task: LabelStudio.TaskFacts, file: String, limits: LabellingLimits
  ) {
    let taskID = task.taskID
    self.file = file
    self.limits = limits
    project = task.project
    isSimulated = task.isSimulated
    self.isDraft = isDraft
    raw = Self.raw(scanner, node, limits)
    self.taskID = taskID
    if let taskID, taskID.utf8.count > limits.text {
      self.taskID = nil
      problem = .tooLong
    }
    if isDraft, let number = scanner.integer(node) {
      // A snapshot lists drafts by number alone.
      platformID = "draft-" + number
      return
    }
    guard scanner.nodes[node].kind == .object else {
      problem = problem ?? .notAnObject
      return
    }
    readIdentity(scanner, node)
    readTimes(scanner, node)
    readPeople(scanner, node)
    isCancelled = flag("was_cancelled", scanner, node)
    isGroundTruth = flag("ground_truth", scanner, node)
    readResult(scanner, node)
  }

  /// The row, at position `index` of its file.
  func row(index: Int) -> ReturnedRow {
    ReturnedRow(
      file: file, index: index, platform: isSimulated ? .simulated : .labelStudio, platformID: platformID,
      taskID: taskID, project: project, completedBy: completedBy, updatedBy: updatedBy, label: labels.first,
      confidence: confidences.first,
      kind: kind, createdAt: createdAt, updatedAt: updatedAt, leadTime: leadTime, raw: raw)
  }

  private var kind: RowKind {
    if let problem { return .malformed(problem) }
    if isDraft { return .draft }
    if isGroundTruth { return .groundTruth }
    if isCancelled { return .skip }
    if labels.count > 1 || confidences.count > 1 { return .malformed(.severalLabels) }
    guard let label = labels.first else { return hasOtherControl ? .malformed(.unknownControl) : .empty }
    return ExactText(label) == ExactText(Answers.cannotTell) ? .cannotTell : .vote
  }

  private mutating func note(_ found: RowProblem) {
    if problem == nil { problem = found }
  }

  private mutating func readIdentity(_ scanner: JSONScanner, _ node: Int) {
    guard let id = scanner.present("id", of: node), let name = scanner.integer(id) ?? scanner.string(id),
      !name.isEmpty
    else { return note(.noIdentity) }
    guard name.utf8.count <= limits.text else { return note(.tooLong) }
    // Drafts are numbered apart from annotations.
    platformID = isDraft ? "draft-" + name : name
  }

  private mutating func readTimes(_ scanner: JSONScanner, _ node: Int) {
    func time(_ name: StaticString) -> Int64? {
      guard let value = scanner.present(name, of: node), scanner.size(value) <= 64 else { return nil }
      return scanner.string(value).flatMap(Timestamp.parse)
    }
    createdAt = time("created_at")
    updatedAt = time("updated_at")
    if updatedAt == nil { note(.noTime) }
    if let lead = scanner.present("lead_time", of: node), let value = scanner.double(lead),
      (0...10_000_000).contains(value)
    {
      leadTime = value
    }
  }

  private mutating func readPeople(_ scanner: JSONScanner, _ node: Int) {
    if isDraft {
      completedBy = user("user", scanner, node) ?? PlatformUser()
      return
    }
    completedBy = user("completed_by", scanner, node) ?? PlatformUser()
    updatedBy = user("updated_by", scanner, node)
  }

  /// A number, an address, or an object with either.
  private mutating func user(_ name: StaticString, _ scanner: JSONScanner, _ node: Int) -> PlatformUser? {
    guard let value = scanner.present(name, of: node) else { return nil }
    if let number = scanner.integer(value) { return PlatformUser(name: number) }
    if scanner.isString(value) { return PlatformUser(email: short(value, scanner)) }
    guard scanner.nodes[value].kind == .object else {
      note(.wrongType)
      return nil
    }
    if isSimulated, let annotator = scanner.present("annotator", of: value) {
      return PlatformUser(name: short(annotator, scanner))
    }
    return PlatformUser(
      name: scanner.present("id", of: value).flatMap(scanner.integer),
      email: scanner.present("email", of: value).flatMap { short($0, scanner) })
  }

  private mutating func flag(_ name: StaticString, _ scanner: JSONScanner, _ node: Int) -> Bool {
    guard let value = scanner.present(name, of: node) else { return false }
    guard let flag = scanner.bool(value) else {
      note(.wrongType)
      return false
    }
    return flag
  }

  /// Gathers the choices of our two questions out of `result`.
  private mutating func readResult(_ scanner: JSONScanner, _ node: Int) {
    guard let result = scanner.present("result", of: node) else { return }
    guard scanner.nodes[result].kind == .array else { return note(.wrongType) }
    for item in scanner.elements(of: result) {
      guard scanner.nodes[item].kind == .object, let from = scanner.present("from_name", of: item),
        let control = short(from, scanner)
      else {
        note(.wrongType)
        continue
      }
      let isLabel = ExactText(control) == ExactText(LabelStudio.labelControl)
      let isConfidence = ExactText(control) == ExactText(LabelStudio.confidenceControl)
      guard isLabel || isConfidence else {
        hasOtherControl = true
        continue
      }
      guard let value = scanner.present("value", of: item),
        let choices = scanner.present("choices", of: value),
        scanner.nodes[choices].kind == .array
      else {
        note(.wrongType)
        continue
      }
      for choice in scanner.elements(of: choices) {
        guard let text = short(choice, scanner) else {
          note(.wrongType)
          continue
        }
        if isLabel { labels.append(text) } else { confidences.append(text) }
      }
    }
  }

  /// The string at `node`, unless it is longer than the limit.
  private mutating func short(_ node: Int, _ scanner: JSONScanner) -> String? {
    guard scanner.isString(node) else { return nil }
    // An escape takes six bytes for one at the most.
    guard scanner.size(node) <= 6 * limits.text, let text = scanner.string(node),
      text.utf8.count <= limits.text
    else {
      note(.tooLong)
      return nil
    }
    return text
  }

  /// The row's own text, or where to find it.
  private static func raw(_ scanner: JSONScanner, _ node: Int, _ limits: LabellingLimits) -> String {
    guard scanner.size(node) > limits.raw else { return scanner.compact(node) }
    return #"{"clipped":{"offset":\#(scanner.nodes[node].start),"bytes":\#(scanner.size(node))}}"#
  }
}
