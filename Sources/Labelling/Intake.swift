import Texts

/// Sorts returned rows: each becomes exactly one accepted vote, one calibration answer or one rejected row.
package struct Intake: Sendable {
  private let tasks: [ExactText: PlannedTask]
  private let accounts: AnnotatorDirectory
  private let classes: Set<ExactText>
  private let known: Set<RowKey>

  /// Prepares for the rows of one ingest.
  ///
  /// - Parameters:
  ///   - tasks: What was handed out: this export's tasks, and with them those of earlier rounds whose answers
  ///     may still change.
  ///   - annotators: Those of the spec.
  ///   - classes: Those of the spec.
  ///   - known: Keys of the rows that earlier ingests have taken in.
  /// - Throws: `LabellingError.duplicateAnnotator` or `.reservedClass`.
  package init(
    tasks: [PlannedTask], annotators: [AnnotatorAccount], classes: [String], known: Set<RowKey> = []
  ) throws {
    try Assignment.requireDistinct(annotators)
    try Answers.check(classes: classes)
    var byID: [ExactText: PlannedTask] = [:]
    for task in tasks where byID.updateValue(task, forKey: ExactText(task.taskID)) != nil {
      throw LabellingError.duplicateImage(image: task.imageID)
    }
    self.tasks = byID
    self.accounts = AnnotatorDirectory(annotators)
    self.classes = Set(classes.map(ExactText.init))
    self.known = known
  }

  /// Sorts `rows`, whatever order the files were read in.
  ///
  /// A row is refused for the first of these that holds: malformed, duplicate (the same platform, id and time
  /// of change again), draft, ground truth, unknown task, unknown annotator, not assigned, empty, unknown
  /// label, unknown confidence, edited by another user (on calibration tasks alone), superseded (the
  /// annotator has a newer valid answer to the task). An invalid answer supersedes nothing. Of equal times
  /// the larger id wins, then the later row.
  ///
  /// A batch answer that another user edited stays the annotator's own, with `updatedBy`; it counts as a
  /// senior's only if both are.
  package func sort(_ rows: [ReturnedRow]) -> IntakeResult {
    let ordered = rows.sorted {
      (ExactText($0.file), $0.index, ExactText($0.raw)) < (ExactText($1.file), $1.index, ExactText($1.raw))
    }
    var keys = known
    var verdicts: [Verdict] = []
    verdicts.reserveCapacity(ordered.count)
    for row in ordered { verdicts.append(judge(row, keys: &keys)) }
    supersede(&verdicts, rows: ordered)

    var result = IntakeResult()
    for (row, verdict) in zip(ordered, verdicts) {
      switch verdict {
      case .rejected(let reason, let detail):
        result.rejected.append(RejectedRow(row: row, reason: reason, detail: detail))
      case .accepted(let answer) where answer.calibration: result.calibration.append(answer)
      case .accepted(let answer): result.votes.append(answer)
      }
    }
    return result
  }

  private enum Verdict {
    case accepted(AcceptedAnswer)
    case rejected(RejectReason, detail: String)
  }

  private func judge(_ row: ReturnedRow, keys: inout Set<RowKey>) -> Verdict {
    if case .malformed(let problem) = row.kind { return .rejected(.malformed, detail: problem.rawValue) }
    guard keys.insert(row.key).inserted else { return .rejected(.duplicate, detail: row.platformID) }
    switch row.kind {
    case .draft: return .rejected(.draft, detail: "")
    case .groundTruth: return .rejected(.groundTruth, detail: "")
    case .vote, .skip, .cannotTell, .empty, .malformed: break
    }
    guard let taskID = row.taskID, let task = tasks[ExactText(taskID)] else {
      return .rejected(.unknownTask, detail: row.taskID ?? "")
    }
    guard let annotator = accounts.account(of: row.completedBy, on: row.platform) else {
      return .rejected(.unknownAnnotator, detail: row.annotator ?? "")
    }
    guard task.annotators.contains(where: { ExactText($0) == ExactText(annotator.id) }) else {
      return .rejected(.notAssigned, detail: annotator.id)
    }
    if row.kind == .empty { return .rejected(.empty, detail: "") }
    var label: String?
    if row.kind == .vote {
      guard let given = row.label, classes.contains(ExactText(given)) else {
        return .rejected(.unknownLabel, detail: row.label ?? "")
      }
      label = given
    }
    var confidence: AnswerConfidence?
    if row.kind != .skip, let given = row.confidence {
      guard let level = AnswerConfidence(returned: given) else {
        return .rejected(.unknownConfidence, detail: given)
      }
      confidence = level
    }
    let editor = self.editor(of: row, annotator: annotator)
    if task.calibration, let editor { return .rejected(.editedByOther, detail: editor.name) }
    return .accepted(
      AcceptedAnswer(
        row: row, task: task, annotator: annotator.id, updatedBy: editor?.name,
        senior: annotator.senior && editor?.senior ?? true, label: label, confidence: confidence))
  }

  /// The user who changed the answer last, if it is not the annotator: an annotator's id, or what the
  /// platform says.
  private func editor(of row: ReturnedRow, annotator: AnnotatorAccount) -> (name: String, senior: Bool)? {
    guard let user = row.updatedBy, let shown = user.shown else { return nil }
    // The same number or address is the same person, even where the other half is missing.
    if let account = accounts.account(of: user, on: row.platform) {
      return ExactText(account.id) == ExactText(annotator.id) ? nil : (account.id, account.senior)
    }
    if AnnotatorDirectory.isSame(user, row.completedBy) { return nil }
    return (shown, false)
  }

  /// Rejects all but the newest answer of each annotator to each task.
  private func supersede(_ verdicts: inout [Verdict], rows: [ReturnedRow]) {
    var newest: [ExactPair: Int] = [:]
    for index in rows.indices {
      guard case .accepted(let answer) = verdicts[index] else { continue }
      let key = ExactPair(answer.taskID, answer.annotator)
      guard let other = newest[key] else {
        newest[key] = index
        continue
      }
      let older = isNewer(rows[index], than: rows[other]) ? other : index
      newest[key] = older == other ? index : other
      verdicts[older] = .rejected(.superseded, detail: rows[older == other ? index : other].platformID)
    }
  }

  private func isNewer(_ row: ReturnedRow, than other: ReturnedRow) -> Bool {
    let time = row.updatedAt ?? .min
    let otherTime = other.updatedAt ?? .min
    if time != otherTime { return time > otherTime }
    guard row.platform == other.platform, row.platform == .labelStudio else { return true }
    let digits = row.platformID.utf8.count
    let otherDigits = other.platformID.utf8.count
    if digits != otherDigits { return digits > otherDigits }
    return ExactText(row.platformID) >= ExactText(other.platformID)
  }
}
