import Audit
import Engine
import Foundation
import Pipeline
import Stages
import Texts

extension Wording {
  /// The most lines that a summary of a comparison takes, so that it fits a screen.
  private static let screen = 40

  /// A summary of a comparison.
  static func difference(_ difference: IterationDifference) -> [String] {
    var lines = [header(difference)]
    if difference.isSame {
      lines.append("nothing differs: spec, keys and the content of every file are the same")
      lines += amendments(difference)
      return lines + locations(difference)
    }
    lines += spec(difference)
    lines += difference.stages.map(stage)
    lines += amendments(difference)
    if let images = difference.images { lines += self.images(images) }
    lines += labels(difference.labels)
    if let batch = difference.batch { lines += self.batch(batch) }
    lines += figures(difference)
    guard lines.count > screen else { return lines }
    return lines.prefix(screen - 1) + ["… \(lines.count - screen + 1) more lines: --json or --html has all of them"]
  }

  private static func header(_ difference: IterationDifference) -> String {
    func side(_ side: IterationDifference.Side) -> String {
      "\(side.directory.printable)@\(side.iteration) (\(side.chain.map { "chain \($0.prefix(12))" } ?? "open"))"
    }
    return "\(side(difference.old)) → \(side(difference.new))"
  }

  // MARK: Spec and stages

  private static func spec(_ difference: IterationDifference) -> [String] {
    var lines: [String] = []
    if difference.spec.isEmpty {
      lines.append("spec: the same")
    } else {
      lines.append("spec: \(difference.spec.count.counted("field"))")
      lines += difference.spec.prefix(5).map { "  \(change($0))" }
      if difference.spec.count > 5 { lines.append("  … \(difference.spec.count - 5) more") }
    }
    lines += locations(difference)
    if difference.old.tool != difference.new.tool || difference.old.libzstd != difference.new.libzstd {
      lines.append(
        "written by winnow \(difference.old.tool) (libzstd \(difference.old.libzstd)) → "
          + "winnow \(difference.new.tool) (libzstd \(difference.new.libzstd))")
    }
    return lines
  }

  private static func locations(_ difference: IterationDifference) -> [String] {
    guard !difference.locations.isEmpty else { return [] }
    return [
      "places only, which no digest depends on: \(difference.locations.map { $0.name.printable }.joined(separator: ", "))"
    ]
  }

  /// A changed value, old → new.
  static func change(_ change: IterationDifference.Change) -> String {
    reason(.changed([.init(name: change.name, old: change.old, new: change.new)]))
  }

  private static func stage(_ stage: IterationDifference.Stage) -> String {
    let name = stage.name.padding(toLength: max(9, stage.name.count), withPad: " ", startingAt: 0)
    switch stage.state {
    case .added: return "\(name) only in the second"
    case .removed: return "\(name) only in the first"
    case .same: return "\(name) the same"
    case .sameOutputs: return "\(name) the same content, though \(changes(stage.changes))"
    case .changed:
      let files = stage.files.filter { $0.state != .same }
      let shown = files.prefix(3).map(file).joined(separator: "; ")
      let more = files.count > 3 ? "; \((files.count - 3).counted("more file"))" : ""
      return "\(name) \(shown)\(more)" + (stage.changes.isEmpty ? "" : " — \(changes(stage.changes))")
    }
  }

  /// The changes that are the user's own come first, then what it read.
  private static func changes(_ changes: [IterationDifference.Change]) -> String {
    let own = changes.filter { !$0.name.hasPrefix("input ") }
    let inputs = changes.filter { $0.name.hasPrefix("input ") }
    var parts = own.prefix(2).map(change)
    if own.count > 2 { parts.append("\(own.count - 2) more settings") }
    if let first = inputs.first {
      let more = inputs.count > 1 ? " and \(inputs.count - 1) more" : ""
      parts.append("read \(String(first.name.dropFirst(6)).printable)\(more)")
    }
    return parts.joined(separator: "; ")
  }

  /// A file that differs, and for a table how many rows.
  static func file(_ file: IterationDifference.File) -> String {
    let name = (file.path.hasSuffix(".parquet") ? String(file.path.dropLast(8)) : file.path).printable
    switch file.state {
    case .same: return "\(name) the same"
    case .added: return "\(name) is new" + (file.newRows.map { " (\($0.counted("row")))" } ?? "")
    case .removed: return "\(name) is gone" + (file.oldRows.map { " (\($0.counted("row")))" } ?? "")
    case .changed:
      guard let table = file.table else { return "\(name) changed" }
      return "\(name): \(rows(table))"
    }
  }

