import ArgumentParser
import Pipeline
import Stages
import Storage

/// `winnow report [N]`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Print the path of an iteration's quality report; by default the latest.",
    discussion: """
      With --pseudonyms FILE a page is written in which nobody is called by name, without pictures; who is who is printed as CSV and \
      stands nowhere in the page.
      """)

  @Argument(help: "The iteration's number. Default: the latest that has a report.") var iteration: Int?
  @OptionGroup var options: ProjectOptions
  @Option(help: "Write a page without names to this file, and print who is who.") var pseudonyms: String?
  @Flag(help: "Print JSON: the page, and the file quality.json with its figures.") var json = false

  func run() throws {
    let progression = try Progression(options.existingDirectory())
    let row =
      if let iteration { progression.rows.first { $0.iteration == iteration } } else {
        progression.rows.last { $0.report != nil }
      }
    guard let path = row?.report else {
      throw CommandError.noIteration(iteration ?? progression.rows.last?.iteration ?? 0)
    }
    let quality = "\(Files.parent(of: path))/\(Catalogue.Report.quality.file)"
    if let pseudonyms {
      let report = try PseudonymousReport(quality: quality)
      try Files.writeAtomically(report.page, to: pseudonyms)
      Console.write(String(decoding: report.names, as: UTF8.self), to: .standardOutput)
    } else if json {
      Console.answer(try JSONAnswer.text(["page": path, "quality": quality]))
    } else {
      Console.answer(path)
    }
  }
}
