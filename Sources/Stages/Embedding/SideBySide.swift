import Columnar
import Engine
import JSON
import Storage

/// The vectors of several embedders side by side, each embedder's multiplied by one number so that their variances are equal.
///
/// What an embedder's numbers are multiplied by is taken once, from vectors of the first pool: the sum of the variances of its
/// numbers becomes the same for all, and that of all embedders what it is of a built-in one by itself. Distances then depend on every embedder alike, however long
/// its vectors are and in whatever unit, as in multiple factor analysis with equal weights (Escofier and Pagès 1994); an
/// embedder that says the same of every image is multiplied by 0.
struct SideBySide {
  /// Vectors that the variances are taken from.
  private static let sampled = 4_000

  /// Where the vectors are kept that stand side by side.
  let store: EmbeddingStore
  private let embeddings: [Embedding]
  private let context: StageContext

  /// Prepares to put the vectors of some embedders side by side.
  ///
  /// - Throws: As `Embedder.key` does.
  init(_ embeddings: [Embedding], _ context: StageContext) throws {
    self.embeddings = embeddings
    self.context = context
    let key =
      try [
        NamedValue("key", "2"), NamedValue("side by side", "1"),
        NamedValue("images", Embedder.firstPool(context.scope)),
      ] + embeddings.enumerated().map { NamedValue("embedder \($0.offset)", try $0.element.key()) }
    store = EmbeddingStore(directory: context.scope.directory, key: String(StageKey.key(key).prefix(16)))
  }

  /// Puts vectors side by side and keeps them.
  ///
  /// - Parameters:
  ///   - made: What each embedder has made.
  ///   - wanted: The image files; those that an embedder has no vector of are left out.
  /// - Returns: Where the vectors are.
  /// - Throws: `StorageError`, `ColumnarError`.
  func put(_ made: [Embedding.Made], wanted: [Digest: Int]) throws -> [Digest: EmbeddingStore.Location] {
    // Hash order: the parts are the same whatever the file names.
    let digests = wanted.keys.filter { digest in made.allSatisfy { $0.located[digest] != nil } }.sorted()
    guard !digests.isEmpty || store.isFitted else { return [:] }
    let scales = try scales(made, of: digests)
    var located: [Digest: EmbeddingStore.Location] = [:]
    for (number, start) in stride(from: 0, to: digests.count, by: EmbeddingStore.partRows).enumerated() {
      let part = Array(digests[start..<min(digests.count, start + EmbeddingStore.partRows)])
      var joined: [[Float]] = part.map { _ in [] }
      for (made, scale) in zip(made, scales) {
        let block = try vectors(of: part, made)
        for index in part.indices { joined[index] += block[index].values.map { $0 * scale } }
      }
      let file = try store.write(
        zip(part, joined).map { .init(digest: $0, values: $1) }, staging: "\(context.scratch)/part-\(number).parquet")
      context.recordShared(file.table, path: file.path)
      for (row, digest) in part.enumerated() { located[digest] = .init(part: file.path, row: Int32(row)) }
    }
    return located
  }

  private func vectors(of digests: [Digest], _ made: Embedding.Made) throws -> [EmbeddingStore.Vector] {
    try store.vectors(digests.compactMap { digest in made.located[digest].map { (digest, $0) } })
  }

  // MARK: Scale

  /// What the vectors of each embedder are multiplied by: as it was found before, or else found now and kept.
  private func scales(_ made: [Embedding.Made], of digests: [Digest]) throws -> [Float] {
    if !store.isFitted {
      let first = context.scope.path(Catalogue.Pool.images, iteration: 0)
      let pool = try PoolTable(path: Files.exists(first) ? first : context.path(Catalogue.Pool.images))
      let ofPool = Set(pool.selectable.map { pool.digests[$0] })
      // A hash is as good as a draw. Where nothing of the first pool is left, what there is must do.
      let left = digests.filter(ofPool.contains)
      let sample = Array((left.isEmpty ? digests : left).prefix(Self.sampled))
      let blocks = try made.map { try vectors(of: sample, $0).map(\.values) }
      let state = "\(context.scratch)/scales"
      try Files.createDirectory(state)
      let text: JSONObject = ["scales": .array(Self.scales(blocks).map { .double(Double($0)) })]
      try Files.writeAtomically(
        CodedJSON.bytes(of: JSONValue.object(text), .pretty), to: "\(state)/\(Catalogue.Embed.scales)")
      try store.publishState(state)
    }
    for file in try store.stateFiles() { try context.recordShared(path: file) }
    let bytes = try Files.read("\(store.statePath)/\(Catalogue.Embed.scales)", limit: 1 << 16)
    guard case .object(let fields)? = try? JSONValue(bytes), case .array(let values)? = fields.dictionary["scales"],
      case let scales = values.compactMap(\.number).filter({ $0.isFinite && $0 >= 0 }), scales.count == made.count
    else { throw EmbedderError.damagedState }
    return scales.map { Float($0) }
  }

  /// What each block of vectors is multiplied by, so that all have the same sum of variances.
  ///
  /// - Parameter blocks: The vectors of each embedder, of the same images.
  /// - Returns: One number an embedder, 0 for one whose vectors do not vary.
  static func scales(_ blocks: [[[Float]]]) -> [Float] {
    let share = Projection.totalVariance / Double(max(1, blocks.count))
    return blocks.map { vectors in
      var variance = 0.0
      for place in 0..<(vectors.first?.count ?? 0) {
        let mean = vectors.reduce(0.0) { $0 + Double($1[place]) } / Double(vectors.count)
        variance += vectors.reduce(0.0) { sum, vector in
          let distance = Double(vector[place]) - mean
          return sum + distance * distance
        }
      }
      variance /= Double(max(1, vectors.count))
      return variance > 1e-24 ? Float((share / variance).squareRoot()) : 0
    }
  }
}
