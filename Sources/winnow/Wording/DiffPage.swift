import Pipeline
import Report
import Texts

/// A comparison of two iterations in the words of its page.
enum DiffPage {
  /// How many rows of a long list the page shows.
  private static let limit = 200

  /// The page's content.
  static func comparison(_ difference: IterationDifference) -> ComparisonPage.Content {
    let pipeline =
      "\(difference.old.directory)@\(difference.old.iteration) → \(difference.new.directory)@\(difference.new.iteration)"
    var sections = [spec(difference), figures(difference)]
    if let batch = difference.batch { sections.append(self.batch(batch)) }
    sections += amended(difference) + [labels(difference.labels), tables(difference), stages(difference)]
    return ComparisonPage.Content(
      title: pipeline, verdict: difference.isSame ? "Nothing differs" : verdict(difference),
      notes: [
        "Chain digests: \(difference.old.chain ?? "open") → \(difference.new.chain ?? "open")",
        "Written by winnow \(difference.old.tool), libzstd \(difference.old.libzstd) → winnow \(difference.new.tool), "
          + "libzstd \(difference.new.libzstd)",
      ], sections: sections)
  }

  private static func verdict(_ difference: IterationDifference) -> String {
    let stages = difference.stages.count { $0.state != .same }
    return "\(difference.spec.count.counted("field")) of the spec and \(stages.counted("stage")) differ"
  }

  /// What came after seals, and batches that were chosen again.
  private static func amended(_ difference: IterationDifference) -> [ComparisonPage.Section] {
    let sides = [
      (difference.old.iteration, difference.oldAmended, difference.oldReselected),
      (difference.new.iteration, difference.newAmended, difference.newReselected),
    ]
    let notes =
      sides.flatMap { number, part, reasons in
        (part.map { ["Iteration \(number) \(Wording.amended($0))."] } ?? [])
          + reasons.map { "The batch of iteration \(number) was chosen again: \($0.printable)" }
      }
      + [(difference.old.iteration, difference.oldErased), (difference.new.iteration, difference.newErased)]
      .flatMap { number, orders in
        orders.map { "Something of iteration \(number) was erased by order \($0.printable)." }
      }
    guard !notes.isEmpty else { return [] }
    let rows = sides.flatMap { number, part, _ in
      (part?.labels ?? []).prefix(limit).map {
        [String(number), $0.image, $0.old ?? "–", $0.new ?? "–", $0.author ?? "late answers", $0.reason ?? ""]
      }
    }
    return [
      .init(
        title: "After the seal", notes: notes,
        grids: rows.isEmpty
          ? [] : [.init(header: ["iteration", "image", "before", "now", "by", "reason"], rows: rows, numbers: [0])])
    ]
  }

  private static func spec(_ difference: IterationDifference) -> ComparisonPage.Section {
    let rows = (difference.spec + difference.locations).map { [$0.name, $0.old ?? "–", $0.new ?? "–"] }
    return .init(
      title: "Spec", notes: rows.isEmpty ? ["The resolved specs are the same."] : [],
      grids: rows.isEmpty ? [] : [.init(header: ["field", "before", "now"], rows: rows)])
  }

  private static func stages(_ difference: IterationDifference) -> ComparisonPage.Section {
    let rows = difference.stages.flatMap { stage -> [[String]] in
      let state: String =
        switch stage.state {
        case .same: "the same"
        case .sameOutputs: "the same content"
        case .changed: "changed"
        case .added: "only in the second"
        case .removed: "only in the first"
        }
      guard !stage.changes.isEmpty else { return [[stage.name, state, "", "", ""]] }
      return stage.changes.enumerated().map { index, change in
        [
          index == 0 ? stage.name : "", index == 0 ? state : "", change.name, short(change.old), short(change.new),
        ]
      }
    }
    return .init(
      title: "Stages", notes: ["What of each stage's key differs: parameters, inputs, hook, versions."],
      grids: [.init(header: ["stage", "", "depends on", "before", "now"], rows: rows)])
  }

