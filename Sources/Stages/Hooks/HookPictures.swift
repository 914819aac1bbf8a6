import Columnar
import Draws
import Storage

/// The pictures of a request.
struct HookPictures: Sendable {
  let ids: [String]
  let digests: [Digest]
  /// The file of each; nil where there is none here.
  let paths: [String?]

  /// Reads the table `image_id, sha256, path`.
  ///
  /// - Throws: `HookRequestError.missing` if there is none; `ColumnarError`, `StorageError`.
  init(_ path: String?) throws {
    guard let path else { throw HookRequestError.missing(field: "inputs.images") }
    let table = try TableIO.read(path, schema: Tables.hookImages)
    ids = try table.strings("image_id").strings
    digests = try table.digests("sha256")
    paths = try table.optionalStrings("path")
  }

  /// Up to `count` rows, by draw and in the order of the draw.
  func sample(_ count: Int, draw: Draw) -> [Int] {
    let keys = ids.map { draw.key($0) }
    return Array(ids.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.prefix(count))
  }
}
