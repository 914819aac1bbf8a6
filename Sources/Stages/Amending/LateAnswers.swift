import Columnar
import Engine
import Labelling
import Storage
import Texts

/// Sorts the rows of late files by what the iterations that they belong to had handed out.
struct LateAnswers {
  /// An answer that counts, and the iteration that had asked.
  struct Answer {
    let answer: AcceptedAnswer
    let iteration: Int
    /// The known label of a calibration image.
    let expected: String?
    /// What had been shown.
    let picture: Picture
    /// SHA-256 of the guidelines that were handed out with the task.
    let guidelines: String?
  }

  private(set) var votes: [Answer] = []
  private(set) var calibration: [Answer] = []
  private(set) var rejected: [RejectedRow] = []

  /// - Throws: `LabellingError` for accounts that are nobody's; `ColumnarError`, `StorageError`.
  init(_ files: [Amendments.LateFile], setup: StageSetup, scope: IterationScope) throws {
    var book = ShownPicturesByIteration(scope)
    for (iteration, files) in Dictionary(grouping: files, by: \.iteration).sorted(by: { $0.key < $1.key }) {
      let returned = try ReturnedFiles(
        files.map { file in
          (name: file.kept, bytes: try Files.read("\(scope.directory.inbox(iteration))/\(file.name)", limit: 1 << 30))
        })
      let tasks = try (1...StageName.rounds).flatMap {
        try PlannedTasks.handedOut(scope, iteration: iteration, round: $0)
      }
      let earlier = try Self.taken(scope, iteration: iteration)
      var known = KnownRows()
      for files in earlier { known.add(files.flatMap(\.rows)) }
      let result = try Intake(
        tasks: tasks, annotators: setup.accounts, classes: setup.spec.classes, known: known
      ).sort(returned.files, earlier: earlier.flatMap(\.self))
      try ReturnedFiles.refuseUndeclared(result, annotators: setup.accounts)
      let guidelines = Guidelines.handedOut(
        iteration < scope.earlier.count ? scope.earlier[iteration] : scope.manifest)
      let shown = try book.shown(iteration)
      func picture(_ answer: AcceptedAnswer) -> Picture {
        shown?.digest(task: answer.taskID, image: answer.imageID).map(Picture.bytes) ?? .name(answer.imageID.exact)
      }
      let labels = try PoolTable.known(
        "calibration", path: scope.path(Catalogue.Pool.knownLabels, iteration: iteration))
      let expected = Dictionary(labels.map { ($0.image.exact, $0.label) }, uniquingKeysWith: { first, _ in first })
      votes += result.votes.map {
        Answer(answer: $0, iteration: iteration, expected: nil, picture: picture($0), guidelines: guidelines[$0.round])
      }
      calibration += result.calibration.map {
        Answer(
          answer: $0, iteration: iteration, expected: expected[$0.imageID.exact], picture: picture($0),
          guidelines: guidelines[$0.round])
      }
      rejected += result.rejected + returned.unreadable
    }
  }

  /// The files of an iteration that it, or an iteration between it and this one, has taken in, ingest by ingest.
  private static func taken(_ scope: IterationScope, iteration: Int) throws -> [[ReturnedFile]] {
    var folders = (1...StageName.rounds).map {
      scope.path(Artifact(StageName.ingest($0), Catalogue.Folder.raw), iteration: iteration)
    }
    let name = DataDirectory.iterationName(iteration)
    for later in stride(from: iteration + 1, to: scope.iteration, by: 1) {
      folders.append(
        scope.path(Artifact(StageName.amend, "\(Catalogue.Folder.raw)/\(name)"), iteration: later))
    }
    // Late files are called by their iteration, too.
    return try folders.map { try ReturnedFiles(folder: $0).files.map { $0.below(name) } }
  }
}

extension AnswerTable {
  /// The table of answers on images whose label is sought that came after the seal.
  static func late(_ answers: [LateAnswers.Answer]) throws -> Table {
    let sorted = order(answers)
    return try Table(
      schema: Tables.lateAnnotations,
      columns: late(sorted) + [.int32s(sorted.map { Int32($0.iteration) })])
  }

  /// The table of answers on calibration images that came after the seal.
  static func lateCalibration(_ answers: [LateAnswers.Answer]) throws -> Table {
    let sorted = order(answers)
    return try Table(
      schema: Tables.lateCalibration,
      columns: late(sorted) + [
        .strings(sorted.map { $0.expected ?? "" }), .int32s(sorted.map { Int32($0.iteration) }),
      ])
  }

  private static func late(_ answers: [LateAnswers.Answer]) -> [Column] {
    columns(answers.map(\.answer), guidelines: [:]).dropLast(2) + [
      .optionalStrings(answers.map(\.guidelines)), .optionalStrings(answers.map(\.answer.suggested)),
    ]
  }

  private static func order(_ answers: [LateAnswers.Answer]) -> [LateAnswers.Answer] {
    answers.sorted {
      ($0.answer.taskID.exact, $0.answer.annotator.exact) < ($1.answer.taskID.exact, $1.answer.annotator.exact)
    }
  }
}
