import Draws
import Imaging
import Learning
import Parallel
import Selection
import Storage

/// The built-in embedder: patch features learned once from the first pool, reduced by PCA.
///
/// It is called like any hook.
///
/// Coates, Lee, Ng: "An analysis of single-layer networks in unsupervised feature learning" (2011).
package struct PatchEmbedHook {
  /// Rises when the same pictures and parameters give other vectors.
  ///
  /// 2: fewer pictures than features are reduced by their inner products, and fewer than a hundred give more patches each.
  package static let version = "2"

  /// Images that patches are sampled from, patches of each, and Lloyd iterations.
  private static let patchImages = 1_500
  private static let patchesPerImage = 60
  /// Patches that there are at least, and for each filter: fewer images give more of them each.
  private static let fewestPatches = 6_000
  private static let patchesPerFilter = 8
  private static let lloydIterations = 20

  private let embedding: FeatureEmbedding
  private let moved: (Double, String) -> Void

  /// Prepares the answer to a request.
  package init(_ request: HookRequest, moved: @escaping (Double, String) -> Void) {
    embedding = FeatureEmbedding(request, moved: moved)
    self.moved = moved
  }

  /// Does what is asked.
  ///
  /// - Throws: `HookRequestError` for a request that lacks something, `ImagingError`, `StorageError`.
  package func run() throws {
    switch embedding.request.action {
    case "fit": try fit()
    case "embed":
      let bytes = try Files.read(Self.encoderPath(embedding.fitted()))
      try embedding.embed(PatchEncoder(serialised: bytes), identity: bytes)
    default: throw HookRequestError.missing(field: "action fit or embed")
    }
  }

  private var options: PatchEncoder.Options {
    let parameters = embedding.request.parameters
    return PatchEncoder.Options(
      inputSize: parameters["input_size"]?.integer ?? PatchEncoder.Options().inputSize,
      colour: embedding.seesColour(unlessSaid: false),
      filters: parameters["filters"]?.integer ?? PatchEncoder.Options().filters)
  }

  private func draw(_ purpose: String) throws -> Draw {
    Draw(randomSeed: try embedding.request.seed(), iteration: 0, stage: "patch-embed/\(purpose)")
  }

  private static func encoderPath(_ state: String) -> String { "\(state)/encoder.bin" }

  // MARK: Fitting

  private func fit() throws {
    let images = try HookPictures(embedding.request.inputs.images)
    guard let state = embedding.request.outputs.state else { throw HookRequestError.missing(field: "outputs.state") }
    let encoder = try fitEncoder(images)
    moved(0.5, "filters learned")
    let bytes = encoder.serialised()
    try embedding.fit(
      encoder, identity: bytes, images: images, draw: draw("projection"), clip: nil, from: 0.5)
    try Files.writeAtomically(bytes, to: Self.encoderPath(state))
  }

  private func fitEncoder(_ images: HookPictures) throws -> PatchEncoder {
    let options = options
    let chosen = try images.sample(Self.patchImages, draw: draw("patches"))
    let places = try draw("places")
    let fewest = max(Self.fewestPatches, Self.patchesPerFilter * options.filters)
    let patchesEach = max(Self.patchesPerImage, (fewest + chosen.count - 1) / max(1, chosen.count))
    let (reader, tiling) = (embedding.reader, embedding.tiling)
    let samples = try Parallel.map(chosen.count, threads: embedding.request.threads) { index -> [Float] in
      let row = chosen[index]
      var stream = places.stream(images.ids[row])
      let keys = (0..<patchesEach).map { _ in stream.next() }
      do {
        return try reader.decode(images.paths[row], hashing: images.digests[row], colour: options.colour) {
          guard let tiling else { return try PatchEncoder.samplePatches($0, keys: keys, options: options) }
          // Each patch lies in a tile of its own drawing.
          let tiles = tiling.tiles(of: $0)
          let places = keys.map { _ in stream.below(tiles.count) }
          return try tiles.indices.flatMap { tile in
            try PatchEncoder.samplePatches(
              tiles[tile], keys: keys.indices.filter { places[$0] == tile }.map { keys[$0] }, options: options)
          }
        }
      } catch {
        // What is wrong with it is reported when it is to be embedded.
        return []
      }
    }
    let patches = samples.flatMap(\.self)
    guard !patches.isEmpty, patches.count >= options.patchLength * max(2, options.filters) else {
      throw EmbedderError.tooFewImages(
        images: samples.count { !$0.isEmpty }, dimensions: options.filters, features: options.patchLength)
    }
    let whitening = try PatchWhitening.fit(patches: patches, dimensions: options.patchLength) {
      try PrincipalComponents.symmetricEigen($0, n: $1)
    }
    let whitened = try whitening.apply(patches)
    moved(0.2, "patches whitened")
    let order = try draw("order")
    let clusters = try KMeans.cluster(
      whitened, dimensions: options.patchLength, clusters: options.filters, iterations: Self.lloydIterations,
      draw: draw("filters"), pointKeys: (0..<whitened.count / options.patchLength).map { order.key(String($0)) },
      threads: embedding.request.threads)
    return try PatchEncoder(options: options, whitening: whitening, centroids: clusters.centroids)
  }
}
