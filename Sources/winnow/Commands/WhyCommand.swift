import ArgumentParser
import Pipeline

/// `winnow why IMAGE [N]`.
struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Say why an image is in an iteration's batch, or what it lacked.",
    discussion: """
      Reads the tables of the iteration and writes nothing; needs no spec if --data names the directory. Exit codes: 0 \
      reported, whether it was picked or not; 2 the iteration has not begun; 3 no pool holds the image, and near ids are named.
      """)

  @Argument(help: "The image's id: its path below the pool's root.") var image: String
  @OptionGroup var number: LatestIteration
  @OptionGroup var options: ProjectOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let directory = try options.existingDirectory()
    let iteration = try number.number(in: directory)
    guard let traces = try SelectionTraces(directory, iteration) else { throw CommandError.notBegun(iteration) }
    let trace = try traces.trace(of: image)
    if json {
      Console.answer(try JSONAnswer.snakeCase(trace))
    } else {
      for line in Wording.trace(trace) { Console.answer(line) }
    }
  }
}
