import Pipeline
import Report
import Texts

extension Wording {
  /// The most batches that a matrix on a terminal has columns for.
  private static let columns = 12
  private static let lineWidth = 100

  /// A sweep for a terminal: the batches, their make-up, what they share.
  static func sweep(_ outcome: SweepOutcome) -> [String] {
    let names = labels(outcome)
    let fixed = constants(outcome)
    var lines = [
      "iteration \(outcome.iteration): \(outcome.unlabelled.counted("unlabelled image"))"
        + (fixed.isEmpty ? "" : "; all with \(fixed.joined(separator: ", "))")
    ]
    lines.append("")
    lines += batchTable(outcome, names)
    let same = sameBatches(outcome)
    if !same.isEmpty { lines += [""] + same.flatMap { wrapped($0) } }
    guard outcome.batches.count <= columns else {
      lines += ["", "make-up and overlap of so many batches: --html FILE or --json"]
      return lines
    }
    lines += ["", "images by predicted class"]
    lines += makeUp(outcome)
    if outcome.batches.count > 1 || outcome.own != nil {
      lines += ["", "share of images that two batches have in common, of all that either holds"]
      lines += overlap(outcome)
    }
    return lines
  }

  // MARK: Equal batches

  /// Which batches hold the same images, a sentence a group, and why where that is clear.
  private static func sameBatches(_ outcome: SweepOutcome) -> [String] {
    outcome.same.map { group in
      let batches = group.map { outcome.batches[$0 - 1] }
      let numbers = group.map(String.init).joined(separator: ", ")
      let all = group.count == outcome.batches.count
      return
        (all
        ? "all \(group.count) batches are the same"
        : "\(group.count) of these \(outcome.batches.count) batches are the same")
        + (all ? "" : ": \(numbers)") + (why(batches).map { " (\($0))" } ?? "")
    }
  }

  /// Why batches under several thresholds are the same; nil where it is not the threshold.
  private static func why(_ batches: [SweepOutcome.Batch]) -> String? {
    if batches.allSatisfy({ $0.passed == 0 }) {
      return "no image passes: each is the next in rank, and the method had nothing to choose among"
    }
    if batches.allSatisfy({ ($0.cut ?? 0) > 0 }) { return "the cap on candidates decides, not the threshold" }
    if batches.allSatisfy({ $0.combination?.method == "rank" }) { return "rank takes the first, whatever passes" }
    if batches.allSatisfy({ $0.combination?.method == "rank" || ($0.filled ?? 0) > 0 }) {
      return "too few images pass, so that the next in rank fill up, or the method is rank"
    }
    if batches.allSatisfy({ ($0.filled ?? 0) > 0 }) { return "too few images pass: the next in rank fill up" }
    return nil
  }

  /// A sentence in lines that fit the terminal.
  private static func wrapped(_ sentence: String) -> [String] {
    var lines: [String] = []
    for word in sentence.split(separator: " ") {
      if let last = lines.last, last.count + word.count < lineWidth {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append((lines.isEmpty ? "" : "  ") + word)
      }
    }
    return lines
  }

  // MARK: What a batch is called

  private static func threshold(_ combination: SweepOutcome.Combination) -> String {
    if let below = combination.below { return "< \(significant(below))" }
    return combination.above.map { "> \(significant($0))" } ?? "no threshold"
  }

  private static func parts(_ combination: SweepOutcome.Combination) -> [String] {
    [
      combination.measure.printable, threshold(combination), combination.method.printable,
      "\(significant(combination.candidates))x",
    ]
  }

  /// Whether each part differs from batch to batch.
  private static func varies(_ outcome: SweepOutcome) -> [Bool] {
    let all = outcome.batches.compactMap { $0.combination.map(parts) }
    return (0..<4).map { place in all.contains { $0[place] != all[0][place] } }
  }

  /// What differs of each batch, in words.
  private static func labels(_ outcome: SweepOutcome) -> [String] {
    let varies = varies(outcome)
    return outcome.batches.map { batch in
      let parts = batch.combination.map(parts) ?? []
      let named = zip(parts, varies).filter { $0.1 }.map(\.0)
      return (named.isEmpty ? parts : named).joined(separator: " ")
    }
  }

  /// What all batches have alike.
  private static func constants(_ outcome: SweepOutcome) -> [String] {
    guard outcome.batches.count > 1, let first = outcome.batches.first?.combination else { return [] }
    let parts = parts(first)
    let names = [parts[0], parts[1], parts[2], "\(parts[3]) candidates"]
    return zip(names, varies(outcome)).filter { !$0.1 }.map(\.0)
  }

  // MARK: Tables

  private static let header = ["passed", "cut", "filled", "size", "groups", "defects", "mean", "own", "alike"]

