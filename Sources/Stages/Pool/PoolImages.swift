import Engine
import Labelling
import Storage
import Texts

/// The images of a pool as its stage would list them: what a command that runs no stage joins files to.
package struct PoolImages: Sendable {
  /// The images that can be read, in the order of their ids.
  package let ids: ImageIDs
  /// How many files cannot be read.
  package let unreadable: Int
  /// The group of each image.
  package let groups: [String?]
  /// How the metadata fit; nil without a file.
  package let metadata: FileJoin?
  /// Whether groups are declared, for whatever image.
  package let hasGroups: Bool
  /// Which images have no row in the metadata, by their place.
  package let withoutMetadata: Set<Int>
  private let unreadableIDs: Set<ExactText>

  /// Lists the images, hashing those that are not known unchanged.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - threads: How many images are read at once.
  ///   - directory: Where the cache of hashes is.
  /// - Throws: `DataError`, `StorageError`.
  package init(_ setup: StageSetup, threads: Int, directory: DataDirectory) throws {
    let pool = try ImageListing(setup, threads: threads).pool(directory)
    ids = ImageIDs(pool.readable.map(\.id))
    let broken = Set(pool.broken.map(\.id.exact))
    let erased = try Erasures(root: directory.root).images
    let metadata = try PoolMetadata(setup, images: ids) { missing in
      Set(missing.filter { broken.contains($0.exact) || erased.contains(Array($0.utf8)) }.map(\.exact))
    }
    unreadable = broken.count
    unreadableIDs = broken
    groups = metadata.groups
    hasGroups = metadata.hasGroups
    withoutMetadata = metadata.withoutRow
    self.metadata = metadata.join
  }

  /// Those of some ids whose files cannot be read.
  package func unreadable(_ ids: [String]) -> Set<ExactText> { unreadableIDs.intersection(ids.map(\.exact)) }
}