  /// How many rows differ, and in which columns.
  static func rows(_ table: TableComparison) -> String {
    var parts: [String] = []
    if table.added > 0 { parts.append("+\(table.added)") }
    if table.removed > 0 { parts.append("−\(table.removed)") }
    if table.changed > 0 { parts.append("\(table.changed) changed") }
    parts += table.columnsAdded.map { "column \($0.printable) is new" }
    parts += table.columnsRemoved.map { "column \($0.printable) is gone" }
    parts += table.columnsRetyped.map { "column \($0.printable) has another type" }
    if parts.isEmpty { parts.append("the same rows") }
    return parts.joined(separator: ", ") + " of \(max(table.oldRows, table.newRows).counted("row"))"
  }

  // MARK: Labels and batch

  private static func isSame(_ old: String?, _ new: String?) -> Bool {
    old.map { Array($0.utf8) } == new.map { Array($0.utf8) }
  }

  /// What came after seals, and batches that were chosen again, on either side.
  private static func amendments(_ difference: IterationDifference) -> [String] {
    var lines: [String] = []
    for (number, part, reasons, orders) in [
      (difference.old.iteration, difference.oldAmended, difference.oldReselected, difference.oldErased),
      (difference.new.iteration, difference.newAmended, difference.newReselected, difference.newErased),
    ] {
      if let part {
        lines.append("amended   iteration \(number) \(amended(part))")
        let changed = part.labels.filter { $0.author != nil || !Self.isSame($0.old, $0.new) }
        lines += changed.prefix(3).map { "  \(amendedLabel($0))" }
        if changed.count > 3 { lines.append("  … \(changed.count - 3) more (--json)") }
      }
      lines += reasons.map { "batch     of iteration \(number) was chosen again, on record: \($0.printable)" }
      lines += orders.map { "erased    from iteration \(number), by order \($0.printable)" }
    }
    return lines
  }