  private static func cells(_ batch: SweepOutcome.Batch) -> [String] {
    func number(_ value: Int?) -> String { value.map(String.init) ?? "–" }
    return [
      number(batch.passed), number(batch.cut), number(batch.filled), String(batch.size), String(batch.groups),
      batch.predictedDefects.map(\.percent) ?? "–", batch.meanScore.map { $0.decimal(3) } ?? "–", number(batch.shared),
      batch.jaccard.map { $0.decimal(2) } ?? "–",
    ]
  }

  private static func batchTable(_ outcome: SweepOutcome, _ names: [String]) -> [String] {
    func table(_ names: [String]) -> [String] {
      var rows = outcome.batches.enumerated().map { place, batch in
        ["\(place + 1)\(place < 9 ? "  " : " ")\(names[place])"] + cells(batch)
      }
      if let own = outcome.own { rows.insert(["   the iteration's own"] + cells(own), at: 0) }
      return Console.table([""] + header, rows).split(separator: "\n").map(String.init)
    }
    let full = table(names)
    let notes = [
      "",
      "groups: production runs; defects: the share that the model gives to a defect; mean: the measure's,",
      "the random share left out; own: images that the iteration's own batch holds too; alike: their share",
      "of all that either holds",
    ]
    guard full.contains(where: { $0.count > lineWidth }) else { return full + notes }
    return names.enumerated().map { "\($0.offset + 1)  \($0.element)" } + [""] + table(names.map { _ in "" }) + notes
  }

  private static func heads(_ outcome: SweepOutcome) -> [String] {
    (outcome.own == nil ? [] : ["own"]) + outcome.batches.indices.map { String($0 + 1) }
  }

  private static func makeUp(_ outcome: SweepOutcome) -> [String] {
    let batches = (outcome.own.map { [$0] } ?? []) + outcome.batches
    let classes = outcome.batches.first?.predicted.map(\.name) ?? []
    let rows = classes.enumerated().map { place, name in
      [shortened(name.printable, 24)]
        + batches.map { $0.predicted[place].images == 0 ? "·" : String($0.predicted[place].images) }
    }
    return Console.table([""] + heads(outcome), rows).split(separator: "\n").map(String.init)
  }

  private static func overlap(_ outcome: SweepOutcome) -> [String] {
    let rows = outcome.batches.indices.map { row in
      [String(row + 1)] + (outcome.own == nil ? [] : [outcome.batches[row].jaccard.map { $0.decimal(2) } ?? "–"])
        + outcome.batches.indices.map { outcome.jaccard(row, $0).decimal(2) }
    }
    return Console.table([""] + heads(outcome), rows).split(separator: "\n").map(String.init)
  }

  private static func shortened(_ text: String, _ width: Int) -> String {
    text.count > width ? "\(text.prefix(width - 1))…" : text
  }

  // MARK: The page

  /// A sweep as a page for a browser.
  static func sweepPage(_ outcome: SweepOutcome, pipeline: String) -> SweepPage.Content {
    let names = labels(outcome)
    let fixed = constants(outcome)
    var rows = outcome.batches.enumerated().map { place, batch in
      SweepPage.Row(
        number: String(place + 1), label: names[place], predicted: batch.predicted.map(\.images), size: batch.size,
        figures: cells(batch))
    }
    var shared = outcome.shared
    if let own = outcome.own {
      rows.insert(
        SweepPage.Row(
          number: "own", label: "the iteration's own batch", predicted: own.predicted.map(\.images), size: own.size,
          figures: cells(own)), at: 0)
      let beside = outcome.batches.map { $0.shared ?? 0 }
      shared = [[own.size] + beside] + zip(beside, shared).map { [$0] + $1 }
    }
    let notes = [
      "passed, cut and filled: images that the threshold lets through, those that the cap on candidates cuts, and those past the "
        + "threshold that fill a shortage. Groups: production runs. Defects: the share that the model gives to a defect. Mean: the "
        + "measure's over all but the random share; it compares within one measure alone. Own: images that the iteration's own "
        + "batch holds too; alike: their share of all that either holds."
    ]
    return SweepPage.Content(
      title: "\(pipeline) · iteration \(outcome.iteration) · sweep",
      headline: "\(outcome.batches.count.counted("batch", "batches")) out of \(outcome.unlabelled) unlabelled images",
      notes: (fixed.isEmpty ? [] : ["All with \(fixed.joined(separator: ", "))."]) + notes
        + sameBatches(outcome).map { "\($0.prefix(1).uppercased() + $0.dropFirst())." }, header: header,
      classes: outcome.batches.first?.predicted.map(\.name) ?? [], rows: rows, shared: shared)
  }
}
