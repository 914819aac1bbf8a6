import Columnar
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

  /// Images that patches are sampled from, patches of each, images that the PCA is fitted on, and Lloyd iterations.
  private static let patchImages = 1_500
  private static let patchesPerImage = 60
  /// Patches that there are at least, and for each filter: fewer images give more of them each.
  private static let fewestPatches = 6_000
  private static let patchesPerFilter = 8
  private static let projectionImages = 4_000
  private static let lloydIterations = 20
  private static let block = 32

  private let request: HookRequest
  private let moved: (Double, String) -> Void
  private let reader: PictureReader

  /// Prepares the answer to a request.
  package init(_ request: HookRequest, moved: @escaping (Double, String) -> Void) {
    self.request = request
    self.moved = moved
    reader = PictureReader(
      maximumPixels: request.parameters["pixel_limit"]?.integer ?? ImageDecoder.pixelLimit)
  }

  /// Does what is asked.
  ///
  /// - Throws: `HookRequestError` for a request that lacks something, `ImagingError`, `StorageError`.
  package func run() throws {
    switch request.action {
    case "fit": try fit()
    case "embed": try embed()
    default: throw HookRequestError.missing(field: "action fit or embed")
    }
  }

  private var options: PatchEncoder.Options {
    PatchEncoder.Options(
      inputSize: request.parameters["input_size"]?.integer ?? PatchEncoder.Options().inputSize,
      colour: request.parameters["colour"]?.isTrue ?? false,
      filters: request.parameters["filters"]?.integer ?? PatchEncoder.Options().filters)
  }

  private var dimensions: Int { request.parameters["dimensions"]?.integer ?? 512 }

  private func draw(_ purpose: String) throws -> Draw {
    Draw(randomSeed: try request.seed(), iteration: 0, stage: "patch-embed/\(purpose)")
  }

  // MARK: Fitting

  private func fit() throws {
    let images = try HookPictures(request.inputs.images)
    guard let state = request.outputs.state else { throw HookRequestError.missing(field: "outputs.state") }
    let encoder = try fitEncoder(images)
    moved(0.5, "filters learned")
    let chosen = try images.sample(Self.projectionImages, draw: draw("projection"))
    let answers = try self.answers(encoder, images: images, rows: chosen) { moved(0.5 + 0.3 * $0, "features") }
    let features = zip(chosen, answers).compactMap { row, answer in
      answer.values.map { (digest: images.digests[row], values: $0) }
    }
    let length = encoder.options.featureCount
    guard dimensions <= length, !features.isEmpty else {
      throw EmbedderError.tooFewImages(images: features.count, dimensions: dimensions, features: length)
    }
    let projection = try Projection.fit(
      samples: features.flatMap(\.values), length: length, dimensions: dimensions, threads: request.threads)
    let bytes = encoder.serialised()
    if let folder = request.checkpoint {
      try KeptFeatures.keep(features, of: bytes, length: length, in: folder)
    }
    try Files.writeAtomically(bytes, to: "\(state)/encoder.bin")
    try Files.writeAtomically(projection.serialised(), to: "\(state)/projection.bin")
    moved(1, "fitted")
  }

  private func fitEncoder(_ images: HookPictures) throws -> PatchEncoder {
    let options = options
    let chosen = try images.sample(Self.patchImages, draw: draw("patches"))
    let places = try draw("places")
    let fewest = max(Self.fewestPatches, Self.patchesPerFilter * options.filters)
    let patchesEach = max(Self.patchesPerImage, (fewest + chosen.count - 1) / max(1, chosen.count))
    let reader = reader
    let samples = try Parallel.map(chosen.count, threads: request.threads) { index -> [Float] in
      let row = chosen[index]
      var stream = places.stream(images.ids[row])
      let keys = (0..<patchesEach).map { _ in stream.next() }
      do {
        return try reader.decode(images.paths[row], hashing: images.digests[row], colour: options.colour) {
          try PatchEncoder.samplePatches($0, keys: keys, options: options)
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
      threads: request.threads)
    return try PatchEncoder(options: options, whitening: whitening, centroids: clusters.centroids)
  }

  // MARK: Embedding

  private func embed() throws {
    let images = try HookPictures(request.inputs.images)
    guard let state = request.inputs.state else { throw HookRequestError.missing(field: "inputs.state") }
    guard let output = request.outputs.embeddings else { throw HookRequestError.missing(field: "outputs.embeddings") }
    let bytes = try Files.read("\(state)/encoder.bin")
    let encoder = try PatchEncoder(serialised: bytes)
    let projection = try Projection(serialised: Files.read("\(state)/projection.bin"))
    let kept = KeptFeatures(of: bytes, length: encoder.options.featureCount, in: request.checkpoint)
    let vectors = try answers(
      encoder, images: images, rows: Array(images.ids.indices), kept: kept, projection: projection
    ) {
      moved($0, "images")
    }
    let readable = vectors.indices.filter { vectors[$0].values != nil }
    let broken = vectors.indices.filter { vectors[$0].values == nil }
    _ = try TableIO.write(
      Table(
        schema: Tables.hookEmbeddings,
        columns: [
          .strings(readable.map { images.ids[$0] }),
          .floatLists(
            values: readable.flatMap { vectors[$0].values ?? [] }, offsets: (0...readable.count).map { $0 * dimensions }
          ),
        ]), to: output)
    if let path = request.outputs.broken {
      _ = try TableIO.write(
        Table(
          schema: Tables.broken,
          columns: [.strings(broken.map { images.ids[$0] }), .strings(broken.map { vectors[$0].problem })]), to: path)
    }
  }

  /// An image's vector, or what is wrong with the image.
  private struct Answer: Sendable {
    var values: [Float]?
    var problem = ""
  }

  /// The features of some rows, projected if there is a projection.
  private func answers(
    _ encoder: PatchEncoder, images: HookPictures, rows: [Int], kept: KeptFeatures? = nil,
    projection: Projection? = nil, moved: (Double) -> Void
  ) throws -> [Answer] {
    var answers: [Answer] = []
    answers.reserveCapacity(rows.count)
    let reader = reader
    let wave = Self.block * max(1, request.threads) * 8
    for start in stride(from: 0, to: rows.count, by: wave) {
      let part = Array(rows[start..<min(rows.count, start + wave)])
      // Few pictures are shared out one by one: they may be large.
      let block = min(Self.block, max(1, part.count / (8 * max(1, request.threads))))
      answers += try Parallel.map((part.count + block - 1) / block, threads: request.threads) { number in
        part[number * block..<min(part.count, (number + 1) * block)].map { row in
          Self.answer(row, of: images, reader: reader, encoder: encoder, kept: kept, projection: projection)
        }
      }.flatMap(\.self)
      moved(Double(answers.count) / Double(rows.count))
    }
    return answers
  }

  private static func answer(
    _ row: Int, of images: HookPictures, reader: PictureReader, encoder: PatchEncoder, kept: KeptFeatures?,
    projection: Projection?
  ) -> Answer {
    do {
      // A vector is kept under the digest for ever: it must come from the very bytes.
      let digest = images.digests[row]
      let features =
        try kept?[digest]
        ?? reader.decode(images.paths[row], hashing: digest, colour: encoder.options.colour) {
          try encoder.features($0)
        }
      return Answer(values: projection?.apply(features) ?? features)
    } catch {
      return Answer(problem: PictureFault.code(error))
    }
  }
}
