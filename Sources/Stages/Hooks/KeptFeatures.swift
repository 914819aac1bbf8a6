import Columnar
import Storage

/// The features of the pictures that an embedder was fitted on, kept until they are embedded: they need not be computed
/// twice.
///
/// They lie in the folder for checkpoints, under the hash of the encoder that they come from; whatever is wrong with the
/// file, the features are then computed anew.
struct KeptFeatures: Sendable {
  /// More numbers than this are not kept: 128 MiB.
  private static let most = 1 << 25

  private let rows: [Digest: Int]
  private let values: [Float]
  private let length: Int

  /// Keeps features, one row of `length` for each digest.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func keep(
    _ features: [(digest: Digest, values: [Float])], of encoder: [UInt8], length: Int, in folder: String
  ) throws {
    guard features.count * length <= most else { return }
    var seen: Set<Digest> = []
    let rows = features.filter { seen.insert($0.digest).inserted }.sorted { $0.digest < $1.digest }
    _ = try TableIO.write(
      Table(
        schema: Tables.embeddings,
        columns: [.digests(rows.map(\.digest)), .floatLists(values: rows.flatMap(\.values), each: length)]),
      to: path(of: encoder, in: folder))
  }

  /// Reads what was kept of an encoder; nothing if there is no folder or no such file.
  init(of encoder: [UInt8], length: Int, in folder: String?) {
    self.length = length
    guard let folder, let table = try? TableIO.read(Self.path(of: encoder, in: folder), schema: Tables.embeddings),
      let digests = try? table.digests("sha256"), let (values, offsets) = try? table.floatLists("embedding"),
      offsets.indices.allSatisfy({ offsets[$0] == $0 * length })
    else {
      rows = [:]
      values = []
      return
    }
    rows = Dictionary(digests.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    self.values = values
  }

  /// The features of a picture, if they were kept.
  subscript(digest: Digest) -> [Float]? {
    rows[digest].map { Array(values[$0 * length..<($0 + 1) * length]) }
  }

  private static func path(of encoder: [UInt8], in folder: String) -> String {
    "\(folder)/features-\(Digest(of: encoder).hex.prefix(32)).parquet"
  }
}
