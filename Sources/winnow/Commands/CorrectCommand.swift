import ArgumentParser
import Pipeline
import Texts

/// `winnow correct IMAGE LABEL`.
struct CorrectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract: "Say that a sealed label is wrong; the correction enters the next iteration, nothing sealed is edited.",
    discussion: "Give IMAGE and LABEL, or --file with many. LABEL is a class, or cannot_tell.")

  @Argument(help: "The image's id.") var image: String?
  @Argument(help: "The label that it should have.") var label: String?
  @OptionGroup var options: ProjectOptions
  @Option(help: "Who says so.") var author: String?
  @Option(help: "Why.") var reason: String?
  @Option(help: "A CSV file image,label, optionally with author and reason, of many corrections: all or none.")
  var file: String?

  func validate() throws {
    if (file == nil) == (image == nil) { throw ValidationError("Give IMAGE and LABEL, or --file.") }
    if file == nil, label == nil { throw ValidationError("Give the LABEL that the image should have.") }
    if file == nil, author == nil || reason == nil {
      throw ValidationError("A correction needs --author and --reason: every label has a history.")
    }
  }

  func run() throws {
    let directory = try options.existingDirectory()
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    let requests =
      try file.map { try Correcting.requests($0, author: author, reason: reason) }
      ?? [.init(image: image ?? "", label: label ?? "", author: author ?? "", reason: reason ?? "")]
    let (corrections, enters) = try Correcting(directory).keep(requests)
    for correction in corrections.prefix(20) { Console.note(Wording.correction(correction)) }
    if corrections.count > 20 { Console.note("… \(corrections.count - 20) more") }
    Console.note(
      "\(corrections.count.counted("correction")) kept; iteration \(enters) takes \(corrections.count == 1 ? "it" : "them") in"
    )
  }
}
