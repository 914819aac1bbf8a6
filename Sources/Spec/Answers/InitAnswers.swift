/// What a person, or a script, answers to the questions of `winnow init`.
///
/// Read from YAML with the same diagnostics as a spec.
package struct InitAnswers: Sendable, Equatable {
  /// Where vectors come from.
  package enum Features: String, Sendable, CaseIterable {
    case patches
    /// The network whose weights `winnow weights` fetches.
    case pretrained
  }

  /// What pictures of one thing, or of one run, have in common.
  package enum Grouping: String, Sendable, CaseIterable { case none, folder, name, time }

  package var name: String?
  package var classes: [String] = []
  package var negativeClass: String?
  package var annotators: [String] = []
  package var seniors: [String] = []
  package var to: ExportSpec.Target?
  package var features: Features?
  package var group: Grouping?

  /// No answer yet.
  package init() {}

  /// These answers, and those of `other` where there is none.
  package func filled(from other: InitAnswers) -> InitAnswers {
    var result = self
    result.name = name ?? other.name
    if classes.isEmpty { result.classes = other.classes }
    result.negativeClass = negativeClass ?? other.negativeClass
    if annotators.isEmpty { result.annotators = other.annotators }
    if seniors.isEmpty { result.seniors = other.seniors }
    result.to = to ?? other.to
    result.features = features ?? other.features
    result.group = group ?? other.group
    return result
  }
}

extension InitAnswers: SpecSection {
  static let fields: [Field<InitAnswers>] = [
    Field(\.name, "name", .text(.fileName), synonyms: ["pipeline"], "The pipeline's name; files are named after it."),
    Field(
      \.classes, "classes", .texts(), synonyms: ["labels", "categories"], default: "what was found", "The classes."),
    Field(
      \.negativeClass, "negative_class", .text(), synonyms: ["normal_class", "background_class"],
      "The class of images without a defect."),
    Field(
      \.annotators, "annotators", .texts(.fileName), synonyms: ["people", "labelers", "labellers"],
      default: "the user", "The people who label."),
    Field(\.seniors, "seniors", .texts(.fileName), synonyms: ["senior"], "Those who decide where others disagree."),
    Field(\.to, "to", .token(among: ExportSpec.Target.allCases), synonyms: ["platform"], "The labelling platform."),
    Field(
      \.features, "features", .token(among: Features.allCases), synonyms: ["embed", "embedder"],
      "Where vectors come from."),
    Field(\.group, "group", .token(among: Grouping.allCases), synonyms: ["groups"], "What makes a group."),
  ]
}

extension SpecReader {
  /// Reads answers to `winnow init`.
  ///
  /// - Parameters:
  ///   - bytes: The contents of the file: a mapping of the answers' keys.
  ///   - file: The file's name, for messages.
  /// - Returns: The answers.
  /// - Throws: All mistakes in the order of their positions.
  package static func answers(_ bytes: [UInt8], file: String) throws(SpecErrors) -> InitAnswers {
    let reading = try reading(bytes, file: file)
    let section = root(reading) { Vocabulary(InitAnswers.self, key: "answers", style: .own, entries: $0) }
    guard let section else { throw reading.errors }
    let answers = InitAnswers.reading(section)
    guard reading.isClean else { throw reading.errors }
    return answers
  }
}
