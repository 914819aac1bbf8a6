import Engine
import Foundation
import Labelling
import Pipeline
import Stages
import Storage
import Texts

extension Wording {
  /// What a run came to.
  static func summary(
    _ summary: RunSummary, iteration: Int, directory: DataDirectory, classes: [String]
  ) -> String {
    if summary.wasSealed, let seal = summary.seal {
      return "iteration \(iteration) is sealed, nothing to do (chain digest \(seal.chain))"
    }
    var lines: [String] = []
    if summary.ran == 0, summary.waiting == nil {
      lines.append("iteration \(iteration): everything is up to date, nothing to do")
    }
    if let waiting = summary.waiting { lines.append(self.waiting(waiting, iteration: iteration, classes: classes)) }
    if let seal = summary.seal {
      lines.append("iteration \(iteration) is sealed (chain digest \(seal.chain))")
      lines.append("report: \(directory.iteration(iteration))/\(Catalogue.Report.page.name)")
    }
    return lines.isEmpty ? "iteration \(iteration): done as far as was asked" : lines.joined(separator: "\n")
  }

  /// Why there is nothing to do.
  static func rest(_ rest: NextRun.Rest, after iteration: Int) -> String {
    switch rest {
    case .stopped(let kinds):
      "nothing to do: the report of iteration \(iteration) says to stop (\(kinds.map(\.rawValue).joined(separator: ", "))); "
        + "another stop_when in the spec, or winnow run \(iteration + 1), goes on all the same"
    case .poolEnd:
      "nothing to do: every image that may be asked about has been, and no image has come since iteration \(iteration)"
    case .noNewImages: "nothing to do: no image has come since iteration \(iteration)"
    }
  }

  /// That people cannot be shown some pictures.
  static func missingPictures(_ count: Int, first: String) -> String {
    "\(count.counted("picture")) of the batch cannot be shown: the file is not in the pool, or has other bytes than when it was "
      + "picked (first: \(first.quoted))"
  }

  /// What is waited for, and how to give it.
  static func waiting(_ waiting: Waiting, iteration: Int, classes: [String]) -> String {
    let round = waiting.round == 1 ? "" : " (round \(waiting.round), for senior annotators)"
    var lines = ["iteration \(iteration) waits for people\(round):"]
    for part in waiting.parts {
      lines.append(
        "  \(part.who.printable): \(part.answered) of \(part.asked) answers in; tasks: \(part.payload.printable)")
    }
    for unusable in waiting.unusable {
      let isOfFiles = unusable.reason == RejectReason.unreadable.rawValue
      lines.append(
        isOfFiles
          ? "  \(unusable.count.counted("returned file")) cannot be read:"
          : "  \(unusable.count.counted("returned answer")) \(unusable.count == 1 ? "does" : "do") not count: \(Self.unusable(unusable.reason))"
      )
      lines += unusable.examples.map { row in
        if isOfFiles { return "    \(row.value.printable)" }
        let place = row.row.map { ", row \($0)" } ?? ""
        let who = row.who.map { " (\($0.printable))" } ?? ""
        let isSentence = unusable.reason == RejectReason.malformed.rawValue
        let value = row.value.isEmpty ? "" : isSentence ? ": \(row.value.printable)" : ": \(row.value.quoted)"
        return "    \(row.file.printable)\(place)\(who)\(value)"
      }
      if unusable.count > unusable.examples.count {
        lines.append("    and \(unusable.count - unusable.examples.count) more")
      }
      if unusable.reason == RejectReason.unknownLabel.rawValue {
        lines.append(
          "    the classes are \(classes.map(\.printable).joined(separator: ", ")); capitals and spaces count")
      }
    }
    if !waiting.counted.isEmpty {
      lines.append(
        "  of no account: "
          + waiting.counted.map { "\($0.count) \(Self.unusable($0.reason))" }.joined(separator: "; "))
    }
    for file in waiting.setAside.prefix(10) {
      lines.append("  set aside: \(file.file.printable): \(file.reason.printable)")
    }
    if waiting.setAside.count > 10 { lines.append("  set aside: \(waiting.setAside.count - 10) files more") }
    lines.append(
      "put the files that people return (the platform's JSON export, or the CSV form) into \(waiting.inbox.printable)")
    lines.append("and run this again; winnow close --reason TEXT goes on without what is missing")
    if waiting.parts.contains(where: { $0.payload.hasSuffix(".csv") }) {
      lines.append(
        "in the column label stands one of \(classes.map(\.printable).joined(separator: ", ")), or cannot_tell")
    }
    return lines.joined(separator: "\n")
  }

  /// Why an answer that was returned does not count.
  private static func unusable(_ reason: String) -> String {
    switch RejectReason(rawValue: reason) {
    case .malformed: "the row is in no form that is understood"
    case .duplicate: "it was given before"
    case .draft: "it is a draft that nobody has submitted"
    case .groundTruth: "it is marked as ground truth and is nobody's answer"
    case .unknownTask: "its task was not given out"
    case .unknownAnnotator: "whoever gave it is not among the annotators"
    case .notAssigned: "whoever gave it was not asked about that image"
    case .empty: "it has no label"
    case .unknownLabel: "its label is no class of the spec"
    case .unknownConfidence: "its confidence is none of low, medium and high"
    case .editedByOther: "somebody else has edited it than the person who was asked"
    case .superseded: "a later answer replaces it"
    case .unknownImage: "no image of that name was given out"
    case .ambiguousImage: "more than one image has that name; write the task_id or the whole path"
    case .withdrawn: "it was deleted on the platform"
    case .unordered:
      "the same person says something else elsewhere, and no time tells which came later; fill in submitted_at, or take one out"
    case .unreadable: "the file cannot be read"
    case nil: reason
    }
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

  /// What was split, a line a finding; what fell short in one line a set.
  static func split(_ lines: [SplitFiles.Line]) -> [String] {
    var told: [String] = []
    var short: [(set: String, classes: [String])] = []
    for line in lines {
      guard case .short(let set, let label, let found, let wanted) = line else {
        told.append(split(line))
        continue
      }
      let text = "\(label.printable) \(found) of \(wanted)"
      if let last = short.indices.last, short[last].set == set {
        short[last].classes.append(text)
      } else {
        short.append((set, [text]))
      }
    }
    told += short.map { "\($0.set) has fewer images than asked for of \($0.classes.joined(separator: ", "))" }
    if !short.isEmpty {
      told.append("nothing is to be done about it; figures of these classes stay uncertain until more labels are known")
    }
    return told
  }

  private static func split(_ line: SplitFiles.Line) -> String {
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
