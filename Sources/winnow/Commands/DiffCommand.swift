import ArgumentParser
import Foundation
import Pipeline
import Report
import Storage

/// `winnow diff A B`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what differs between two iterations: spec, stages, tables, labels, batch, figures.",
    discussion: "Exit codes: 0 nothing differs; 1 something does; 2, 3 and 6 as everywhere.")

  @Argument(help: "An iteration's number, or DIR@N for one of another data directory.") var old: String
  @Argument(help: "The iteration that it is compared with, likewise.") var new: String
  @OptionGroup var options: ProjectOptions
  @Option(help: "Compare one table alone and print its rows that differ: score/scores, or its file's name.")
  var table: String?
  @Option(help: "Rows of --table to print at the most.") var rows = 50
  @Option(
    help: ArgumentHelp(
      "How far apart numbers of a column may be and still count as equal; may be repeated.",
      valueName: "column=number"))
  var tolerance: [String] = []
  @Option(help: "Write the comparison as a page for a browser.") var html: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if rows < 0 { throw ValidationError("--rows takes a whole number from 0.") }
    _ = try tolerances()
  }

  func run() throws {
    let sides = try [old, new].map(iteration)
    let named = try table.map { try tableName($0, sides) }
    let comparer = IterationComparer(
      sides[0], sides[1], tolerances: try tolerances(), sample: named.map { ($0, rows) })
    let isSame = try named.map { try showTable($0, comparer) } ?? showAll(comparer)
    if !isSame { throw SilentFailure(kind: .difference) }
  }

  private func showAll(_ comparer: IterationComparer) throws -> Bool {
    let difference = try comparer.difference()
    if let html {
      try Files.writeAtomically(Array(ComparisonPage.html(DiffPage.comparison(difference)).utf8), to: html)
      Console.note("page: \(html)")
    }
    if json {
      Console.answer(try JSONAnswer.snakeCase(difference))
    } else {
      for line in Wording.difference(difference) { Console.answer(line) }
    }
    return difference.isSame
  }

  private func showTable(_ name: String, _ comparer: IterationComparer) throws -> Bool {
    guard let file = try comparer.table(name) else { throw CommandError.badArgument(name, "neither has this table") }
    if json {
      Console.answer(try JSONAnswer.snakeCase(file))
    } else {
      for line in Wording.rows(of: file, named: name) { Console.answer(line) }
    }
    return file.state == .same
  }

  // MARK: Arguments

  /// The iteration that `N` or `DIR@N` names.
  private func iteration(_ text: String) throws -> RecordedIteration {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let folder = parts.dropLast().joined(separator: "@")
    guard let digits = parts.last, let number = Int(digits), number >= 0, number <= 999_999,
      parts.count == 1 || !folder.isEmpty
    else { throw CommandError.badArgument(text, "expected an iteration's number, or DIR@N") }
    let directory = parts.count > 1 ? try DataDirectory.open(folder) : try options.existingDirectory()
    guard let iteration = try RecordedIteration(directory, number) else {
      throw CommandError.badArgument(text, "this iteration has not begun")
    }
    return iteration
  }

  /// `column=number`, split.
  private func tolerances() throws -> [String: Double] {
    var tolerances: [String: Double] = [:]
    for text in tolerance {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, let value = Double(parts[1]), value >= 0, value.isFinite, !parts[0].isEmpty else {
        throw ValidationError("--tolerance takes COLUMN=NUMBER with a number from 0, as margin=1e-6.")
      }
      tolerances[String(parts[0])] = value
    }
    return tolerances
  }

  /// The one table that is meant by its path, its file's name, or either without the ending.
  private func tableName(_ text: String, _ sides: [RecordedIteration]) throws -> String {
    let known = IterationComparer(sides[0], sides[1], tolerances: [:], sample: nil).tables
    let full = text.hasSuffix(".parquet") ? text : "\(text).parquet"
    if known.contains(full) { return full }
    let found = known.filter { $0.hasSuffix("/\(full)") }
    guard found.count == 1, let only = found.first else {
      let choice = (found.isEmpty ? known : found).joined(separator: ", ")
      throw CommandError.badArgument(
        text, found.isEmpty ? "no such table; there are \(choice)" : "which one? \(choice)")
    }
    return only
  }
}
