import Pipeline
import Servers
import Texts

extension Wording {
  /// What became of a person's tasks.
  static func pushed(_ outcome: Push.Outcome) -> String {
    let result = outcome.result
    let sent = result.total - result.found
    var lines = [
      "\(outcome.person.printable): \(result.total.counted("task")) there, \(sent) sent now; people open \(outcome.place.page.printable)"
    ]
    if !outcome.place.changed.isEmpty {
      lines.append("  brought up to date: \(outcome.place.changed.map(\.printable).joined(separator: ", "))")
    }
    if result.removed > 0 {
      lines.append("  \(result.removed.counted("second copy", "second copies")) without work removed")
    }
    if !result.doubled.isEmpty {
      lines.append(
        "  \(result.doubled.count.counted("task")) there twice, both with work in them: \(result.doubled.prefix(3).joined(separator: ", "))"
      )
    }
    if result.foreign > 0 { lines.append("  \(result.foreign.counted("task")) there that this batch does not have") }
    let changes = Dictionary(grouping: outcome.changed, by: \.change).sorted { $0.key < $1.key }
    lines += changes.prefix(5).map { "  \($0.value.count.counted("picture")) \($0.key)" }
    return lines.joined(separator: "\n")
  }

  /// What came of a person's answers.
  static func pulled(_ outcome: Pull.Outcome) -> String {
    let result = outcome.result
    let kind = result.isFull ? "" : " changed"
    var line =
      "\(outcome.person.printable): \(result.answers.counted("answer"))\(kind) on \(result.tasks.counted("task"))"
    if result.skipped > 0 { line += ", \(result.skipped) skipped" }
    if result.drafts > 0 { line += ", \(result.drafts.counted("draft")) nobody has submitted" }
    return line + (outcome.files.isEmpty ? "; nothing new" : "")
  }
}
