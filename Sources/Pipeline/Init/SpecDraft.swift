import Spec
import Stages
import Texts

/// The first spec of a folder of pictures, with comments, out of what was seen and what was answered.
///
/// Pure: the same survey and answers give the same text.
package struct SpecDraft {
  /// Where the files lie, as the spec has them: relative to its own folder.
  package struct Places: Sendable {
    package let root: String
    /// The data directory.
    package let data: String
    /// The folder that `winnow split` writes holdouts into.
    package let labels: String
    /// The file with groups or metadata; nil where there is none.
    package let metadata: String?
  }

  private let survey: FolderSurvey
  private let answers: InitAnswers
  private let places: Places

  /// Prepares a draft.
  ///
  /// - Parameters:
  ///   - survey: What was seen.
  ///   - answers: With a name, classes and annotators.
  ///   - places: Where the files lie.
  package init(_ survey: FolderSurvey, _ answers: InitAnswers, _ places: Places) {
    self.survey = survey
    self.answers = answers
    self.places = places
  }

  /// Images of the first batch: a tenth of a small pool, 200 of a large one.
  var firstBatch: Int { min(200, max(10, survey.images.count / 10 / 10 * 10)) }
  /// Images of a later batch.
  var batch: Int { min(100, max(10, survey.images.count / 20 / 10 * 10)) }

  private var people: [String] { answers.annotators }
  private var hasHoldouts: Bool { (survey.labels?.fitting ?? 0) > 0 || !survey.classFolders.isEmpty }

  /// The YAML.
  package var text: String {
    let sections = [head, pool, holdouts, annotators, stages]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var head: String {
    let negative = answers.negativeClass.map { "negative_class: \(quoted($0))   # not a defect\n" } ?? ""
    return """
      # Written by winnow init. What is not written here has a default: winnow schema --spec tells of every key.
      # Paths are relative to this file. After an edit, winnow plan says what would run again, and why.

      name: \(quoted(answers.name ?? ""))
      data: \(quoted(places.data))   # everything that is made goes here
      # The order is that of the probabilities in every table: add a class at the end.
      classes: \(list(answers.classes))
      \(negative)
      """
  }

  private var pool: String {
    var text = "pool:\n  root: \(quoted(places.root))\n"
    if !survey.patterns.isEmpty {
      let patterns = survey.patterns.count == 1 ? quoted(survey.patterns[0]) : list(survey.patterns)
      text += "  # `*` within a folder, `**` across folders.\n  images: \(patterns)\n"
    }
    if let metadata = places.metadata {
      text += """
          # image, group and what else is known. Pictures of one group are never on both sides of a holdout.
          metadata: \(quoted(metadata))

        """
    }
    return text
  }

  private var holdouts: String {
    guard hasHoldouts else {
      return """
        # Images whose labels are known tell how good the model is, and how good the people are. With a file of image,label:
        # take the marks away, and run winnow split --labels FILE.
        # holdout: {monitoring: \(places.labels)/monitoring.csv, acceptance: \(places.labels)/acceptance.csv}
        # calibration: {labels: \(places.labels)/calibration.csv}

        """
    }
    return """
      # Drawn by winnow split from known labels: never selected, never trained on. Monitoring is measured in every iteration,
      # acceptance is for the very end, calibration is mixed unmarked into everybody's work.
      holdout:
        monitoring: \(quoted("\(places.labels)/monitoring.csv"))
        acceptance: \(quoted("\(places.labels)/acceptance.csv"))
      calibration: {labels: \(quoted("\(places.labels)/calibration.csv"))}

      """
  }

  private var annotators: String {
    let rows = people.map { person in
      answers.seniors.contains { $0.exact == person.exact }
        ? "  - {id: \(quoted(person)), senior: true}   # decides where others disagree\n" : "  - \(quoted(person))\n"
    }
    return """
      annotators:
      \(rows.joined())# A price makes the report count cost, and a total lets it stop in time.
      # budget: {price_per_vote: 0.10, total: 1000, currency: USD}

      """
  }

  private var stages: String {
    let embed =
      answers.features == .pretrained
      ? "{run: [winnow, hook, convnet-embed], dimensions: \(dimensions)}   # a network that was trained on other photographs"
      : "{run: [winnow, hook, patch-embed], dimensions: \(dimensions)}   # the pictures' own patches. Better on photographs: winnow weights, then convnet-embed"
    let tiles =
      isLarge
      ? """
        # The pictures are far larger than what the embedder sees. If defects are small, let it look tile by tile:
        # embed: {run: [winnow, hook, \(answers.features == .pretrained ? "convnet-embed" : "patch-embed")], dimensions: \(dimensions), tiles: {size: 384, overlap: 0.25}}

      """ : ""
    return """
      stages:
        # Iteration 0: the first images, drawn at random\(places.metadata == nil || !hasGroups ? "" : " from every group in turn").
        seed: {size: \(firstBatch)\(hasGroups ? ", by: group" : "")}
        embed: \(embed)
      \(tiles)  # The images nearest to where each class ends, by the labels so far. `random: 0.05` draws a twentieth from the whole pool:
        # the only way to hear of what the model is sure of and wrong about.
        cluster: {method: direct, batch: \(batch), shares: {random: 0.05}}
        # csv is a file for each person, to be filled in; label-studio is for its server.
        export: {to: \((answers.to ?? .csv).rawValue)\(perImage)}
        # The report says when it is enough.
        report: {stop_when: {\(hasHoldouts ? "macro_f1: 0.9, class_f1_floor: 0.8, " : "")plateau: {rounds: 3, gain: 0.005}}}

      """
  }

  private var perImage: String { people.count > 1 ? ", annotators_per_image: 2" : "" }

  private var hasGroups: Bool { survey.metadata?.hasGroups ?? (places.metadata != nil) }

  /// No more than a small pool gives; 512 is what the rest of the house uses.
  private var dimensions: Int { survey.images.count < 1_000 ? 128 : 512 }

  /// Whether defects may be lost when a picture is made as small as the embedder sees it.
  var isLarge: Bool {
    let seen = answers.features == .pretrained ? 128 : 96
    return (survey.longSide?.median ?? 0) > FolderSurvey.farLarger * seen
  }

  // MARK: YAML

  /// A list in one line, or one a line where it is long.
  private func list(_ texts: [String]) -> String {
    let line = "[" + texts.map(quoted).joined(separator: ", ") + "]"
    return line.utf8.count <= 100 ? line : "\n" + texts.map { "    - \(quoted($0))" }.joined(separator: "\n")
  }

  private func quoted(_ text: String) -> String { CanonicalYAML.scalar(text) }
}
