import Columnar
import Engine
import Stages
import Storage

/// How the pools of two iterations differ: which names have other bytes, and which bytes other names.
package struct PoolDifference: Sendable, Encodable {
  /// Images under new names, with new bytes.
  package let added: Int
  /// Images whose names are gone, and their bytes too.
  package let removed: Int
  /// Names that have other bytes.
  package let changed: [String]
  /// New names for bytes whose former name is gone or has other bytes.
  package let renamed: [PoolChanges.Pair]
  /// New names for bytes that keep their former name too.
  package let copied: [PoolChanges.Pair]

  /// Compares two iterations.
  ///
  /// - Returns: Nil if one of them has no pool, or both have the same images.
  /// - Throws: `ColumnarError`, `StorageError`.
  init?(_ old: RecordedIteration, _ new: RecordedIteration) throws {
    let artifact = Catalogue.Pool.images
    guard let before = old.manifest.output(artifact), let after = new.manifest.output(artifact),
      before.contentSHA256 != after.contentSHA256
    else { return nil }
    let changes = try PoolChanges(
      old: PoolRows(old.path(before, stage: artifact.stage)),
      new: PoolChanges.listed(new.path(after, stage: artifact.stage)))
    if changes.isEmpty { return nil }
    added = changes.added
    removed = changes.removed
    changed = changes.changed
    renamed = changes.renamed
    copied = changes.copied
  }
}
