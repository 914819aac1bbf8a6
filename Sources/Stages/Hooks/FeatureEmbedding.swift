import Columnar
import Draws
import Imaging
import Parallel
import Storage

/// What the built-in embedders share: features of a sample are brought to one scale and reduced by PCA, learnt once from the
/// first pool, and every picture is then reduced in the same way.
struct FeatureEmbedding {
  /// Images that the PCA is fitted on.
  private static let projectionImages = 4_000
  private static let block = 32

  let request: HookRequest
  let reader: PictureReader
  private let moved: (Double, String) -> Void

  /// Prepares the answer to a request.
  init(_ request: HookRequest, moved: @escaping (Double, String) -> Void) {
    self.request = request
    self.moved = moved
    reader = PictureReader(
      maximumPixels: request.parameters["pixel_limit"]?.integer ?? ImageDecoder.pixelLimit)
  }

  /// The length of a vector.
  var dimensions: Int { request.parameters["dimensions"]?.integer ?? 512 }

  /// How pictures are cut up; nil: they are seen whole.
  var tiling: Tiling? {
    request.parameters["tile_size"]?.integer.map {
      Tiling(size: $0, overlap: request.parameters["tile_overlap"]?.number ?? 0)
    }
  }

  /// Whether pictures are seen in colour.
  func seesColour(unlessSaid standard: Bool) -> Bool { request.parameters["colour"]?.isTrue ?? standard }

  // MARK: Fitting

  /// Learns how features are reduced, and keeps those that it was learnt from.
  ///
  /// - Parameters:
  ///   - source: What makes the features.
  ///   - identity: What tells it from any other.
  ///   - images: The pictures of the request.
  ///   - draw: Which of them are taken.
  ///   - clip: How many standard deviations a feature may be from its mean; nil: any number.
  ///   - start: How much of the work has been done before.
  /// - Throws: `EmbedderError.tooFewImages`; `HookRequestError`, `LearningError`, `StorageError`.
  func fit(
    _ source: some FeatureSource, identity: [UInt8], images: HookPictures, draw: Draw, clip: Float?,
    from start: Double = 0
  ) throws {
    guard let tiling else {
      return try fitViews(source, identity: identity, images: images, draw: draw, clip: clip, from: start)
    }
    try fitViews(
      TiledFeatures(source: source, tiling: tiling), identity: identity + tiling.identity, images: images, draw: draw,
      clip: clip, from: start)
  }

  private func fitViews(
    _ source: some FeatureSource, identity: [UInt8], images: HookPictures, draw: Draw, clip: Float?, from start: Double
  ) throws {
    guard let state = request.outputs.state else { throw HookRequestError.missing(field: "outputs.state") }
    let chosen = images.sample(Self.projectionImages, draw: draw)
    let answers = try answers(source, images: images, rows: chosen) {
      moved(start + (0.8 - start) * $0, "features")
    }
    let features = zip(chosen, answers).compactMap { row, answer in
      answer.values.map { (digest: images.digests[row], values: $0) }
    }
    let length = source.featureCount
    guard dimensions <= length, !features.isEmpty else {
      throw EmbedderError.tooFewImages(images: features.count, dimensions: dimensions, features: length)
    }
    let projection = try Projection.fit(
      samples: features.flatMap(\.values), length: length, dimensions: dimensions, clip: clip,
      threads: request.threads)
    if let folder = request.checkpoint {
      try KeptFeatures.keep(features, of: identity, length: length, in: folder)
    }
    try Files.writeAtomically(projection.serialised(), to: Self.projectionPath(state))
    moved(1, "fitted")
  }

  private static func projectionPath(_ state: String) -> String { "\(state)/projection.bin" }

  // MARK: Embedding

  /// The folder of what was fitted.
  ///
  /// - Throws: `HookRequestError.missing`.
  func fitted() throws -> String {
    guard let state = request.inputs.state else { throw HookRequestError.missing(field: "inputs.state") }
    return state
  }

  /// Writes the vectors of the request's pictures, and which of them have none.
  ///
  /// - Parameters:
  ///   - source: What makes the features.
  ///   - identity: What tells it from any other.
  /// - Throws: `HookRequestError`, `EmbedderError.damagedState`; `ColumnarError`, `StorageError`.
  func embed(_ source: some FeatureSource, identity: [UInt8]) throws {
    guard let tiling else { return try embedViews(source, identity: identity) }
    try embedViews(TiledFeatures(source: source, tiling: tiling), identity: identity + tiling.identity)
  }

  private func embedViews(_ source: some FeatureSource, identity: [UInt8]) throws {
    let images = try HookPictures(request.inputs.images)
    guard let output = request.outputs.embeddings else { throw HookRequestError.missing(field: "outputs.embeddings") }
    let projection = try Projection(serialised: Files.read(Self.projectionPath(fitted())))
    guard projection.length == source.featureCount else { throw EmbedderError.damagedState }
    let kept = KeptFeatures(of: identity, length: source.featureCount, in: request.checkpoint)
    let vectors = try answers(
      source, images: images, rows: Array(images.ids.indices), kept: kept, projection: projection
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

  // MARK: Features

  /// An image's vector, or what is wrong with the image.
  private struct Answer: Sendable {
    var values: [Float]?
    var problem = ""
  }

  /// The features of some rows, projected if there is a projection.
  private func answers(
    _ source: some FeatureSource, images: HookPictures, rows: [Int], kept: KeptFeatures? = nil,
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
        Self.answers(
          Array(part[number * block..<min(part.count, (number + 1) * block)]), of: images, reader: reader,
          source: source, kept: kept, projection: projection)
      }.flatMap(\.self)
      moved(Double(answers.count) / Double(rows.count))
    }
    return answers
  }

  private static func answers(
    _ rows: [Int], of images: HookPictures, reader: PictureReader, source: some FeatureSource, kept: KeptFeatures?,
    projection: Projection?
  ) -> [Answer] {
    var answers = rows.map { _ in Answer() }
    var waiting: [(index: Int, views: [Raster])] = []
    func settle(_ index: Int, _ features: [Float]) {
      answers[index].values = projection?.apply(features) ?? features
    }
    func settleWaiting() {
      do {
        var rest = try source.features(waiting.flatMap(\.views))[...]
        for one in waiting {
          settle(one.index, source.pooled(rest.prefix(one.views.count)))
          rest = rest.dropFirst(one.views.count)
        }
      } catch {
        for one in waiting { answers[one.index].problem = PictureFault.code(error) }
      }
      waiting = []
    }
    for (index, row) in rows.enumerated() {
      // A vector is kept under the digest for ever: it must come from the very bytes.
      let digest = images.digests[row]
      if let features = kept?[digest] {
        settle(index, features)
        continue
      }
      do {
        waiting.append(
          (
            index,
            try reader.decode(images.paths[row], hashing: digest, colour: source.colour) { try source.views(of: $0) }
          ))
      } catch {
        answers[index].problem = PictureFault.code(error)
      }
      if waiting.reduce(0, { $0 + $1.views.count }) >= source.together { settleWaiting() }
    }
    settleWaiting()
    return answers
  }
}

extension Tiling {
  /// What tells features of such tiles from others of the same source.
  fileprivate var identity: [UInt8] { Array(" tiles \(size) \(overlap)".utf8) }
}
