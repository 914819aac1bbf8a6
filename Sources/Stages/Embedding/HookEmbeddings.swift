import Columnar
import Labelling
import Storage
import Texts

/// What an embedder wrote, checked: each image asked has a vector or is called broken.
struct HookEmbeddings {
  private(set) var vectors: [EmbeddingStore.Vector]
  private(set) var broken: [Digest: String]

  /// What is known of no image.
  static let none = HookEmbeddings(vectors: [], broken: [:])

  private init(vectors: [EmbeddingStore.Vector], broken: [Digest: String]) {
    self.vectors = vectors
    self.broken = broken
  }

  /// Reads and checks the files of a hook.
  ///
  /// - Parameters:
  ///   - path: Table `image_id, embedding`.
  ///   - brokenPath: Table `image_id, reason`; may be missing.
  ///   - asked: The images, by id.
  ///   - dimensions: The declared length of a vector.
  ///   - stage: The stage, for errors.
  /// - Throws: `DataError` that names file, row and image.
  init(
    embeddings path: String, broken brokenPath: String, asked: [(id: String, digest: Digest)], dimensions: Int,
    stage: String
  ) throws {
    let parts = try HookTable.open(path, stage: stage)
    let table = try HookTable.read(parts, schema: Tables.hookEmbeddings, stage: stage)
    let ids = try table.strings("image_id")
    let (values, offsets) = try table.floatLists("embedding")
    var check = HookRows(stage: stage, file: HookTable.name(path), asked: asked.map(\.id))
    check.parts = parts
    var vectors: [EmbeddingStore.Vector] = []
    vectors.reserveCapacity(ids.count)
    for row in 0..<ids.count {
      let position = try check.take(ids[row], row: row)
      let vector = Array(values[offsets[row]..<offsets[row + 1]])
      guard vector.count == dimensions else {
        throw check.error(row, ids[row], .dimensions(expected: dimensions, found: vector.count))
      }
      if let bad = vector.firstIndex(where: { !$0.isFinite }) {
        throw check.error(row, ids[row], .notFinite(position: bad))
      }
      vectors.append(.init(digest: asked[position].digest, values: vector))
    }
    var broken: [Digest: String] = [:]
    if Files.exists(brokenPath) {
      let parts = try HookTable.open(brokenPath, stage: stage)
      let table = try HookTable.read(parts, schema: Tables.broken, stage: stage)
      check.file = HookTable.name(brokenPath)
      check.parts = parts
      let ids = try table.strings("image_id")
      let reasons = try table.strings("reason")
      for row in 0..<ids.count {
        broken[asked[try check.take(ids[row], row: row)].digest] = String(reasons[row].prefix(200))
      }
    }
    check.file = HookTable.name(path)
    try check.finish()
    self.vectors = vectors
    self.broken = broken
  }

  /// The same, the images left out whose files held other bytes.
  func without(_ changed: Set<Digest>) -> HookEmbeddings {
    guard !changed.isEmpty else { return self }
    var result = self
    result.vectors.removeAll { changed.contains($0.digest) }
    for digest in changed { result.broken[digest] = PictureFault.code(PictureFault.changed) }
    return result
  }
}
