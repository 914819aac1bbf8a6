import ArgumentParser
import Pipeline

/// `winnow report N`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Print the path of an iteration's quality report.")

  @OptionGroup var number: IterationArgument
  @OptionGroup var options: ProjectOptions

  func run() throws {
    let progression = try Progression(options.existingDirectory())
    guard let path = progression.rows.first(where: { $0.iteration == number.iteration })?.report else {
      throw CommandError.noIteration(number.iteration)
    }
    Console.answer(path)
  }
}
