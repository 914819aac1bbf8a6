/// The model.
package struct TrainSpec: Sendable, Equatable {
  static let builtIn = ["winnow", "hook", "linear-probe"]

  package var hook = HookSpec(run: TrainSpec.builtIn)
  package var regularization = 1.0
  package var balanced = true
  package var committee = 0
  package var doubtedWeight = 1.0
  /// Canonical JSON text of an object.
  package var parameters = "{}"

  /// Whether the model is the built-in linear probe.
  package var isLinearProbe: Bool { hook.run.starts(with: TrainSpec.builtIn) }
}

extension TrainSpec: SpecSection {
  static let fields: [Field<TrainSpec>] =
    HookSpec.fields(of: .train, alsoSeenBy: [.score]).map { $0.lifted(\.hook, standard: TrainSpec().hook) } + [
      Field(
        \.regularization, "regularization", .number(Bounds(from: 0, to: 1e12, above: true)),
        synonyms: ["c", "l2", "penalty"],
        enters: [.request(.train), .parameter(.score, if: { $0.stages.score.measure == .expectedErrorReduction })],
        "The L2 penalty's inverse strength C, as scikit-learn's."),
      Field(
        \.balanced, "balanced", .flag, synonyms: ["balance", "class_weight"],
        enters: [.request(.train), .parameter(.score, if: { $0.stages.score.measure == .expectedErrorReduction })],
        "Whether classes are weighted inversely to their frequency."),
      Field(
        \.committee, "committee", .whole(0...1_000), synonyms: ["members", "ensemble", "bootstrap"],
        enters: [.request(.train)],
        "How many models are fitted on bootstrap samples of the groups beside the one of all labels, for the measures "
          + "that ask a committee; handed to a program of one's own as a parameter."),
      Field(
        \.doubtedWeight, "doubted_weight", .number(.positiveShare), synonyms: ["robust", "label_noise", "noise"],
        enters: [.request(.train)], isQuiet: true,
        "The least that a label counts which the model doubts when it has seen neither the image nor its group: 0.2 where one "
          + "person labels each image; 1 counts all in full, which is better where several have resolved them."),
      Field(
        \.parameters, "parameters", .object, synonyms: ["params", "options", "args", "hyperparameters"],
        enters: [.request(.train)], "Parameters handed to the program as they are."),
    ]

  /// A committee that is no number counts as one, so that no lack is reported of members.
  mutating func check(_ section: Section, unreadable: Set<String>) {
    if unreadable.contains("committee") { committee = 1 }
  }
}
