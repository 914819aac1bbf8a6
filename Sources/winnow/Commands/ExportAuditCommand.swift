import ArgumentParser
import Audit
import Foundation
import Texts

/// `winnow export-audit N`.
struct ExportAuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-audit",
    abstract: "Write one archive of iterations 0 to N that verifies on its own; the same data gives the same bytes.")

  @OptionGroup var number: IterationArgument
  @OptionGroup var options: ProjectOptions
  @Option(help: "The archive: .tar, or .tar.zst, which is packed. Default: winnow-audit-NNN.tar.zst.") var out: String?
  @Flag(help: "Leave the vectors out; they are named as dropped.") var withoutEmbeddings = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let out, !out.hasSuffix(".tar"), !out.hasSuffix(".tar.zst") {
      throw ValidationError("--out takes a name that ends in .tar or .tar.zst.")
    }
  }

  func run() throws {
    let directory = try options.existingDirectory()
    let archive = AuditArchive(directory, through: number.iteration, withoutEmbeddings: withoutEmbeddings)
    guard let summary = try archive.write(to: out ?? "\(archive.name).tar.zst") else {
      throw CommandError.noIteration(number.iteration)
    }
    if json {
      Console.answer(try JSONAnswer.snakeCase(summary))
      return
    }
    Console.answer(
      "\(summary.path.printable): \(summary.files.counted("file")), \(Wording.bytes(summary.bytes)); "
        + "SHA-256 \(summary.sha256)")
    if summary.dropped > 0 {
      Console.answer("left out and named as dropped: \(summary.dropped.counted("file")) of the embeddings")
    }
    Console.answer(
      "chain digest \(summary.chain); winnow verify --archive checks it, its README.txt says how without winnow")
  }
}