  /// Which names have other bytes, and which bytes other names.
  private static func images(_ images: PoolDifference) -> [String] {
    let counts = [
      (images.added, "added"), (images.removed, "removed"), (images.changed.count, "changed"),
      (images.renamed.count, "renamed"), (images.copied.count, "copied"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    func named(_ what: String, _ names: [String]) -> [String] {
      guard !names.isEmpty else { return [] }
      let more = names.count > 3 ? ", … \(names.count - 3) more (--json)" : ""
      return ["  \(what) \(names.prefix(3).joined(separator: ", "))\(more)"]
    }
    func pairs(_ pairs: [PoolChanges.Pair]) -> [String] {
      pairs.map { "\($0.from.printable) → \($0.to.printable)" }
    }
    return ["images    \(counts.joined(separator: ", "))"]
      + named("changed, with other bytes:", images.changed.map(\.printable))
      + named("renamed:", pairs(images.renamed)) + named("copied:", pairs(images.copied))
  }

  private static func labels(_ labels: LabelDifference) -> [String] {
    guard labels.old != labels.new || labels.gained + labels.lost > 0 || !labels.flips.isEmpty else { return [] }
    var line = "labels    \(labels.old) → \(labels.new): \(labels.gained) more images answered"
    if labels.lost > 0 { line += ", \(labels.lost) fewer" }
    line += labels.flips.isEmpty ? ", none flipped" : ", \(labels.flips.count.counted("label")) flipped"
    var lines = [line]
    lines += labels.flips.prefix(3).map(flip)
    if labels.flips.count > 3 { lines.append("  … \(labels.flips.count - 3) more flips (--json)") }
    return lines
  }

  /// A label that flipped, and whose votes.
  static func flip(_ flip: LabelDifference.Flip) -> String {
    "  \(flip.image.printable): \((flip.old ?? "undecided").printable) (\(votes(flip.oldVotes))) → "
      + "\((flip.new ?? "undecided").printable) (\(votes(flip.newVotes)))"
  }

  private static func votes(_ votes: [LabelDifference.Vote]) -> String {
    votes.isEmpty
      ? "no votes"
      : votes.map { "\($0.annotator.printable) \(($0.label ?? "abstained").printable)" }.joined(separator: ", ")
  }

  private static func batch(_ batch: BatchDifference) -> [String] {
    guard !batch.entered.isEmpty || !batch.left.isEmpty else {
      return ["batch     the same \(batch.newSize.counted("image"))"]
    }
    func reasons(_ moves: [BatchDifference.Move]) -> String {
      let counts = BatchDifference.counts(moves).map { "\($0.images) \(reason($0.reason))" }
      return "\(moves.count)" + (counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))")
    }
    var lines = [
      "batch     \(batch.oldSize) → \(batch.newSize.counted("image")): \(batch.stayed) stayed, "
        + "entered \(reasons(batch.entered)), left \(reasons(batch.left))"
    ]
    let causes = self.causes(batch)
    if !causes.isEmpty { lines.append("  because of \(causes.joined(separator: "; "))") }
    return lines
  }

  /// What made the batches differ: the model, the pool, parameters.
  static func causes(_ batch: BatchDifference) -> [String] {
    var parts: [String] = []
    if batch.modelChanged == true { parts.append("the model") }
    for cause in batch.causes where cause.kind == .parameter {
      let text = "\(cause.stage): \(change(cause.change))"
      if !parts.contains(text) { parts.append(text) }
    }
    let pool = batch.causes.filter { $0.kind == .pool }
    if !pool.isEmpty {
      let names = pool.map { String($0.change.name.dropFirst(6)) }
      parts.append("the pool (\(names.joined(separator: ", ").printable))")
    }
    let labels = Set(batch.causes.filter { $0.kind == .labels }.map(\.change.name)).count
    if labels > 0 { parts.append("labels of \(labels.counted("iteration"))") }
    return parts.count > 5 ? parts.prefix(5) + ["\(parts.count - 5) more"] : parts
  }

  /// Why an image is in one batch only.
  static func reason(_ reason: BatchDifference.Reason) -> String {
    switch reason {
    case .pool: "by the pool"
    case .draw: "by a random draw"
    case .labels: "answered meanwhile"
    case .model: "by the model"
    case .threshold: "by the threshold"
    case .candidates: "by the other candidates"
    }
  }

  // MARK: Figures

  private static func figures(_ difference: IterationDifference) -> [String] {
    var lines: [String] = []
    let moved = difference.figures.filter { $0.old != $0.new }
    if !moved.isEmpty {
      let cells = moved.map { "\($0.name) \(number($0.old, $0.places)) → \(number($0.new, $0.places))" }
      lines += wrapped("figures   ", cells)
    }
    let classes = difference.classes.filter { $0.oldLabels != $0.newLabels || $0.oldF1 != $0.newF1 }
    if !classes.isEmpty {
      let cells = classes.map { row in
        let f1 = row.oldF1 == nil && row.newF1 == nil ? "" : " F1 \(number(row.oldF1, 2)) → \(number(row.newF1, 2))"
        return "\(row.name.printable) \(whole(row.oldLabels)) → \(whole(row.newLabels))\(f1)"
      }
      lines += wrapped("classes   ", cells)
    }
    let people = difference.annotators.filter { $0.oldVotes != $0.newVotes || $0.oldAgreement != $0.newAgreement }
    if !people.isEmpty {
      let cells = people.map { row in
        "\(row.id.printable) \(whole(row.oldVotes)) → \(whole(row.newVotes)) votes, agreement "
          + "\(number(row.oldAgreement, 3)) → \(number(row.newAgreement, 3))"
      }
      lines += wrapped("people    ", cells)
    }
    return lines
  }

  /// A figure, or a dash where there is none.
  static func number(_ value: Double?, _ places: Int) -> String { value.map { $0.decimal(places) } ?? "–" }

  private static func whole(_ value: Int?) -> String { value.map { String($0) } ?? "–" }

  /// Cells one behind the other, broken into lines of about 110 characters.
  private static func wrapped(_ head: String, _ cells: [String]) -> [String] {
    var lines: [String] = []
    var line = head
    for (index, cell) in cells.enumerated() {
      let text = index + 1 < cells.count ? cell + "; " : cell
      if line.count + text.count > 112, line.count > head.count {
        lines.append(line.hasSuffix(" ") ? String(line.dropLast()) : line)
        line = String(repeating: " ", count: head.count)
      }
      line += text
    }
    return lines + [line]
  }
}
