import ArgumentParser
import Pipeline

/// `winnow history IMAGE`.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Print the history of an image's label: every vote, decision and correction.")

  @Argument(help: "The image's id.") var image: String
  @OptionGroup var options: ProjectOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let trace = try LabelTrace(options.existingDirectory(), image: image)
    guard !trace.places.isEmpty || !trace.events.isEmpty else { throw CommandError.unknownImage(image) }
    if json {
      Console.answer(try JSONAnswer.snakeCase(trace))
    } else {
      for line in Wording.trace(trace) { Console.answer(line) }
    }
  }
}
