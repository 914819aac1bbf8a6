import Texts

/// Looks at rows one by one: whether each is an answer of somebody to something that was asked.
struct RowJudge {
  let tasks: TaskLookup
  let accounts: AnnotatorDirectory
  let classes: Set<ExactText>
  let known: KnownRows
  /// Nil: as if nothing had been withdrawn.
  let withdrawals: Withdrawals?
  private var keys: Set<RowKey> = []
  private var strangers: [Stranger: (answers: Int, file: String)] = [:]

  private struct Stranger: Hashable {
    let platform: Platform
    let shown: ExactText
    let declaration: ExactText
  }

  init(
    tasks: TaskLookup, accounts: AnnotatorDirectory, classes: Set<ExactText>, known: KnownRows,
    withdrawals: Withdrawals?
  ) {
    self.tasks = tasks
    self.accounts = accounts
    self.classes = classes
    self.known = known
    self.withdrawals = withdrawals
  }

  /// The users of platforms with answers to our tasks whom no annotator is declared to be.
  var undeclared: [UndeclaredAccount] {
    strangers.map { stranger, found in
      UndeclaredAccount(
        platform: stranger.platform, user: stranger.shown.text, declaration: stranger.declaration.text,
        answers: found.answers, file: found.file)
    }.sorted {
      ($0.platform.rawValue, $0.user.exact, $0.declaration.exact)
        < ($1.platform.rawValue, $1.user.exact, $1.declaration.exact)
    }
  }

  /// What a row comes to before it is compared with others.
  mutating func judge(_ row: ReturnedRow) -> RowVerdict {
    if case .malformed(let problem) = row.kind { return .rejected(.malformed, detail: problem.rawValue) }
    if known.contains(row) { return .rejected(.duplicate, detail: row.platformID) }
    // Rows without a time are compared with each other later.
    if row.updatedAt != nil, !keys.insert(row.key).inserted { return .rejected(.duplicate, detail: row.platformID) }
    switch row.kind {
    case .draft: return .rejected(.draft, detail: "")
    case .groundTruth: return .rejected(.groundTruth, detail: "")
    case .vote, .skip, .cannotTell, .empty, .malformed: break
    }
    if withdrawals?.contains(row) == true { return .rejected(.withdrawn, detail: row.platformID) }
    let annotator = accounts.account(of: row.completedBy, on: row.platform, folder: row.folder)
    let task: PlannedTask
    switch tasks.find(row, annotator: annotator?.id) {
    case .found(let planned): task = planned
    case .refused(let reason, let detail): return .rejected(reason, detail: detail)
    }
    guard let annotator else {
      meet(row.completedBy, in: row)
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
        senior: editor?.senior ?? annotator.senior, label: label, confidence: confidence))
  }

  /// The user who changed the answer last, if it is not the annotator: an annotator's id, or what the
  /// platform says.
  private mutating func editor(of row: ReturnedRow, annotator: AnnotatorAccount) -> (name: String, senior: Bool)? {
    guard let user = row.updatedBy, let shown = user.shown else { return nil }
    // The same number or address is the same person, even where the other half is missing.
    if let account = accounts.account(of: user, on: row.platform, folder: row.folder) {
      return ExactText(account.id) == ExactText(annotator.id) ? nil : (account.id, account.senior)
    }
    if AnnotatorDirectory.isSame(user, row.completedBy) { return nil }
    meet(user, in: row)
    return (shown, false)
  }

  /// Notes that a user is nobody's.
  private mutating func meet(_ user: PlatformUser, in row: ReturnedRow) {
    guard row.platform != .csv, row.platform != .simulated,
      let shown = accounts.shown(user, folder: row.folder),
      let declaration = accounts.declaration(user, folder: row.folder)
    else { return }
    let stranger = Stranger(platform: row.platform, shown: shown.exact, declaration: declaration.exact)
    strangers[stranger, default: (0, row.file)].answers += 1
  }
}
