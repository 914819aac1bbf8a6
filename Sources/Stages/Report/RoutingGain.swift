import Columnar
import Engine
import Labelling
import Quality
import Report
import Spec
import Storage
import Texts

/// Compares votes of people who were chosen by what they can with votes of people by draw, over all iterations.
enum RoutingGain {
  /// The comparison; nil where nothing was ever routed.
  ///
  /// First-round votes count, on images that came to a label by more than one vote; a vote is right that names the label.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func section(_ scope: IterationScope, rare: [String]) throws -> RoutingSection? {
    var (skill, random) = (Proportion.none, Proportion.none)
    var (rareSkill, rareRandom) = (Proportion.none, Proportion.none)
    let rareClasses = Set(rare.map(\.exact))
    for iteration in 0...scope.iteration {
      let routed = try routes(scope.path(Catalogue.Export.assignments(1), iteration: iteration))
      guard !routed.isEmpty else { continue }
      let reader = try TableReader(
        path: scope.path(Catalogue.Ingest.labels(StageName.rounds), iteration: iteration))
      let table = try reader.read(as: Tables.labels.stored(in: reader).selecting(["image_id", "label", "votes"]))
      let (images, labels, votes) = (
        try table.strings("image_id"), try table.optionalStrings("label"), try table.int32s("votes")
      )
      var decided: [ExactText: String] = [:]
      for row in 0..<table.rowCount where votes[row] > 1 { decided[images[row].exact] = labels[row] }
      for answer in try StoredAnswer.read(
        scope.path(Catalogue.Ingest.annotations(1), iteration: iteration), schema: Tables.annotations)
      where answer.editedBy == nil {
        guard let label = answer.label, let truth = decided[answer.imageID.exact],
          let route = routed[ExactPair(answer.taskID, answer.annotator)]
        else { continue }
        let one = Proportion(successes: label.equalsByBytes(truth) ? 1 : 0, trials: 1)
        let isRare = rareClasses.contains(truth.exact)
        if route == "skill" {
          skill = skill + one
          if isRare { rareSkill = rareSkill + one }
        } else {
          random = random + one
          if isRare { rareRandom = rareRandom + one }
        }
      }
    }
    guard skill.trials + random.trials > 0 else { return nil }
    func arm(_ skill: Proportion, _ random: Proportion) -> RoutingSection.Comparison {
      .init(
        skill: skill.trials, skillRight: skill.successes, random: random.trials, randomRight: random.successes,
        difference: ProportionDifference(skill, random).map {
          Estimate($0.value, low: $0.interval.low, high: $0.interval.high)
        })
    }
    return RoutingSection(all: arm(skill, random), rare: rare.isEmpty ? nil : arm(rareSkill, rareRandom))
  }

  /// How each vote that is asked for came to its person, where tasks were routed.
  private static func routes(_ path: String) throws -> [ExactPair: String] {
    guard Files.exists(path) else { return [:] }
    let reader = try TableReader(path: path)
    let stored = Tables.assignments.stored(in: reader)
    guard stored.index(of: "routed") != nil else { return [:] }
    let table = try reader.read(as: stored.selecting(["task_id", "annotator", "routed"]))
    let (tasks, people) = (try table.strings("task_id"), try table.strings("annotator"))
    let routed = try table.optionalStrings("routed")
    var found: [ExactPair: String] = [:]
    for row in 0..<table.rowCount {
      if let route = routed[row] { found[ExactPair(tasks[row], people[row])] = route }
    }
    return found
  }
}
