import ArgumentParser
import Foundation
import Pipeline
import Storage
import Texts

/// `winnow labels`.
struct LabelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels", abstract: "Write all labels so far as one table: what people came to, corrections included.",
    discussion: """
      CSV with image, label, weight, decided_by, iteration and sha256, a row a picture. Pictures that have no label yet are \
      counted. Holdouts and the calibration set are files of their own, and not in it.
      """)

  @OptionGroup var options: ProjectOptions
  @Option(help: "The file to write. Default: standard output.") var out: String?
  @Flag(help: "JSON instead of CSV.") var json = false

  func run() throws {
    let list = try LabelList(options.existingDirectory())
    let text = try json ? JSONAnswer.snakeCase(list.rows) : String(decoding: list.csv, as: UTF8.self)
    if let out {
      try Files.writeAtomically(Array((json ? text + "\n" : text).utf8), to: out)
    } else {
      Console.write(json ? text + "\n" : text, to: .standardOutput)
    }
    let undecided =
      list.undecided == 0 ? "" : "; \(list.undecided.counted("picture")) that people were asked about have none"
    Console.note("\(list.rows.count.counted("label"))\(undecided)\(out.map { ", in \($0.printable)" } ?? "")")
  }
}
