import ArgumentParser
import Foundation
import Pipeline
import Stages

/// `winnow erase IMAGE`.
struct EraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Remove a picture on order – thumbnails, vectors, payloads, returned entries – and leave a record.",
    discussion:
      "Sealed iterations are edited too; verify then says by what order, and any other change is still damage.")

  @Argument(help: "The image's id; images with the same bytes go with it.") var image: String
  @OptionGroup var options: ProjectOptions
  @Option(help: "What orders it: a letter, a ticket, a ruling.") var order: String
  @Option(help: "Why.") var reason: String
  @Flag(help: "Remove the image file in the pool's folder too; needs the spec.") var pixels = false
  @Flag(help: "Name what would be erased and change nothing.") var dryRun = false
  @Flag(help: "Print the record as JSON.") var json = false

  func validate() throws {
    for (name, text) in [("--order", order), ("--reason", reason)] where text.allSatisfy(\.isWhitespace) {
      throw ValidationError("\(name) must say something: an erasure is on record.")
    }
  }

  func run() throws {
    let directory = try options.existingDirectory()
    let lock = dryRun ? nil : try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    let root = pixels ? try StageSetup(options.project()).root : nil
    let outcome = try Erasing(directory, poolRoot: root)
      .run(image: image, order: order, reason: reason, dryRun: dryRun)
    if json {
      Console.answer(try JSONAnswer.text(outcome.record))
    } else {
      for line in Wording.erasure(outcome, dryRun: dryRun) { Console.answer(line) }
    }
  }
}

extension StageSetup {
  /// The set-up of a project under its spec as it is now.
  init(_ project: Project) { self.init(spec: project.spec, baseDirectory: project.baseDirectory) }
}
