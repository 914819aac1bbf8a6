import ArgumentParser
import Engine
import Foundation
import Pipeline
import Rehearsal
import Stages
import Texts

/// `winnow demo`: the whole loop on images of the factory.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Draw images, split off holdouts, run iterations with simulated annotators, and show the result.")

  @OptionGroup var options: ProjectOptions
  @Option(help: "The last iteration.") var through = 4

  func validate() throws {
    if through < 0 || through > 99 { throw ValidationError("--through takes a whole number from 0 to 99.") }
  }

  func run() async throws {
    let project = try options.project()
    try project.checkHooks()
    let root = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory).root
    let files = FactoryFiles(folder: root)
    if try files.areThere() {
      Console.note("factory: the images are in \(root)")
    } else {
      try files.write(threads: project.threads)
      Console.note("factory: images drawn into \(root)")
    }
    let split = try SplitFiles(project).write(labels: "\(root)/truth.csv", options: SplitOptions(), replace: false)
    for line in Wording.split(split) { Console.note(line) }
    let rehearsal = AnnotationRehearsal(project, truthPath: "\(root)/truth.csv")
    let directory = try project.directory()
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    let sealed = try (0...through).filter { try Iteration(directory, $0).manifest()?.sealed != nil }
    for number in 0...through {
      let loop = IterationRehearsal(project, rehearsal: rehearsal)
      let seal = try await loop.run(number, progress: TerminalProgress(iteration: number)) { round, files in
        Console.note("iteration \(number)  round \(round): \(files.counted("simulated annotator")) answered")
      }
      Console.note("iteration \(number)  sealed, chain digest \(seal.chain)")
    }
    if sealed.count == through + 1 {
      Console.note(
        "all of it was there from an earlier run, so nothing was run; rm -r '\(directory.root)' lets it begin anew")
    }
    Console.answer("")
    try StatusCommand.show(Progression(directory), digests: false)
  }
}
