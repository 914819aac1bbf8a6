import Engine
import Pipeline
import Spec
import Stages
import Texts

extension Wording {
  /// A correction that was kept.
  static func correction(_ correction: Correction) -> String {
    "\(correction.image.printable)\(correction.sha256.map { " (bytes \($0.prefix(12))…)" } ?? ""): \((correction.supersedes.label ?? "undecided").printable) "
      + "(iteration \(correction.supersedes.iteration)) → \(correction.label.printable), "
      + "by \(correction.author.printable): \(correction.reason.printable)"
  }

  /// The history of an image's label, the first word first: of several pictures that the name has meant one by one.
  static func trace(_ trace: LabelTrace) -> [String] {
    var pictures: [String] = []
    for sha256 in trace.places.map(\.sha256) + trace.events.compactMap(\.sha256) where !pictures.contains(sha256) {
      pictures.append(sha256)
    }
    let isSimple = pictures.count < 2 && trace.places.count < 2
    if isSimple, trace.events.isEmpty { return ["\(trace.image.printable): nobody has answered"] }
    var lines = [trace.image.printable] + trace.events.filter { $0.sha256 == nil }.map { event($0, of: trace) }
    for sha256 in pictures {
      let places = trace.places.filter { $0.sha256 == sha256 }
      let events = trace.events.filter { $0.sha256 == sha256 }
      if !isSimple { lines.append("  the picture with SHA-256 \(sha256.prefix(12))…") }
      let numbers = places.map(\.iteration) + events.compactMap(\.iteration)
      for number in Set(numbers).sorted() {
        if !isSimple { lines += places.filter { $0.iteration == number }.map(place) }
        lines += events.filter { $0.iteration == number }.map { event($0, of: trace) }
      }
      lines += events.filter { $0.iteration == nil }.map { event($0, of: trace) }
      if events.isEmpty { lines.append("  nobody has answered") }
    }
    return lines
  }

  private static func place(_ place: LabelTrace.Place) -> String {
    let names = place.images.map(\.printable).joined(separator: ", ")
    return "  iteration \(place.iteration): "
      + (names.isEmpty ? "no image of the pool has these bytes" : "the pool has it as \(names)")
  }

  private static func event(_ event: LabelTrace.Event, of trace: LabelTrace) -> String {
    let place = event.iteration.map { "iteration \($0)" } ?? "waiting for the next iteration"
    let name = Array(event.image.utf8) == Array(trace.image.utf8) ? "" : " as \(event.image.printable)"
    var line = "  \(place)\(name): \((event.label ?? "no label").printable), \(decided(event.decidedBy))"
    if let author = event.author {
      line += " by \(author.printable): \((event.reason ?? "").printable)"
    }
    if let before = event.supersededIteration {
      line += "; supersedes \((event.supersededLabel ?? "no label").printable) of iteration \(before)"
    }
    guard !event.votes.isEmpty else { return line }
    let votes = event.votes.map { vote in
      let late = vote.lateFrom.map { ", late from iteration \($0)" } ?? ""
      let round = vote.round > 1 ? ", round \(vote.round)" : ""
      return "\(vote.annotator.printable) \((vote.label ?? "abstained").printable)\(round)\(late)"
    }
    return line + " (\(votes.joined(separator: "; ")))"
  }

  /// What came into an iteration after the seals of earlier ones, in a line.
  static func amended(_ part: AmendedPart) -> String {
    var parts = part.late.map { "\($0.answers.counted("late answer")) of iteration \($0.iteration)" }
    if !part.corrections.isEmpty { parts.append(part.corrections.count.counted("correction")) }
    let changed = part.labels.count { $0.old.map { Array($0.utf8) } != $0.new.map { Array($0.utf8) } }
    return "took in " + (parts.isEmpty ? "late files without an answer that counts" : parts.joined(separator: ", "))
      + "; \(changed.counted("label")) changed"
  }

  /// A label that was made or altered after a seal.
  static func amendedLabel(_ label: AmendedPart.Label) -> String {
    let before = label.oldIteration.map { "\((label.old ?? "undecided").printable) of iteration \($0)" } ?? "no label"
    let why =
      label.author.map { "corrected by \($0.printable): \((label.reason ?? "").printable)" } ?? "by late answers"
    return "\(label.image.printable): \(before) → \((label.new ?? "undecided").printable), \(why)"
  }

  /// What was erased, or would be, a line a file.
  static func erasure(_ outcome: Erasing.Outcome, dryRun: Bool) -> [String] {
    let record = outcome.record
    if outcome.wasDone {
      return ["nothing is left to erase: done by order \(record.order.printable) on \(record.time.prefix(10))"]
    }
    var lines = record.edits.map { edit in
      "\(dryRun ? "would erase" : "erased") \(what(edit.kind)): \(edit.path.printable)"
        + (edit.after == nil ? "" : " (\(bytes(edit.before.size)) → \(bytes(edit.after?.size ?? 0)))")
    }
    if record.images.count > 1 {
      lines.insert("the same bytes: \(record.images.map(\.printable).joined(separator: ", "))", at: 0)
    }
    lines += record.remains.map { "stays: \($0.printable)" }
    let record1 = "\(Erasures.folder)/\(Erasures.name(record.number))"
    lines.append(
      dryRun
        ? "nothing was changed; \(record.edits.count.counted("file")) would be"
        : "\(record.edits.count.counted("file")) erased by order \(record.order.printable), on record in \(record1)")
    return lines
  }

  private static func what(_ kind: Erasure.Kind) -> String {
    switch kind {
    case .pixels: "the image file"
    case .thumbnail: "its picture"
    case .vector: "its vector"
    case .part: "a part of the embeddings that nothing refers to"
    case .served: "the copy that people were shown"
    case .payload: "its task"
    case .returned: "its answers as returned"
    case .row: "the content of its rejected rows"
    case .cache: "its entry in the cache"
    }
  }

  /// A batch that was withdrawn.
  static func withdrawn(_ withdrawn: Reselection.Withdrawn, iteration: Int) -> String {
    "iteration \(iteration): the batch of \(withdrawn.images.counted("image")) is withdrawn and kept in "
      + "\(withdrawn.folder.printable); it is chosen again under the spec as it is now, and answers to the old one count on"
  }

  private static func decided(_ how: String) -> String {
    switch how {
    case "correction": "corrected"
    case "cannot_tell": "cannot be determined"
    case "undecided": "undecided"
    default: how
    }
  }
}
