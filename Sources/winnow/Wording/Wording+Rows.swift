import Audit
import Foundation
import Pipeline
import Stages
import Texts

extension Wording {
  /// The rows of a table that differ, and its columns.
  static func rows(of file: IterationDifference.File, named name: String) -> [String] {
    guard let table = file.table else { return ["\(name.printable): \(self.file(file))"] }
    var lines = ["\(name.printable): \(rows(table))"]
    for column in table.columns {
      let largest = column.largest.map { ", by at most \($0)" } ?? ""
      lines.append("  \(column.name.printable): \(column.cells.counted("cell"))\(largest)")
    }
    if table.key.isEmpty { lines.append("  rows are compared by their position, from 0") }
    for row in table.sample {
      let key = row.key.map { $0.text.printable }.joined(separator: " ")
      switch row.kind {
      case .added: lines.append("+ \(key)")
      case .removed: lines.append("- \(key)")
      case .changed:
        let cells = row.cells.map { "\($0.column.printable) \(shortened($0.old)) → \(shortened($0.new))" }
        lines.append("~ \(key)  \(cells.joined(separator: "  "))")
      }
    }
    let left = table.added + table.removed + table.changed - table.sample.count
    if left > 0 { lines.append("… \(left) more rows (--rows)") }
    return lines
  }

  private static func shortened(_ cell: Cell) -> String {
    let text = cell.text.printable
    return text.count > 60 ? "\(text.prefix(57))…" : text
  }

  /// An iteration of the history: a line, and one for each change of the spec.
  static func entry(_ entry: IterationLog.Entry) -> [String] {
    var parts = ["iteration \(entry.iteration)", entry.state]
    if let time = entry.sealedAt {
      parts.append(time.prefix(16).replacingOccurrences(of: "T", with: " ").printable + " UTC")
    }
    if let chain = entry.chain { parts.append("chain \(chain.prefix(12))") }
    if let labels = entry.labels { parts.append("\(labels.counted("label")) (+\(entry.newLabels ?? 0))") }
    if let batch = entry.batch { parts.append("batch of \(batch)") }
    var lines = [parts.joined(separator: "  ")]
    if let part = entry.amended { lines.append("    \(amended(part))") }
    lines += entry.reselected.map { "    the batch was chosen again: \($0.printable)" }
    lines += entry.erased.map { "    erased by order \($0.printable)" }
    lines += entry.acceptance.map { "    \(opened($0))" }
    return lines + entry.changes.map { "    \(change($0))" }
  }

  /// How the input of a planned stage changed.
  static func detail(_ detail: PlanDetails.Detail) -> String {
    switch detail {
    case .rows(let table, let comparison): return "\(table.printable): \(rows(comparison))"
    case .images(let changes):
      let parts = [
        (changes.added, "new"), (changes.removed, "gone"), (changes.changed.count, "changed"),
        (changes.renamed.count, "renamed"), (changes.copied.count, "copied"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      return "images: \(parts.isEmpty ? "only some that cannot be read" : parts.joined(separator: ", "))"
        + (changes.labels.map(labels) ?? "")
    }
  }

  /// What becomes of labels when images get other names or bytes; nothing where all stay.
  private static func labels(_ labels: PoolChanges.Labels) -> String {
    let parts = [
      (labels.moved, "to move with their bytes"),
      (labels.changed, "to be left out, since other bytes have their names"),
      (labels.vanished, "to be left out, since their images are gone"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return parts.isEmpty ? "" : "; labels: \(parts.joined(separator: ", "))"
  }
}
