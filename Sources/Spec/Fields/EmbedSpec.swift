/// The embedder.
package struct EmbedSpec: Sendable, Equatable {
  private static let builtIn = ["winnow", "hook", "patch-embed"]

  package var hook = HookSpec(run: EmbedSpec.builtIn)
  package var dimensions = 512
  package var fit = true
  package var inputSize = 96
  package var colour = false
  package var filters = 128

  /// Whether the embedder is the built-in one, which sees what the built-in decoder reads and nothing else.
  package var isBuiltIn: Bool { hook.run.starts(with: EmbedSpec.builtIn) }

  /// How many features the built-in embedder finds: mean and maximum of every filter in each quadrant.
  private var features: Int { 8 * filters }
}

extension EmbedSpec: SpecSection {
  static let fields: [Field<EmbedSpec>] =
    HookSpec.fields(of: .embed, alsoSeenBy: [.pool, .seed]).map { $0.lifted(\.hook, standard: EmbedSpec().hook) } + [
      Field(
        \.dimensions, "dimensions", .whole(1...65_536), synonyms: ["dims", "dim"],
        default: .computed("512, or the 8 × `filters` features of the built-in embedder where those are fewer") {
          embed, _ in embed.isBuiltIn ? min(512, embed.features) : 512
        }, enters: [.request(.embed)], "The length of a vector."),
      Field(
        \.fit, "fit", .flag,
        default: .computed("true for the built-in embedder, else false") { embed, _ in embed.isBuiltIn },
        enters: [.embed], "Whether the program is first run once with `action: fit` on the first pool."),
      Field(
        \.inputSize, "input_size", .whole(16...4_096), synonyms: ["size", "image_size", "resize"],
        enters: [.request(.embed)],
        "The side of the square that the built-in embedder scales images to."),
      Field(
        \.colour, "colour", .flag, synonyms: ["color", "rgb"], enters: [.request(.embed)],
        "Whether the built-in embedder sees colour."),
      Field(
        \.filters, "filters", .whole(1...4_096), synonyms: ["patches"], enters: [.request(.embed)],
        "The number of patch filters of the built-in embedder."),
    ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    guard isBuiltIn, dimensions > features else { return }
    section.item("dimensions")?.report(.tooManyDimensions(asked: dimensions, features: features, filters: filters))
  }
}
