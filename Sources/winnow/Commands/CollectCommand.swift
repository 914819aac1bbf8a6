import ArgumentParser
import Audit
import Foundation

/// `winnow gc`.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Free what no iteration needs: work in progress that was left, embedding parts that nothing refers to.")

  @OptionGroup var options: ProjectOptions
  @Flag(help: "Name what would be freed and change nothing.") var dryRun = false
  @Flag(help: "Free the cache too, and the pictures of sealed batches; the next run reads every image again.")
  var cache = false
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let directory = try options.existingDirectory()
    let lock = dryRun ? nil : try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    let garbage = try Garbage(root: directory.root, cache: cache)
    if !dryRun { try garbage.remove(root: directory.root) }
    if json {
      struct Answer: Encodable {
        let bytes: Int
        let removed: Bool
        let items: [Garbage.Item]
      }
      Console.answer(
        try JSONAnswer.text(Answer(bytes: garbage.bytes, removed: !dryRun, items: garbage.items)))
      return
    }
    for line in Wording.garbage(garbage, dryRun: dryRun) { Console.answer(line) }
  }
}
