import ArgumentParser
import Audit
import Pipeline
import Storage

/// `winnow graph [N]`.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw the stages and files of an iteration: Mermaid on standard output, or an SVG.")

  @Argument(help: "The iteration. Default: the latest; without any, iteration 1 as the spec has it.") var iteration:
    Int?
  @OptionGroup var options: ProjectOptions
  @Option(help: "Write an SVG into this file instead.") var svg: String?

  func validate() throws {
    if let iteration, iteration < 0 || iteration > 999_999 {
      throw ValidationError("An iteration's number is 0 or more.")
    }
  }

  func run() throws {
    let graph = try self.graph()
    guard let svg else {
      Console.write(graph.mermaid, to: .standardOutput)
      return
    }
    try Files.writeAtomically(Array(graph.svg.utf8), to: svg)
    Console.note("graph: \(svg)")
  }

  /// The graph of what was recorded, else of what the spec says.
  private func graph() throws -> StageGraph {
    if Files.exists("\(try options.dataRoot())/\(StoreName.store)") {
      let directory = try options.existingDirectory()
      let number = try iteration ?? directory.iterations().last
      if let number, let recorded = try StageDrawing.recorded(directory, number) { return recorded }
    }
    return try options.project().graph(iteration ?? 1)
  }
}
