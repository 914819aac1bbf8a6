import ArgumentParser
import Audit
import Foundation
import Pipeline
import Texts

/// `winnow export-audit [N]`.
struct ExportAuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-audit",
    abstract: "Write one archive of iterations 0 to N that verifies on its own; the same data gives the same bytes.")

  @Argument(help: "The last iteration of the archive. Default: the latest that is sealed.") var iteration: Int?
  @OptionGroup var options: ProjectOptions
  @Option(help: "The archive: .tar, or .tar.zst, which is packed. Default: winnow-audit-NNN.tar.zst.") var out: String?
  @Flag(help: "Leave the vectors out; they are named as dropped.") var withoutEmbeddings = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let iteration, iteration < 0 || iteration > 999_999 {
      throw ValidationError("An iteration's number is 0 or more.")
    }
    if let out, !out.hasSuffix(".tar"), !out.hasSuffix(".tar.zst") {
      throw ValidationError("--out takes a name that ends in .tar or .tar.zst.")
    }
  }

  func run() throws {
    let directory = try options.existingDirectory()
    let number = try iteration ?? Progression(directory).rows.last { $0.report != nil }?.iteration ?? 0
    let archive = AuditArchive(directory, through: number, withoutEmbeddings: withoutEmbeddings)
    guard let summary = try archive.write(to: out ?? "\(archive.name).tar.zst") else {
      throw CommandError.noIteration(number)
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
