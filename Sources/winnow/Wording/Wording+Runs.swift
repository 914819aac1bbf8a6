import Engine
import Foundation
import Pipeline
import Stages
import Storage
import Texts

extension Wording {
  /// What a run came to.
  static func summary(_ summary: RunSummary, iteration: Int, directory: DataDirectory) -> String {
    if summary.wasSealed, let seal = summary.seal {
      return "iteration \(iteration) is sealed, nothing to do (chain digest \(seal.chain))"
    }
    var lines: [String] = []
    if summary.ran == 0 {
      lines.append("iteration \(iteration): everything is up to date, nothing to do")
    }
    if let waiting = summary.waiting { lines.append(self.waiting(waiting, iteration: iteration)) }
    if let seal = summary.seal {
      lines.append("iteration \(iteration) is sealed (chain digest \(seal.chain))")
      lines.append("report: \(directory.iteration(iteration))/\(Catalogue.Report.page.name)")
    }
    return lines.isEmpty ? "iteration \(iteration): done as far as was asked" : lines.joined(separator: "\n")
  }

  /// What is waited for, and how to give it.
  static func waiting(_ waiting: Waiting, iteration: Int) -> String {
    let round = waiting.round == 1 ? "" : " (round \(waiting.round), for senior annotators)"
    var lines = ["iteration \(iteration) waits for people\(round):"]
    for part in waiting.parts {
      lines.append(
        "  \(part.who.printable): \(part.answered) of \(part.asked) answers in; tasks: \(part.payload.printable)")
    }
    for reason in waiting.unusable {
      lines.append("  \(reason.value) returned rows cannot be used: \(reason.name)")
    }
    lines.append(
      "put the files that people return (Label Studio's JSON export, or the CSV form) into \(waiting.inbox.printable)")
    lines.append(
      "and run this again; winnow annotate \(iteration) simulates the answers, winnow close \(iteration) goes on without them"
    )
    return lines.joined(separator: "\n")
  }

  /// `runs`, `skip` and so on.
  static func verb(_ decision: StageDecision) -> String {
    switch decision {
    case .run: "runs"
    case .skip: "skip"
    case .wait: "waits"
    case .later: "later"
    }
  }

  /// Why that was decided.
  static func why(_ decision: StageDecision) -> String {
    switch decision {
    case .run(let reason): self.reason(reason)
    case .skip(.upToDate): "up to date"
    case .skip(.frozen(let stage)): "frozen, its batch is in people's hands since \(stage)"
    case .skip(.sealed): "the iteration is sealed"
    case .wait(let waiting):
      "for people: "
        + waiting.parts.filter { $0.answered < $0.asked }
        .map { "\($0.who.printable) \($0.answered) of \($0.asked)" }.joined(separator: ", ")
    case .later: "known when what it needs is there"
    }
  }

  /// Why a stage runs.
  static func reason(_ reason: RunReason) -> String {
    switch reason {
    case .neverRun: "has not run yet"
    case .outputMissing(let file): "its file \(file.printable) is missing or has another length"
    case .upstream(let stage): "after \(stage), if that gives other content"
    case .changed(let changes):
      changes.prefix(4).map(change).joined(separator: "; ")
        + (changes.count > 4 ? "; \(changes.count - 4) more changes" : "")
    }
  }

  private static func change(_ change: RunReason.Change) -> String {
    let name = change.name.printable
    switch (change.old, change.new) {
    case (let old?, let new?) where isDigest(old) && isDigest(new): return "\(name) changed"
    case (let old?, let new?): return "\(name) \(value(old)) → \(value(new))"
    case (nil, let new?): return isDigest(new) ? "\(name) is new" : "\(name) is new: \(value(new))"
    case (_, nil): return "\(name) is gone"
    }
  }

  private static func isDigest(_ text: String) -> Bool { text.utf8.count == 64 && text.allSatisfy(\.isHexDigit) }

  private static func value(_ text: String) -> String {
    let shown = text.replacingOccurrences(of: "\n", with: ", ").printable
    return shown.isEmpty ? "none" : shown.count > 60 ? "\(shown.prefix(57))…" : shown
  }

  /// An edit of the spec that comes after a batch was exported.
  static func edit(_ edit: SpecEdit, iteration: Int) -> String {
    "\(edit.path) \(value(edit.old ?? "")) → \(value(edit.new ?? "")) takes effect in iteration \(iteration + 1): "
      + "the batch of iteration \(iteration) is in people's hands and keeps the spec it was made from"
  }

  /// A line about what was split.
  static func split(_ line: SplitFiles.Line) -> String {
    switch line {
    case .written(let path, let images, let groups):
      "\(path.printable): \(images.counted("image")) of \(groups.counted("group"))"
    case .kept(let path): "\(path.printable) is there and stays; --force draws it anew"
    case .joined(let join): join.sentence.printable(limit: 4_000)
    case .ungrouped(let images, let all, let metadata):
      "\(images) of \(all.counted("labelled image")) have no row in \(metadata.printable) and are each a group by themselves"
    case .short(let set, let label, let found, let wanted):
      "\(set) has only \(found.counted("image")) of class \(label.quoted), \(wanted) were asked for"
    }
  }
}
