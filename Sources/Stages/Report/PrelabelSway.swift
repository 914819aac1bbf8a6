import Columnar
import Engine
import Labelling
import Quality
import Report
import Storage
import Texts

/// Compares votes that were given with the model's class in sight with those that were not, over all iterations.
enum PrelabelSway {
  /// What is read of iterations before as inputs of a stage.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).compactMap { scope.earlierInput(Catalogue.Export.assignments(1), iteration: $0) }
  }

  /// The comparison; nil where nobody was ever shown anything.
  ///
  /// Independent first-round votes count, on batch and calibration images alike.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func section(_ scope: IterationScope) throws -> PrelabelsSection? {
    var shown = Proportion(successes: 0, trials: 0)
    var hidden = shown
    for iteration in 0...scope.iteration {
      let asked = try suggestions(scope.path(Catalogue.Export.assignments(1), iteration: iteration))
      guard !asked.isEmpty else { continue }
      let answers =
        try StoredAnswer.read(
          scope.path(Catalogue.Ingest.annotations(1), iteration: iteration), schema: Tables.annotations)
        + StoredAnswer.read(
          scope.path(Catalogue.Ingest.calibration(1), iteration: iteration), schema: Tables.calibration)
      for answer in answers where answer.editedBy == nil {
        guard let label = answer.label, let vote = asked[VoteKey(answer.taskID, answer.annotator)] else { continue }
        let isSame = label.equalsByBytes(vote.suggested) ? 1 : 0
        if vote.isShown {
          shown = Proportion(successes: shown.successes + isSame, trials: shown.trials + 1)
        } else {
          hidden = Proportion(successes: hidden.successes + isSame, trials: hidden.trials + 1)
        }
      }
    }
    guard shown.trials > 0 else { return nil }
    return PrelabelsSection(
      shown: shown.trials, shownSame: shown.successes, hidden: hidden.trials, hiddenSame: hidden.successes,
      difference: ProportionDifference(shown, hidden).map {
        Estimate($0.value, low: $0.interval.low, high: $0.interval.high)
      })
  }

  /// What the model would have shown for each vote, where it would have shown anything.
  private static func suggestions(_ path: String) throws -> [VoteKey: (suggested: String, isShown: Bool)] {
    guard Files.exists(path) else { return [:] }
    let reader = try TableReader(path: path)
    let stored = Tables.assignments.stored(in: reader)
    guard stored.index(of: "suggestion_shown") != nil else { return [:] }
    let table = try reader.read(as: stored.selecting(["task_id", "annotator", "suggested", "suggestion_shown"]))
    let (tasks, people) = (try table.strings("task_id"), try table.strings("annotator"))
    let (classes, shown) = (try table.optionalStrings("suggested"), try table.bools("suggestion_shown"))
    var found: [VoteKey: (suggested: String, isShown: Bool)] = [:]
    for row in 0..<table.rowCount {
      if let suggested = classes[row] { found[VoteKey(tasks[row], people[row])] = (suggested, shown[row]) }
    }
    return found
  }
}

/// A vote that is asked for, as a key.
private struct VoteKey: Hashable {
  let task: ExactText
  let annotator: ExactText

  init(_ task: String, _ annotator: String) {
    self.task = task.exact
    self.annotator = annotator.exact
  }
}
