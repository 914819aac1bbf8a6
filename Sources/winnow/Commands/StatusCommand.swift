import ArgumentParser
import Foundation
import Pipeline
import Texts

/// `winnow status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how far the iterations have come, as a table.")

  @OptionGroup var options: ProjectOptions
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "Print the chain digests.") var digests = false

  func run() throws {
    // Before the first run there is no data directory, and nothing wrong.
    if options.data == nil, try options.project().latest() == nil {
      Console.answer(json ? "[]" : "no iteration yet: winnow run begins")
      return
    }
    let progression = try Progression(options.existingDirectory())
    if json {
      Console.answer(try JSONAnswer.text(progression.rows))
      return
    }
    try Self.show(progression, digests: digests)
  }

  /// Prints the table.
  static func show(_ progression: Progression, digests: Bool) throws {
    guard !progression.rows.isEmpty else {
      Console.answer("no iteration yet: winnow run begins")
      return
    }
    var header = [
      "iteration", "state", "labels", "macro-F1", "rare-F1", "defects in batch", "cost (\(progression.currency))",
    ]
    if digests { header.append("chain digest") }
    Console.answer(Console.table(header, progression.rows.map { cells($0, digests: digests) }))
    for file in progression.rows.flatMap(\.late) {
      Console.note("came after the seal, the next iteration takes it in: \(file.printable)")
    }
    for correction in progression.corrections {
      Console.note("waits for the next iteration: \(Wording.correction(correction))")
    }
    if let report = progression.rows.last(where: { $0.report != nil })?.report { Console.answer("\nreport: \(report)") }
  }

  private static func cells(_ row: Progression.Row, digests: Bool) -> [String] {
    func number(_ value: Double?, _ places: Int) -> String { value.map { $0.decimal(places) } ?? "–" }
    let share: String = row.batchDefectShare.map(\.percent) ?? "–"
    let labels: String = row.labels.map { String($0) } ?? "–"
    let cells = [
      String(row.iteration), row.state, labels, number(row.macroF1, 3), number(row.rareF1, 3), share,
      number(row.cost, 2),
    ]
    return digests ? cells + [row.chain ?? "–"] : cells
  }
}
