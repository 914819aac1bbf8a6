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
  /// Where parts are written.
  private let folder: String
  /// Where parts are read: an earlier build may have kept vectors of the same embedder under another key.
  private let folders: [String]
  /// Where the fitted state is, or is to be.
  private let stateFolder: String

  /// The store of an embedder.
  ///
  /// - Parameters:
  ///   - directory: The data directory.
  ///   - key: The embedder's key.
  ///   - earlier: The key that an earlier build had for it; nil if its vectors are not to be used.
  init(directory: DataDirectory, key: String, earlier: String? = nil) {
    self.directory = directory
    folder = "embeddings/\(key)"
    // What was fitted then goes on; where nothing was, there is nothing to go on with.
    var before: String?
    if let earlier, Files.isDirectory(directory.path("embeddings/\(earlier)/state")) {
      before = "embeddings/\(earlier)"
    }
    folders = [before, folder].compactMap(\.self)
    stateFolder = "\(before ?? folder)/state"
  }

  /// The folder that the embedder's fitting wrote.
  var statePath: String { directory.path(stateFolder) }

  /// Whether the embedder has been fitted.
  var isFitted: Bool { Files.isDirectory(statePath) }

  /// The files of the fitted state, below the data directory.
  func stateFiles() throws -> [String] {
    try Files.walk(statePath).map { "\(stateFolder)/\($0)" }
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
  /// - Returns: The location of each image file's vector, and the image files that have one of another embedder.
  /// - Throws: `ColumnarError`, `StorageError`.
  func index(_ path: String, unless none: Bool) throws -> (own: [Digest: Location], others: Set<Digest>) {
    guard !none, Files.exists(path) else { return ([:], []) }
    let table = try TableIO.read(path, schema: Tables.embeddingIndex)
    let digests = try table.digests("sha256")
    let parts = try table.strings("part")
    let rows = try table.int32s("row")
    var result: [Digest: Location] = [:]
    var others: Set<Digest> = []
    for row in 0..<table.rowCount {
      if folders.contains(where: { parts[row].hasPrefix("\($0)/") }) {
        result[digests[row]] = Location(part: parts[row], row: rows[row])
      } else {
        others.insert(digests[row])
      }
    }
    return (result, others)
  }

  /// Where parts that are there, whoever wrote them, hold the vectors of `wanted`.
  ///
  /// - Returns: The locations, and the parts that cannot be read, whose vectors are to be made anew.
  /// - Throws: `StorageError` for what says more of the machine than of a part.
  func locate(_ wanted: Set<Digest>) throws -> (found: [Digest: Location], damaged: [String]) {
    var result: [Digest: Location] = [:]
    var damaged: [String] = []
    guard !wanted.isEmpty else { return (result, damaged) }
    for folder in folders where Files.isDirectory(directory.path("\(folder)/parts")) {
      for name in try Files.list(directory.path("\(folder)/parts")) where name.hasSuffix(".parquet") {
        let part = "\(folder)/parts/\(name)"
        do {
          let table = try TableReader(path: directory.path(part)).read(columns: ["sha256"], as: Tables.embeddings)
          for (row, digest) in try table.digests("sha256").enumerated() where wanted.contains(digest) {
            result[digest] = Location(part: part, row: Int32(row))
          }
        } catch is ColumnarError {
          damaged.append(part)
        }
      }
    }
    return (result, damaged)
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
