import ArgumentParser
import Pipeline
import Stages
import Storage

/// `winnow embedders`.
struct EmbeddersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embedders",
    abstract: "Compare embedders on the labels so far, by cross-validation with whole groups.",
    discussion: """
      The spec's own embedder is the first; the others are named, as patch-embed, convnet-embed, \
      patch-embed+convnet-embed for vectors side by side, '{run: [winnow, hook, convnet-embed], input_size: 192}', or a spec \
      file whose embedder is meant. Each label is predicted by a linear probe that saw neither the image nor its group. \
      Nobody is asked, no holdout is opened, no iteration changes; vectors are kept, so that the embedder that is \
      chosen need not make them again.
      """)

  @Argument(help: "Embedders to compare with the spec's own.") var others: [String]
  @OptionGroup var options: ProjectOptions
  @Option(help: "A table image,label to use instead of the labels so far.") var labels: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let project = try options.project()
    let directory = try DataDirectory.open(project.dataPath)
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    Interruption.current.doing("comparing embedders")
    let progress = QuietProgress()
    defer { progress.clear() }
    let outcome = try await EmbedderComparison(project, directory).run(others, labelFile: labels, progress: progress)
    progress.clear()
    if json {
      Console.answer(try JSONAnswer.text(outcome))
    } else {
      for line in Wording.embedders(outcome) { Console.answer(line) }
    }
  }
}
