import Engine
import Pipeline
import Stages
import Storage

/// What came of a run, for programs: `winnow run --json`.
struct RunAnswer: Encodable {
  /// How it ended.
  enum Outcome: String, Encodable {
    /// The iteration is sealed, by this run or before it.
    case sealed
    /// People are to answer.
    case waiting
    /// As far as was asked for.
    case done
    case nothingToDo = "nothing_to_do"
    case failed
  }

  /// Somebody whose answers are waited for.
  struct Person: Encodable {
    let who: String
    let answered: Int
    let asked: Int
    let tasks: String
  }

  /// Returned answers that do not count, for one reason.
  struct Unusable: Encodable {
    struct Row: Encodable {
      let file: String
      /// Nil where the whole file is meant.
      let row: Int?
      let who: String?
      let value: String
    }
    let reason: String
    let count: Int
    let examples: [Row]
  }

  let outcome: Outcome
  let exitCode: Int32
  /// Nil where a run failed before it knew.
  let iteration: Int?
  /// The stages that ran.
  var ran: [String] = []
  var waitingFor: [Person] = []
  var unusable: [Unusable] = []
  /// Rows that do not count and alarm nobody, by reason.
  var counted: [String: Int] = [:]
  /// Files in the inbox that hold no answers.
  var setAside: [String] = []
  /// The folder that answers are put into.
  var inbox: String?
  /// Why there is nothing to do: a condition for stopping, `pool_end` or `no_new_images`.
  var reasons: [String] = []
  var chain: String?
  var report: String?
  /// The code of the error; what is wrong is on standard error.
  var error: String?

  /// What an executor's run came to.
  init(_ summary: RunSummary, iteration: Int, directory: DataDirectory) {
    outcome = summary.seal != nil ? .sealed : summary.waiting != nil ? .waiting : .done
    exitCode = ExitStatus.done.rawValue
    self.iteration = iteration
    ran = summary.stages.compactMap { if case .run = $0.decision { $0.name } else { nil } }
    if let waiting = summary.waiting {
      waitingFor = waiting.parts.map {
        Person(who: $0.who, answered: $0.answered, asked: $0.asked, tasks: $0.payload)
      }
      unusable = waiting.unusable.map { found in
        Unusable(
          reason: found.reason, count: found.count,
          examples: found.examples.map { .init(file: $0.file, row: $0.row, who: $0.who, value: $0.value) })
      }
      counted = Dictionary(waiting.counted.map { ($0.reason, $0.count) }, uniquingKeysWith: +)
      setAside = waiting.setAside.map(\.file)
      inbox = waiting.inbox
    }
    chain = summary.seal?.chain
    if summary.seal != nil { report = "\(directory.iteration(iteration))/\(Catalogue.Report.page.name)" }
  }

  /// That there is nothing to do.
  init(_ rest: NextRun.Rest, after iteration: Int) {
    outcome = .nothingToDo
    exitCode = ExitStatus.done.rawValue
    self.iteration = iteration
    reasons =
      switch rest {
      case .stopped(let kinds): kinds.map(\.rawValue)
      case .poolEnd: ["pool_end"]
      case .noNewImages: ["no_new_images"]
      }
  }

  /// That it failed.
  init(failed status: ExitStatus, code: String?, iteration: Int?) {
    outcome = .failed
    exitCode = status.rawValue
    self.iteration = iteration
    error = code
  }
}
