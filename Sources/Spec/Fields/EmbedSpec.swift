/// The embedders that are built in, by the word after `winnow hook`.
package enum BuiltInEmbedder: String, Sendable, CaseIterable {
  /// Patch features, learnt from the pool.
  case patches = "patch-embed"
  /// Features of a network that was trained on other pictures.
  case network = "convnet-embed"

  /// What `run` says.
  var run: [String] { ["winnow", "hook", rawValue] }
}

/// An embedder.
package struct EmbedSpec: Sendable, Equatable {
  package var hook = HookSpec(run: BuiltInEmbedder.patches.run)
  package var dimensions = 512
  package var fit = true
  package var inputSize = 96
  package var colour = false
  package var filters = 128
  /// How pictures are cut up; nil: they are seen whole.
  package var tiles: TilesSpec?
  /// Canonical JSON text of an object.
  package var parameters = "{}"

  /// Which of the built-in embedders it is; nil for a program of one's own.
  package var builtIn: BuiltInEmbedder? { BuiltInEmbedder.allCases.first { hook.run.starts(with: $0.run) } }

  /// Whether the embedder is a built-in one, which sees what the built-in decoder reads and nothing else.
  package var isBuiltIn: Bool { builtIn != nil }

  /// How many features the built-in embedder finds; nil for a program of one's own.
  private var features: Int? {
    let ofOnePicture: Int? =
      switch builtIn {
      // Mean and maximum of every filter in each quadrant.
      case .patches: 8 * filters
      case .network: 2_048
      case nil: nil
      }
    // The mean and the maximum of each over the tiles.
    return ofOnePicture.map { tiles == nil ? $0 : 2 * $0 }
  }
}

/// How large pictures are cut up, so that small details are not lost by scaling.
package struct TilesSpec: Sendable, Equatable {
  /// Pixels a side.
  package var size = 384
  /// The least share of a tile's side that its neighbour has as well.
  package var overlap = 0.25

  /// Tiles of 384 pixels that overlap by a quarter.
  package init() {}
}

extension TilesSpec: SpecSection {
  static let fields: [Field<TilesSpec>] = [
    Field(
      \.size, "size", .whole(16...16_384), synonyms: ["side", "tile_size"], enters: [.request(.embed)],
      "The side of a tile in pixels of the picture, at least `input_size`; a picture no larger is one tile."),
    Field(
      \.overlap, "overlap", .number(Bounds(from: 0, to: 0.5)), synonyms: ["stride"], enters: [.request(.embed)],
      "The least share of a tile's side that its neighbour has as well, so that no detail lies across a border only."),
  ]
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
      Field(
        \.tiles, "tiles", .section("tiles"), synonyms: ["tiling", "crops"], default: "pictures are seen whole",
        isQuiet: true,
        "How the built-in embedders cut up pictures far larger than `input_size`: each tile is scaled and seen by itself, and "
          + "a picture has the mean and the maximum of its tiles' features."),
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
    if tiles != nil, builtIn == nil {
      section.item("tiles")?.report(
        .wrongChoice(
          key: "tiles", of: "run", chosen: hook.run.joined(separator: " "),
          needed: BuiltInEmbedder.allCases.map { $0.run.joined(separator: " ") }))
    } else if let tiles, tiles.size < inputSize {
      section.item("tiles")?.report(.tilesTooSmall(size: tiles.size, inputSize: inputSize))
    }
    guard let features, dimensions > features else { return }
    section.item("dimensions")?.report(
      .tooManyDimensions(asked: dimensions, features: features, filters: builtIn == .patches ? filters : nil))
  }
}

extension [EmbedSpec] {
  /// The most embedders whose vectors stand side by side.
  static let mostEmbedders = 8

  /// Whether any of them is built in: then a picture that the built-in decoder cannot read has no vector.
  package var isBuiltIn: Bool { contains(where: \.isBuiltIn) }

  /// Whether patch features are all that there is.
  package var arePatchesAlone: Bool { allSatisfy { $0.builtIn == .patches } }

  /// The length of a vector: those of all embedders side by side.
  package var dimensions: Int { reduce(0) { $0 + $1.dimensions } }

  /// The key path of one of them in a spec.
  package func keyPath(_ index: Int) -> String { count == 1 ? "stages.embed" : "stages.embed[\(index)]" }
}

extension Kind where Value == [EmbedSpec] {
  /// One embedder, or a list of them.
  static var embedders: Self {
    let one = Kind<EmbedSpec>.section("embed", .stage)
    return Kind(
      shape: .oneOrMore({ EmbedSpec.description(name: "stage 'embed'", isStage: true) }, [EmbedSpec].mostEmbedders),
      takesNothing: true,
      read: { item in
        guard case .sequence = item.node.content else { return one.read(item).map { [$0] } }
        let item = item.named(item.key, place: .stage(item.key))
        guard let items = item.elements() else { return nil }
        let range = 1...[EmbedSpec].mostEmbedders
        guard range.contains(items.count) else {
          item.report(.wrongCount(key: item.key, count: items.count, Bounds(range)))
          return nil
        }
        let read = items.map { one.read($0) }
        let embedders = read.compactMap(\.self)
        guard embedders.count == items.count else { return nil }
        for (index, embedder) in embedders.enumerated() {
          guard let first = embedders[..<index].firstIndex(of: embedder) else { continue }
          let name = embedder.hook.run.joined(separator: " ")
          items[index].report(
            .duplicate(kind: "embedder", value: name, firstLine: items[first].span.start.line + 1))
        }
        return embedders
      },
      absent: { parent, key in one.absent.map { [$0(parent, key)] } ?? [EmbedSpec()] },
      canonical: { embedders, locations in
        if embedders.count == 1 { return one.canonical(embedders[0], locations) }
        return .items(
          embedders.enumerated().map { (String($0.offset), $0.element.canonical(locations: locations)) })
      },
      keyText: { embedders, stage in embedders.map { one.keyText($0, stage) }.joined(separator: "\n") },
      parameters: { embedders, stage, root in
        guard embedders.count > 1 else { return embedders.flatMap { one.parameters($0, stage, root) } }
        return embedders.enumerated().flatMap { index, embedder in
          one.parameters(embedder, stage, root).map { ("\(index) \($0.name)", $0.value) }
        }
      })
  }
}
