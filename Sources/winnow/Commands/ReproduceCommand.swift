import ArgumentParser
import Foundation
import Pipeline
import Storage

/// `winnow reproduce N`.
struct ReproduceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Run a sealed iteration again from its recorded spec and inputs, elsewhere, and compare stage by stage.",
    discussion: "Exit codes: 0 every stage gave the same content; 1 one did not.")

  @OptionGroup var number: IterationArgument
  @OptionGroup var options: ProjectOptions
  @Option(help: "Where to run it; must not be there yet, and is kept. Default: a temporary folder, removed afterwards.")
  var scratch: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let project = try options.project()
    let folder =
      scratch
      ?? FileManager.default.temporaryDirectory.appendingPathComponent("winnow-reproduce-\(UUID().uuidString)").path
    guard !Files.exists(folder) else {
      throw CommandError.badArgument(folder, "it is there already; name a new folder")
    }
    if scratch == nil { Interruption.current.temporary(folder) }
    defer { if scratch == nil { try? Files.remove(folder) } }
    let path = URL(fileURLWithPath: folder).standardizedFileURL.path
    let statement = try await Reproduction(project, scratch: path).run(
      number.iteration, progress: TerminalProgress(iteration: number.iteration))
    guard let statement else { throw CommandError.noIteration(number.iteration) }
    if json {
      Console.answer(try JSONAnswer.snakeCase(statement))
    } else {
      for line in Wording.statement(statement) { Console.answer(line) }
    }
    if !statement.isReproduced { throw SilentFailure(code: .difference) }
  }
}
