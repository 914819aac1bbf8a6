import Columnar
import Storage

/// The vectors of one embedder, shared by all iterations: `embeddings/<key>/state/` and `embeddings/<key>/parts/`.
///
/// A part is immutable and is called by its content digest, so a killed run leaves only parts that the next one can use.
struct EmbeddingStore {
  /// Where a vector is.
  struct Location: Equatable {
    /// The part's path below the data directory.
    let part: String
    /// The row in it.
    let row: Int32
  }

  /// An image file's vector.
  struct Vector {
    let digest: Digest
    let values: [Float]
  }

  /// Rows of a full part.
  static let partRows = 65_536

  private let directory: DataDirectory
  private let key: String

  init(directory: DataDirectory, key: String) {
    self.directory = directory
    self.key = key
  }

  private var folder: String { "embeddings/\(key)" }

  /// The folder that the embedder's fitting wrote.
  var statePath: String { directory.path("\(folder)/state") }

  /// Whether the embedder has been fitted.
  var isFitted: Bool { Files.isDirectory(statePath) }

  /// The files of the fitted state, below the data directory.
  func stateFiles() throws -> [String] {
    try Files.walk(statePath).map { "\(folder)/state/\($0)" }
  }

  /// Keeps what the embedder's fitting wrote into `staged`.
  func publishState(_ staged: String) throws {
    try Files.createDirectory(directory.path(folder))
    try Files.publish(staged, as: statePath)
  }

  /// Where an index says that vectors are.
  ///
  /// - Parameters:
  ///   - path: An index table; the part names in it must belong to this embedder, others are left out.
  ///   - none: If true there is none, and nothing is known.
  /// - Returns: The location of each image file's vector.
  /// - Throws: `ColumnarError`, `StorageError`.
  func index(_ path: String, unless none: Bool) throws -> [Digest: Location] {
    guard !none, Files.exists(path) else { return [:] }
    let table = try TableIO.read(path, schema: Tables.embeddingIndex)
    let digests = try table.digests("sha256")
    let parts = try table.strings("part")
    let rows = try table.int32s("row")
    var result: [Digest: Location] = [:]
    for row in 0..<table.rowCount where parts[row].hasPrefix("\(folder)/") {
      result[digests[row]] = Location(part: parts[row], row: rows[row])
    }
    return result
  }

  /// Where parts that are there, whoever wrote them, hold the vectors of `wanted`.
  func locate(_ wanted: Set<Digest>) throws -> [Digest: Location] {
    let parts = directory.path("\(folder)/parts")
    guard Files.isDirectory(parts) else { return [:] }
    var result: [Digest: Location] = [:]
    for name in try Files.list(parts) where name.hasSuffix(".parquet") {
      guard let reader = try? TableReader(path: "\(parts)/\(name)"),
        let table = try? reader.read(columns: ["sha256"], as: Tables.embeddings)
      else { continue }
      for (row, digest) in try table.digests("sha256").enumerated() where wanted.contains(digest) {
        result[digest] = Location(part: "\(folder)/parts/\(name)", row: Int32(row))
      }
    }
    return result
  }

  /// The vectors at some locations.
  func vectors(_ wanted: [(Digest, Location)]) throws -> [Vector] {
    let reader = EmbeddingReader(directory)
    let (values, dimensions) = try reader.gather(wanted.map(\.1))
    return wanted.enumerated().map { index, item in
      Vector(digest: item.0, values: Array(values[index * dimensions..<(index + 1) * dimensions]))
    }
  }

  /// Writes a part.
  ///
  /// - Parameters:
  ///   - vectors: In hash order.
  ///   - staging: Where it is written before it is moved into place.
  /// - Returns: What was written, and its path below the data directory.
  /// - Throws: `ColumnarError`, `StorageError`.
  func write(_ vectors: [Vector], staging: String) throws -> (table: TableFile, path: String) {
    var offsets = [0]
    offsets.reserveCapacity(vectors.count + 1)
    var values: [Float] = []
    values.reserveCapacity(vectors.count * (vectors.first?.values.count ?? 0))
    for vector in vectors {
      values += vector.values
      offsets.append(values.count)
    }
    let table = try Table(
      schema: Tables.embeddings,
      columns: [.digests(vectors.map(\.digest)), .floatLists(values: values, offsets: offsets)])
    let file = try TableIO.write(table, to: staging)
    let path = "\(folder)/parts/\(file.contentDigest.hex.prefix(16)).parquet"
    try Files.createDirectory(directory.path("\(folder)/parts"))
    try Files.publish(staging, as: directory.path(path))
    return (file, path)
  }
}
