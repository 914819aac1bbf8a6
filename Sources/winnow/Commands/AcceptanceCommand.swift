import ArgumentParser
import Pipeline
import Storage

/// `winnow acceptance N`.
struct AcceptanceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acceptance",
    abstract: "Open the acceptance set: measure a sealed iteration's model on it, once, and keep the figures.",
    discussion: """
      The images of holdout.acceptance are never selected, trained on or asked about. The train hook runs once more as the \
      sealed stage ran it; if it does not give the sealed probabilities of the monitoring images again, bit for bit, the set \
      stays closed. The figures go into the iteration's folder before they are shown. A set that was opened is opened once \
      more only with --reason, which is kept beside them. Exit codes: 0 opened; 1 the hook gives another model; 2 it may not \
      be opened; 3 the labels were edited, or something is gone.
      """)

  @Argument(help: "The iteration's number. Default: the latest sealed one that has a model.") var iteration: Int?
  @OptionGroup var options: ProjectOptions
  @Option(help: "Why the set is opened once more.") var reason: String?
  @Flag(help: "Print the record as JSON.") var json = false

  func validate() throws {
    if let iteration, iteration < 0 || iteration > 999_999 {
      throw ValidationError("An iteration's number is 0 or more.")
    }
  }

  func run() async throws {
    let project = try options.project()
    let directory = try DataDirectory.open(project.dataPath)
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    Interruption.current.doing("opening the acceptance set")
    let progress = QuietProgress()
    defer { progress.clear() }
    let outcome = try await AcceptanceCheck(project, directory).open(iteration, reason: reason, progress: progress)
    progress.clear()
    if json {
      Console.answer(try JSONAnswer.text(outcome.opening))
    } else {
      for line in Wording.acceptance(outcome) { Console.answer(line) }
    }
  }
}
