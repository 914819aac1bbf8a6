import ArgumentParser
import Engine
import Foundation
import Pipeline
import Servers
import Texts

/// `winnow pull [N]`.
struct PullCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull", abstract: "Fetch answers from the labelling server into the inbox.",
    discussion: """
      Every reply is kept as it came, in a folder for each person, with a table exports.csv that says when it was taken and \
      whether it is full. A full one, which this is unless --changed is given, tells which answers were deleted since. \
      winnow run takes the answers in.
      """)

  @OptionGroup var number: LatestIteration
  @OptionGroup var options: ProjectOptions
  @Flag(help: "Fetch only what has changed since the last time; what was deleted is not noticed.") var changed = false
  @Option(help: "Ask again every so many seconds, from 5, until nobody owes an answer.") var watch: Double?
  @Flag(help: "Print what came of it as JSON.") var json = false

  func validate() throws {
    if let watch, !(watch >= 5 && watch <= 86_400) { throw ValidationError("--watch takes 5 to 86400 seconds.") }
  }

  func run() async throws {
    let project = try options.project()
    let iteration = try number.number(of: project)
    let sheets = try RoundSheets(project, iteration: iteration)
    let server = try ServerOfSpec.open(project, target: sheets.target)
    let check = try await server.check()
    Console.note("\(check.product.printable) \(check.version.printable), as \(check.owner.printable)")
    let pull = try Pull(project.directory(), sheets: sheets, server: server)
    var outcomes = try await pull.run(full: !changed)
    tell(outcomes)
    while let watch, let missing = try missing(project, iteration, round: sheets.round) {
      Console.note("\(missing.counted("answer")) still to come; asking again in \(watch.decimal(0)) s")
      try await Task.sleep(for: .seconds(watch))
      outcomes = try await pull.run(full: false)
      // What was deleted meanwhile is owed again.
      if try self.missing(project, iteration, round: sheets.round) == nil { outcomes = try await pull.run(full: true) }
      tell(outcomes)
    }
    if json { Console.answer(try JSONAnswer.snakeCase(outcomes.map(Line.init))) }
    Console.note("winnow run \(iteration) takes the answers in")
  }

  private func tell(_ outcomes: [Pull.Outcome]) {
    for outcome in outcomes { Console.note(Wording.pulled(outcome)) }
  }

  /// How many answers of the round are owed; nil if none.
  private func missing(_ project: Project, _ iteration: Int, round: Int) throws -> Int? {
    let (executor, _) = try project.executor(iteration, progress: SilentProgress(), onlyLooks: true)
    for stage in try executor.plan() {
      if case .wait(let waiting) = stage.decision, waiting.round == round {
        let owed = waiting.parts.reduce(0) { $0 + max(0, $1.asked - $1.answered) }
        return owed > 0 ? owed : nil
      }
    }
    return nil
  }

  /// A person's outcome, for programs.
  private struct Line: Encodable {
    let who: String
    let full: Bool
    let tasks: Int
    let answers: Int
    let skipped: Int
    let drafts: Int
    let files: [String]

    init(_ outcome: Pull.Outcome) {
      who = outcome.person
      full = outcome.result.isFull
      tasks = outcome.result.tasks
      answers = outcome.result.answers
      skipped = outcome.result.skipped
      drafts = outcome.result.drafts
      files = outcome.files
    }
  }
}
