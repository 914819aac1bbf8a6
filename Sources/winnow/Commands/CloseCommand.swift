import ArgumentParser
import Pipeline

/// `winnow close N`.
struct CloseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "End a round of labelling before all answers are in; what is unanswered returns to the pool.")

  @OptionGroup var number: IterationArgument
  @OptionGroup var options: ProjectOptions
  @Option(help: "Why; kept with the answers.") var reason: String

  func run() throws {
    let project = try options.project()
    guard let file = try RoundClosing(project).close(number.iteration, reason: reason) else {
      throw CommandError.nothingExported(iteration: number.iteration)
    }
    Console.note("closed: \(file); winnow run \(number.iteration) goes on")
  }
}
