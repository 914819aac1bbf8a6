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
  /// Images that patches are sampled from, patches of each, images that the PCA is fitted on, and Lloyd iterations.
  private static let patchImages = 1_500
  private static let patchesPerImage = 60
  private static let projectionImages = 4_000
  private static let lloydIterations = 20
  private static let block = 32

  private let request: HookRequest
  private let moved: (Double, String) -> Void

  /// Prepares the answer to a request.
  package init(_ request: HookRequest, moved: @escaping (Double, String) -> Void) {
    self.request = request
    self.moved = moved
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

  private func draw(_ purpose: String) -> Draw {
    Draw(randomSeed: request.randomSeed, iteration: 0, stage: "patch-embed/\(purpose)")
  }

  // MARK: Fitting

  private func fit() throws {
    let images = try ImageList(request.inputs.images)
    guard let state = request.outputs.state else { throw HookRequestError.missing(field: "outputs.state") }
    let encoder = try fitEncoder(images)
    moved(0.5, "filters learned")
    let chosen = images.sample(Self.projectionImages, draw: draw("projection"))
    let vectors = try features(encoder, images: images, rows: chosen) { moved(0.5 + 0.3 * $0, "features") }
    let samples = vectors.compactMap(\.values).flatMap(\.self)
    let length = encoder.options.featureCount
    guard dimensions <= length, samples.count / length > 1 else {
      throw EmbedderError.tooFewImages(images: samples.count / length, dimensions: dimensions, features: length)
    }
    let projection = try Projection.fit(
      samples: samples, length: length, dimensions: dimensions, threads: request.threads)
    try Files.writeAtomically(encoder.serialised(), to: "\(state)/encoder.bin")
    try Files.writeAtomically(projection.serialised(), to: "\(state)/projection.bin")
    moved(1, "fitted")
  }

  private func fitEncoder(_ images: ImageList) throws -> PatchEncoder {
    let options = options
    let chosen = images.sample(Self.patchImages, draw: draw("patches"))
    let places = draw("places")
    let samples = try Parallel.map(chosen.count, threads: request.threads) { index -> [Float] in
      let row = chosen[index]
      guard let path = images.paths[row], let bytes = try? Files.read(path, limit: 1 << 30),
        let raster = try? ImageDecoder.decode(bytes, colour: options.colour)
      else { return [] }
      var stream = places.stream(images.ids[row])
      let keys = (0..<Self.patchesPerImage).map { _ in stream.next() }
      return try PatchEncoder.samplePatches(raster, keys: keys, options: options)
    }
    let patches = samples.flatMap(\.self)
    guard patches.count >= 2 * options.patchLength * options.filters else {
      throw EmbedderError.tooFewImages(
        images: samples.count { !$0.isEmpty }, dimensions: options.filters, features: options.patchLength)
    }
    let whitening = try PatchWhitening.fit(patches: patches, dimensions: options.patchLength) {
      try PrincipalComponents.symmetricEigen($0, n: $1)
    }
    let whitened = try whitening.apply(patches)
    moved(0.2, "patches whitened")
    let order = draw("order")
    let clusters = try KMeans.cluster(
      whitened, dimensions: options.patchLength, clusters: options.filters, iterations: Self.lloydIterations,
      draw: draw("filters"), pointKeys: (0..<whitened.count / options.patchLength).map { order.key(String($0)) },
      threads: request.threads)
    return try PatchEncoder(options: options, whitening: whitening, centroids: clusters.centroids)
  }

  // MARK: Embedding

  private func embed() throws {
    let images = try ImageList(request.inputs.images)
    guard let state = request.inputs.state else { throw HookRequestError.missing(field: "inputs.state") }
    guard let output = request.outputs.embeddings else { throw HookRequestError.missing(field: "outputs.embeddings") }
    let encoder = try PatchEncoder(serialised: Files.read("\(state)/encoder.bin"))
    let projection = try Projection(serialised: Files.read("\(state)/projection.bin"))
    let vectors = try features(encoder, images: images, rows: Array(images.ids.indices), projection: projection) {
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

  private func features(
    _ encoder: PatchEncoder, images: ImageList, rows: [Int], projection: Projection? = nil,
    moved: (Double) -> Void
  ) throws -> [Answer] {
    var answers: [Answer] = []
    answers.reserveCapacity(rows.count)
    let wave = Self.block * max(1, request.threads) * 8
    for start in stride(from: 0, to: rows.count, by: wave) {
      let part = Array(rows[start..<min(rows.count, start + wave)])
      answers += try Parallel.map((part.count + Self.block - 1) / Self.block, threads: request.threads) { number in
        part[number * Self.block..<min(part.count, (number + 1) * Self.block)].map { row in
          Self.answer(images.paths[row], encoder: encoder, projection: projection)
        }
      }.flatMap(\.self)
      moved(Double(answers.count) / Double(rows.count))
    }
    return answers
  }

  private static func answer(_ path: String?, encoder: PatchEncoder, projection: Projection?) -> Answer {
    guard let path else { return Answer(problem: "missing_file") }
    do {
      let features = try encoder.features(ofFile: Files.read(path, limit: 1 << 30))
      return Answer(values: projection?.apply(features) ?? features)
    } catch let error as ImagingError {
      return Answer(problem: error.code)
    } catch let error as StorageError {
      return Answer(problem: error.imageFault ?? "unreadable_file")
    } catch {
      return Answer(problem: "unreadable_file")
    }
  }
}

/// Why the embedder cannot be fitted.
package enum EmbedderError: Error, Sendable, Equatable {
  /// There are not enough readable images for that many dimensions or filters.
  case tooFewImages(images: Int, dimensions: Int, features: Int)
  /// The fitted state cannot be read.
  case damagedState
}

/// The images of a request.
private struct ImageList: Sendable {
  let ids: [String]
  let paths: [String?]

  init(_ path: String?) throws {
    guard let path else { throw HookRequestError.missing(field: "inputs.images") }
    let table = try TableIO.read(path, schema: Tables.hookImages)
    ids = try table.strings("image_id").strings
    paths = try table.optionalStrings("path")
  }

  /// Up to `count` rows, by draw and in the order of the draw.
  func sample(_ count: Int, draw: Draw) -> [Int] {
    let keys = ids.map { draw.key($0) }
    return Array(ids.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.prefix(count))
  }
}

extension ImagingError {
  /// What is wrong with an image, as a code for a table.
  package var code: String {
    switch self {
    case .unknownFormat: "not_an_image"
    case .empty: "empty_file"
    case .truncated: "truncated"
    case .damaged: "damaged"
    case .unsupported: "unsupported"
    case .tooManyPixels: "too_many_pixels"
    default: "not_decodable"
    }
  }
}
