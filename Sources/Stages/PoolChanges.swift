import Columnar
import Labelling
import Storage

/// How the images of the pool's folder differ from those that a pool table lists.
package struct PoolChanges: Sendable, Equatable {
  /// Images that the table lacks.
  package let added: Int
  /// Images of the table that are gone.
  package let removed: Int
  /// Images with other bytes.
  package let changed: Int

  /// Compares the folder with a table; reads only images that are not known unchanged.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - threads: How many images are hashed at once.
  ///   - directory: Where the cache of hashes is.
  ///   - pool: The path of the pool's table.
  /// - Throws: `DataError`, `ColumnarError`, `StorageError`.
  package init(_ setup: StageSetup, threads: Int, directory: DataDirectory, pool: String) throws {
    let reader = try TableReader(path: pool)
    let table = try reader.read(columns: ["image_id", "sha256"], as: reader.schema)
    let ids = try table.strings("image_id")
    let digests = try table.digests("sha256")
    var known: [ExactText: Digest] = [:]
    for row in 0..<table.rowCount { known[ExactText(ids[row])] = digests[row] }
    var added = 0
    var changed = 0
    for image in try ImageListing(setup, threads: threads).pool(directory).readable {
      switch known.removeValue(forKey: ExactText(image.id)) {
      case nil: added += 1
      case image.digest?: continue
      default: changed += 1
      }
    }
    self.added = added
    self.changed = changed
    removed = known.count
  }
}
