import Engine
import Imaging
import JSON
import Spec

/// What makes the vectors: a program, and all that it is given but the images.
///
/// The requests are made here and nowhere else, and the keys are made from them, so that what the program sees and what a key
/// holds cannot differ.
struct Embedder {
  /// The embedder as the spec has it.
  let embed: EmbedSpec
  private let setup: StageSetup
  private let stage: String

  /// An embedder of a stage.
  init(_ embed: EmbedSpec, _ setup: StageSetup, stage: String) {
    self.embed = embed
    self.setup = setup
    self.stage = stage
  }

  /// The program.
  var hook: HookCommand { setup.hook(embed.hook) }

  /// What `fit` is asked, without files.
  var fitRequest: HookRequest { .fit(stage: stage, parameters: parameters, randomSeed: setup.spec.randomSeed) }

  /// What `embed` is asked, without files.
  var embedRequest: HookRequest { .embed(stage: stage, parameters: parameters) }

  /// Where the weights of the built-in network lie; nil if the embedder is another.
  ///
  /// - Throws: `PretrainedError.noFolder`.
  func weights() throws -> String? { try embed.weights()?.path }

  /// What the spec hands to a program of one's own; the reader has seen to it that it is an object.
  private var ownParameters: [String: JSONValue] {
    guard case .object(let own)? = try? JSONValue(Array(embed.parameters.utf8)) else { return [:] }
    return own.dictionary
  }

  private var parameters: [String: JSONValue] {
    var parameters = ownParameters
    parameters["dimensions"] = .int(Int64(embed.dimensions))
    parameters["input_size"] = .int(Int64(embed.inputSize))
    parameters["colour"] = .bool(embed.colour)
    // The network has none.
    if embed.builtIn != .network { parameters["filters"] = .int(Int64(embed.filters)) }
    if let tiles = embed.tiles {
      parameters["tile_size"] = .int(Int64(tiles.size))
      parameters["tile_overlap"] = .double(tiles.overlap)
    }
    // What the built-in embedders need besides; a hook of one's own has a decoder of its own.
    if let builtIn = embed.builtIn {
      parameters["decoder"] = .string(ImageDecoder.version)
      parameters["embedder"] = .string(builtIn.version)
      parameters["pixel_limit"] = .int(Int64(setup.spec.pool.pixelLimit))
    }
    return parameters
  }

  /// The fields of the requests for the stage's key; of that to fit those that differ from that to embed.
  ///
  /// - Throws: An error of the coder.
  func requestComponents() throws -> [NamedValue] {
    let embed = try withWeights(embedRequest).keyComponents { $0 }
    guard self.embed.fit else { return embed }
    let fit = try withWeights(fitRequest).keyComponents { $0 }.filter { !embed.contains($0) }
    return embed + fit.map { NamedValue("fit \($0.name)", $0.value) }
  }

  /// Where its vectors are kept.
  ///
  /// Those that a build before kept of the built-in embedder still hold: it looked at nothing of what it was given besides.
  /// Of a program of one's own nobody knows what it looked at.
  ///
  /// - Throws: As `key` does.
  func store(_ scope: IterationScope) throws -> EmbeddingStore {
    if setup.embedsAsVersion1 { return EmbeddingStore(directory: scope.directory, key: try keyOfVersion1()) }
    return EmbeddingStore(
      directory: scope.directory, key: try key(scope), earlier: embed.builtIn == .patches ? try keyOfVersion1() : nil)
  }

  /// Everything that a vector depends on but its image: argv, declared files, the request and in it the fitted state.
  ///
  /// A state stands for what it was fitted from: argv, files, the request to fit and the digest of the first pool.
  ///
  /// - Throws: `EngineError.fileMissing`, `StorageError`; an error of the coder.
  func key(_ scope: IterationScope) throws -> String {
    let hook = try self.hook.keyComponents()
    var request = withWeights(embedRequest)
    // The image itself is what a vector is kept under.
    request.outputs.embeddings = "embeddings"
    request.outputs.broken = "broken"
    if embed.fit { request.inputs.state = "state" }
    let state = try embed.fit ? fittedKey(hook, scope) : ""
    return String(
      StageKey.key([Self.version] + hook + (try request.keyComponents { $0 == "state" ? state : $0 })).prefix(16))
  }

  private static let version = NamedValue("key", "2")

  private func fittedKey(_ hook: [NamedValue], _ scope: IterationScope) throws -> String {
    var request = withWeights(fitRequest)
    request.inputs.images = "images"
    request.outputs.state = "state"
    let images = Self.firstPool(scope)
    return StageKey.key([Self.version] + hook + (try request.keyComponents { $0 == "images" ? images : $0 }))
  }

  /// The digest of the first pool as it was sealed: an erasure leaves what was learned before as it is.
  static func firstPool(_ scope: IterationScope) -> String {
    scope.earlierInput(Catalogue.Pool.images, iteration: 0)?.value
      ?? scope.manifest.output(Catalogue.Pool.images)?.contentSHA256 ?? ""
  }

  /// The request with the digest of the weights in the place of their path: they are pinned, so that the key needs no file.
  private func withWeights(_ request: HookRequest) -> HookRequest {
    var request = request
    if embed.builtIn == .network { request.inputs.weights = ConvNetEmbedHook.network.folded.hex }
    return request
  }

  /// The key under which a build before kept the vectors.
  ///
  /// - Throws: `EngineError.fileMissing`, `StorageError`.
  private func keyOfVersion1() throws -> String {
    var components = try hook.keyComponents()
    components += [
      NamedValue("dimensions", String(embed.dimensions)), NamedValue("fit", String(embed.fit)),
      NamedValue("input_size", String(embed.inputSize)), NamedValue("colour", String(embed.colour)),
      NamedValue("filters", String(embed.filters)),
    ]
    if embed.isBuiltIn {
      components += [
        NamedValue("decoder", ImageDecoder.version), NamedValue("embedder", PatchEmbedHook.version),
        NamedValue("pixel_limit", String(setup.spec.pool.pixelLimit)),
      ]
    }
    if embed.fit { components.append(NamedValue("random_seed", String(setup.spec.randomSeed))) }
    return String(StageKey.key(components).prefix(16))
  }
}

extension BuiltInEmbedder {
  /// Rises when the same pictures and parameters give other vectors.
  fileprivate var version: String {
    switch self {
    case .patches: PatchEmbedHook.version
    case .network: ConvNetEmbedHook.version
    }
  }
}
