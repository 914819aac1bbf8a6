/// The embedders that are built in, by the word after `winnow hook`.
package enum BuiltInEmbedder: String, Sendable, CaseIterable {
  /// Patch features, learnt from the pool.
  case patches = "patch-embed"
  /// Features of a network that was trained on other pictures.
  case network = "convnet-embed"

  /// What `run` says.
  var run: [String] { ["winnow", "hook", rawValue] }
}

/// The embedder.
package struct EmbedSpec: Sendable, Equatable {
  package var hook = HookSpec(run: BuiltInEmbedder.patches.run)
  package var dimensions = 512
  package var fit = true
  package var inputSize = 96
  package var colour = false
  package var filters = 128
  /// Canonical JSON text of an object.
  package var parameters = "{}"

  /// Which of the built-in embedders it is; nil for a program of one's own.
  package var builtIn: BuiltInEmbedder? { BuiltInEmbedder.allCases.first { hook.run.starts(with: $0.run) } }

  /// Whether the embedder is a built-in one, which sees what the built-in decoder reads and nothing else.
  package var isBuiltIn: Bool { builtIn != nil }

  /// How many features the built-in embedder finds; nil for a program of one's own.
  private var features: Int? {
    switch builtIn {
    // Mean and maximum of every filter in each quadrant.
    case .patches: 8 * filters
    case .network: 2_048
    case nil: nil
    }
  }
}

extension EmbedSpec: SpecSection {
  static let fields: [Field<EmbedSpec>] =
    HookSpec.fields(of: .embed, alsoSeenBy: [.pool, .seed]).map { $0.lifted(\.hook, standard: EmbedSpec().hook) } + [
      Field(
        \.dimensions, "dimensions", .whole(1...65_536), synonyms: ["dims", "dim"],
        default: .computed("512, or the 8 × `filters` features of `patch-embed` where those are fewer") {
          embed, _ in min(512, embed.features ?? 512)
        }, enters: [.request(.embed)], "The length of a vector."),
      Field(
        \.fit, "fit", .flag,
        default: .computed("true for the built-in embedders, else false") { embed, _ in embed.isBuiltIn },
        enters: [.embed], "Whether the program is first run once with `action: fit` on the first pool."),
      Field(
        \.inputSize, "input_size", .whole(16...4_096), synonyms: ["size", "image_size", "resize"],
        default: .computed("128 for `convnet-embed`, else 96") { embed, _ in embed.builtIn == .network ? 128 : 96 },
        refined: { .whole(16...($0.isBuiltIn ? 1_024 : 4_096)) }, enters: [.request(.embed)],
        "The side of the square that the built-in embedders scale images to, at most 1,024 for them."),
      Field(
        \.colour, "colour", .flag, synonyms: ["color", "rgb"],
        default: .computed("true for `convnet-embed`, else false") { embed, _ in embed.builtIn == .network },
        enters: [.request(.embed)], "Whether the built-in embedders see colour."),
      Field(
        \.filters, "filters", .whole(1...4_096), synonyms: ["patches"], enters: [.request(.embed)],
        "The number of patch filters of `patch-embed`."),
      Field(
        \.parameters, "parameters", .object, synonyms: ["params", "options", "args", "settings"],
        enters: [.request(.embed)], isQuiet: true, "Parameters handed to a program of one's own as they are."),
    ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    // The resolved spec writes both out, as they are by themselves.
    let standard = EmbedSpec()
    if let builtIn, parameters != standard.parameters {
      section.item("parameters")?.report(.excludes(key: "parameters", other: builtIn.rawValue))
    }
    if builtIn == .network, filters != standard.filters {
      section.item("filters")?.report(
        .wrongChoice(
          key: "filters", of: "embedder", chosen: BuiltInEmbedder.network.rawValue,
          needed: [BuiltInEmbedder.patches.rawValue]))
    }
    guard let features, dimensions > features else { return }
    section.item("dimensions")?.report(
      .tooManyDimensions(asked: dimensions, features: features, filters: builtIn == .patches ? filters : nil))
  }
}
