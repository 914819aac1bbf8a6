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
  /// of change again), draft, ground truth, withdrawn (a later full export lacks it), unknown task or image,
  /// unknown annotator, not assigned, empty, unknown label, unknown confidence, edited by another user (on
  /// calibration tasks alone), unordered (the annotator has another answer to the task, and no times tell which is
  /// newer), superseded (the annotator has a newer valid answer to the task). An invalid answer supersedes nothing. Of
  /// equal times the larger id wins, then the later row.
  ///
  /// A batch answer that another user edited stays the annotator's own, with `updatedBy`; whether it counts as a
  /// senior's is decided by who edited it.
  ///
  /// An answer that was taken in before and withdrawn since is answered by a tombstone, or by what its author had said
  /// before it and stands again.
  ///
  /// - Parameters:
  ///   - files: All files that came back.
  ///   - earlier: Those that were taken in before, whose rows are known.
  /// - Returns: Each row of `files` in one of the three, and the accounts that are nobody's.
  package func sort(_ files: [ReturnedFile], earlier: [ReturnedFile] = []) -> IntakeResult {
    var book = UserBook()
    var facts: [ExportFact] = []
    for file in (files + earlier).sortedByBytes(of: \.name) {
      switch file.content {
      case .users(let users): book.add(users, folder: ReturnedRow.folder(of: file.name))
      case .facts(let found): facts += found
      case .answers, .closing: break
      }
    }
    let directory = AnnotatorDirectory(accounts, book: book)
    let withdrawals = Withdrawals(files + earlier, facts: facts)
    func judge(_ known: KnownRows, _ withdrawals: Withdrawals?) -> RowJudge {
      RowJudge(tasks: tasks, accounts: directory, classes: classes, known: known, withdrawals: withdrawals)
    }
    var ours = judge(known, withdrawals)
    let sorted = Self.verdicts(files, &ours)

    var result = IntakeResult()
    result.undeclared = ours.undeclared
    for (row, verdict) in sorted {
      switch verdict {
      case .rejected(let reason, let detail):
        result.rejected.append(RejectedRow(row: row, reason: reason, detail: detail))
      case .accepted(let answer): result.add(answer)
      }
    }
    guard !withdrawals.isEmpty else { return result }
    var (then, now) = (judge(KnownRows(), nil), judge(KnownRows(), withdrawals))
    let before = Self.standing(Self.verdicts(earlier, &then))
    let after = Self.standing(Self.verdicts(earlier, &now))
    let answered = Set((result.votes + result.calibration).map { ExactPair($0.taskID, $0.annotator) })
    for (pair, answer) in before.sorted(by: { ($0.key.first, $0.key.second) < ($1.key.first, $1.key.second) })
    where !answered.contains(pair) {
      guard let still = after[pair] else {
        result.add(answer.tombstone)
        continue
      }
      if still.key != answer.key { result.add(still) }
    }
    return result
  }

  /// What becomes of the rows of files.
  private static func verdicts(
    _ files: [ReturnedFile], _ judge: inout RowJudge
  ) -> [(row: ReturnedRow, verdict: RowVerdict)] {
    let ordered = files.flatMap(\.rows).sorted {
      (ExactText($0.file), $0.index, ExactText($0.raw)) < (ExactText($1.file), $1.index, ExactText($1.raw))
    }
    var verdicts: [RowVerdict] = []
    verdicts.reserveCapacity(ordered.count)
    for row in ordered { verdicts.append(judge.judge(row)) }
    Standings(rows: ordered).settle(&verdicts)
    return Array(zip(ordered, verdicts))
  }

  /// The answer of each person to each task.
  private static func standing(
    _ rows: [(row: ReturnedRow, verdict: RowVerdict)]
  ) -> [ExactPair: AcceptedAnswer] {
    var answers: [ExactPair: AcceptedAnswer] = [:]
    for (_, verdict) in rows {
      if case .accepted(let answer) = verdict { answers[ExactPair(answer.taskID, answer.annotator)] = answer }
    }
    return answers
  }
}

/// What becomes of a row.
enum RowVerdict {
  case accepted(AcceptedAnswer)
  case rejected(RejectReason, detail: String)
}
