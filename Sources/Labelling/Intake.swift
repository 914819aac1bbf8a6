import Texts

/// Sorts returned rows: each becomes exactly one accepted vote, one calibration answer or one rejected row.
package struct Intake: Sendable {
  private let tasks: TaskLookup
  private let accounts: [AnnotatorAccount]
  private let classes: Set<ExactText>
  private let known: KnownRows

  /// Prepares for the rows of one ingest.
  ///
  /// - Parameters:
  ///   - tasks: What was handed out: this export's tasks, and with them those of earlier rounds whose answers
  ///     may still change.
  ///   - annotators: Those of the spec.
  ///   - classes: Those of the spec.
  ///   - known: The rows that earlier ingests have taken in.
  /// - Throws: `LabellingError.duplicateAnnotator` or `.reservedClass`.
  package init(
    tasks: [PlannedTask], annotators: [AnnotatorAccount], classes: [String], known: KnownRows = KnownRows()
  ) throws {
    try Assignment.requireDistinct(annotators)
    try Answers.check(classes: classes)
    self.tasks = try TaskLookup(tasks)
    self.accounts = annotators
    self.classes = Set(classes.map(ExactText.init))
    self.known = known
  }

  /// Sorts rows of which nothing is known beside what they say.
  package func sort(_ rows: [ReturnedRow]) -> IntakeResult {
    sort(
      Dictionary(grouping: rows) { ExactText($0.file) }.map { name, rows in
        ReturnedFile(name: name.text, content: .answers(rows, projects: Set(rows.compactMap(\.project))))
      })
  }

  /// Sorts the rows of files, whatever order they were read in.
  ///
  /// A row is refused for the first of these that holds: malformed, duplicate (the same platform, id and time
  /// of change again), draft, ground truth, withdrawn (a later full export lacks it), unknown task or image, unknown annotator, not assigned, empty, unknown
  /// label, unknown confidence, edited by another user (on calibration tasks alone), unordered (the annotator has another answer to the task, and no times tell which is newer),
  /// superseded (the annotator has a newer valid answer to the task). An invalid answer supersedes nothing. Of equal
  /// times the larger id wins, then the later row.
  ///
  /// A batch answer that another user edited stays the annotator's own, with `updatedBy`; whether it counts as a
  /// senior's is decided by who edited it.
  ///
  /// - Parameter files: All files that came back.
  /// - Returns: Each row in one of the three, and the accounts that are nobody's.
  package func sort(_ files: [ReturnedFile]) -> IntakeResult {
    var book = UserBook()
    var facts: [ExportFact] = []
    for file in files.sortedByBytes(of: \.name) {
      switch file.content {
      case .users(let users): book.add(users, folder: ReturnedRow.folder(of: file.name))
      case .facts(let found): facts += found
      case .answers, .closing: break
      }
    }
    let ordered = files.flatMap(\.rows).sorted {
      (ExactText($0.file), $0.index, ExactText($0.raw)) < (ExactText($1.file), $1.index, ExactText($1.raw))
    }
    var judge = RowJudge(
      tasks: tasks, accounts: AnnotatorDirectory(accounts, book: book), classes: classes, known: known,
      withdrawals: Withdrawals(files, facts: facts))
    var verdicts: [RowVerdict] = []
    verdicts.reserveCapacity(ordered.count)
    for row in ordered { verdicts.append(judge.judge(row)) }
    Standings(rows: ordered).settle(&verdicts)

    var result = IntakeResult()
    result.undeclared = judge.undeclared
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
}

/// What becomes of a row.
enum RowVerdict {
  case accepted(AcceptedAnswer)
  case rejected(RejectReason, detail: String)
}
