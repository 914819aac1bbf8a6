import ArgumentParser
import Engine
import Pipeline

/// `winnow close [N]`.
struct CloseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "End a round of labelling before all answers are in; what is unanswered returns to the pool.")

  @OptionGroup var number: LatestIteration
  @OptionGroup var options: ProjectOptions
  @Option(help: "Why; kept with the answers.") var reason: String

  func run() throws {
    let project = try options.project()
    let iteration = try number.number(of: project)
    if try Iteration(project.directory(), iteration).manifest()?.sealed != nil { throw CommandError.sealed(iteration) }
    guard let file = try RoundClosing(project).close(iteration, reason: reason) else {
      throw CommandError.nothingExported(iteration: iteration)
    }
    Console.note("closed: \(file); winnow run goes on")
  }
}