  private static func tables(_ difference: IterationDifference) -> ComparisonPage.Section {
    let rows = difference.stages.flatMap { stage in
      stage.files.filter { $0.state != .same }.map { file -> [String] in
        let columns = file.table.map { table in
          table.columns.map { column in
            "\(column.name) \(column.cells)" + (column.largest.map { " (≤ \($0))" } ?? "")
          }.joined(separator: ", ")
        }
        func text(_ value: Int?) -> String { value.map { String($0) } ?? "–" }
        return [
          "\(stage.name)/\(file.path)", file.state.rawValue, text(file.oldRows), text(file.newRows),
          text(file.table?.added), text(file.table?.removed), text(file.table?.changed), columns ?? "",
        ]
      }
    }
    return .init(
      title: "Files and tables", notes: rows.isEmpty ? ["Every file has the same content."] : [],
      grids: rows.isEmpty
        ? []
        : [
          .init(
            header: ["file", "", "rows before", "rows now", "added", "removed", "changed", "cells by column"],
            rows: rows,
            numbers: [2, 3, 4, 5, 6])
        ])
  }

  private static func batch(_ batch: BatchDifference) -> ComparisonPage.Section {
    let moves =
      batch.entered.map { ("entered", $0) } + batch.left.map { ("left", $0) }
    var notes = [
      "\(batch.oldSize) → \(batch.newSize.counted("image")): \(batch.stayed) stayed, \(batch.entered.count) entered, "
        + "\(batch.left.count) left."
    ]
    let causes = Wording.causes(batch)
    if !causes.isEmpty { notes.append("Because of \(causes.joined(separator: "; ")).") }
    let counts = [("entered", batch.entered), ("left", batch.left)].flatMap { word, moves in
      BatchDifference.counts(moves).map { [word, Wording.reason($0.reason), String($0.images)] }
    }
    if moves.count > limit { notes.append("The first \(limit) of \(moves.count) are listed; --json has all of them.") }
    let rows = moves.prefix(limit).map { [$0.0, $0.1.image, $0.1.share, Wording.reason($0.1.reason)] }
    return .init(
      title: "Batch", notes: notes,
      grids: moves.isEmpty
        ? []
        : [
          .init(header: ["", "why", "images"], rows: counts, numbers: [2]),
          .init(header: ["", "image", "share", "why"], rows: Array(rows)),
        ])
  }

  private static func labels(_ labels: LabelDifference) -> ComparisonPage.Section {
    func votes(_ votes: [LabelDifference.Vote]) -> String {
      votes.map { "\($0.annotator): \($0.label ?? "abstained")" }.joined(separator: ", ")
    }
    let rows = labels.flips.prefix(limit).map {
      [$0.image, $0.old ?? "undecided", votes($0.oldVotes), $0.new ?? "undecided", votes($0.newVotes)]
    }
    return .init(
      title: "Labels",
      notes: [
        "\(labels.old) → \(labels.new) labels: \(labels.gained) more images answered, \(labels.lost) fewer, "
          + "\(labels.flips.count) flipped."
      ],
      grids: rows.isEmpty
        ? [] : [.init(header: ["image", "before", "votes", "now", "votes"], rows: Array(rows))])
  }

  private static func figures(_ difference: IterationDifference) -> ComparisonPage.Section {
    func whole(_ value: Int?) -> String { value.map { String($0) } ?? "–" }
    var grids: [ComparisonPage.Grid] = []
    if !difference.figures.isEmpty {
      grids.append(
        .init(
          header: ["figure", "before", "now"],
          rows: difference.figures.map {
            [$0.name, Wording.number($0.old, $0.places), Wording.number($0.new, $0.places)]
          }, numbers: [1, 2]))
      grids.append(
        .init(
          header: ["class", "labels before", "labels now", "F1 before", "F1 now"],
          rows: difference.classes.map {
            [
              $0.name, whole($0.oldLabels), whole($0.newLabels), Wording.number($0.oldF1, 3),
              Wording.number($0.newF1, 3),
            ]
          }, numbers: [1, 2, 3, 4]))
      grids.append(
        .init(
          header: ["annotator", "votes before", "votes now", "agreement before", "agreement now"],
          rows: difference.annotators.map {
            [
              $0.id, whole($0.oldVotes), whole($0.newVotes), Wording.number($0.oldAgreement, 3),
              Wording.number($0.newAgreement, 3),
            ]
          }, numbers: [1, 2, 3, 4]))
    }
    return .init(title: "Figures", notes: grids.isEmpty ? ["Neither has a quality report yet."] : [], grids: grids)
  }

  /// Digests are cut; everything else stands as it is.
  private static func short(_ value: String?) -> String {
    guard let value else { return "–" }
    return value.utf8.count == 64 && value.allSatisfy(\.isHexDigit) ? "\(value.prefix(12))…" : value
  }
}
