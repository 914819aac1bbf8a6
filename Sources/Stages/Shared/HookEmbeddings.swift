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

/// Reads tables that hooks wrote, each a file or a folder of parts.
enum HookTable {
  /// Opens a table.
  ///
  /// - Throws: `HookTableError` that says what is wrong with the file.
  static func open(_ path: String, stage: String) throws -> TableParts {
    do {
      return try TableParts(path: path)
    } catch let error as ColumnarError {
      throw HookTableError(stage: stage, file: name(path), cause: error)
    }
  }

  /// Reads a table.
  ///
  /// - Throws: `HookTableError` that says what is wrong with the file.
  static func read(_ parts: TableParts, schema: TableSchema, stage: String) throws -> Table {
    do {
      return try parts.read(as: schema)
    } catch let error as ColumnarError {
      throw HookTableError(stage: stage, file: name(parts.path), cause: error)
    }
  }

  /// The file of a row, by its last name or, in a folder, its last two, and the row's number there.
  static func place(_ parts: TableParts, row: Int) -> (file: String, row: Int) {
    guard parts.isFolder else { return (name(parts.path), row) }
    let place = parts.place(ofRow: row)
    return ("\(name(parts.path))/\(name(place.file))", place.row)
  }

  /// The last part of a path.
  static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

/// A table of a hook that cannot be read, and why.
package struct HookTableError: Error, Sendable, Equatable {
  package let stage: String
  package let file: String
  package let cause: ColumnarError
}

/// Keeps account of the images that a hook's rows name.
struct HookRows {
  let stage: String
  var file: String
  /// The table that rows are counted in; nil for a file that is `file`.
  var parts: TableParts?
  private let asked: [String]
  /// Where each image is among those asked; made for the first row that is not in the order asked, which most hooks keep.
  private lazy var positions: [ExactText: Int] = Dictionary(
    asked.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
  private var seen: [Bool]

  init(stage: String, file: String, asked: [String]) {
    self.stage = stage
    self.file = file
    self.asked = asked
    seen = Array(repeating: false, count: asked.count)
  }

  /// The position of a row's image among those asked.
  ///
  /// - Throws: `DataError.hookRow` if it was not asked for, or came before.
  mutating func take(_ image: String, row: Int) throws -> Int {
    let inOrder = row < asked.count && asked[row].equalsByBytes(image)
    guard let position = inOrder ? row : positions[image.exact] else { throw error(row, image, .unknownImage) }
    guard !seen[position] else { throw error(row, image, .repeatedImage) }
    seen[position] = true
    return position
  }

  /// - Throws: `DataError.hookMissesImages` if an image that was asked for did not come.
  func finish() throws {
    guard let first = seen.firstIndex(of: false) else { return }
    throw DataError.hookMissesImages(
      stage: stage, file: file, missing: seen.count { !$0 }, asked: asked.count, first: asked[first])
  }

  /// An error about a row.
  func error(_ row: Int, _ image: String, _ problem: DataError.HookRow) -> DataError {
    let place = parts.map { HookTable.place($0, row: row) } ?? (file, row)
    return .hookRow(stage: stage, file: place.0, row: place.1, image: image, problem)
  }
}
