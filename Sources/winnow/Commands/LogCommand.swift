import ArgumentParser
import Pipeline

/// `winnow log`.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List the iterations, the latest first, with what each changed in the spec.")

  @OptionGroup var options: ProjectOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let history = try IterationLog(options.existingDirectory())
    if json {
      Console.answer(try JSONAnswer.snakeCase(history.entries))
      return
    }
    guard !history.entries.isEmpty else {
      Console.answer("no iteration yet: winnow run 0 begins")
      return
    }
    for entry in history.entries.reversed() {
      for line in Wording.entry(entry) { Console.answer(line) }
    }
  }
}
