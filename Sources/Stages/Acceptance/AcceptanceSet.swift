import Engine
import Labelling
import Storage
import Texts

/// The acceptance set as the pool of a sealed iteration took it in: the images that its model can be asked about, with their labels.
package struct AcceptanceSet: Sendable {
  /// An image of the set.
  struct Image {
    let id: String
    /// The index of its class.
    let label: Int
    /// Its group, or its id where it has none.
    let group: String
  }

  /// What is on record of the file of labels.
  package static let input = "input holdout.acceptance"

  /// The images that have a vector, in the order of their ids.
  let images: [Image]
  /// How many there are, and what became of the others.
  package let counts: AcceptanceOpening.Counts
  /// SHA-256 of the file of labels.
  package let labelsSHA256: String

  /// Reads the set.
  ///
  /// - Parameters:
  ///   - setup: The iteration's spec.
  ///   - scope: The sealed iteration.
  ///   - files: Where the file of labels may lie; the first that has the recorded bytes is read.
  /// - Throws: `AcceptanceError` if there is no such file, or none has these bytes; `DataError`, `ColumnarError`, `StorageError`.
  package init(_ setup: StageSetup, _ scope: IterationScope, files: [String]) throws {
    let recorded = scope.manifest.record(StageName.pool)?.components.first { $0.name == Self.input }?.value ?? ""
    let path = try Self.path(files, recorded: recorded, iteration: scope.iteration)
    let rows = try LabelFile.read(path, classes: setup.spec.classes, purpose: "holdout.acceptance")
    let labels = Dictionary(rows.map { ($0.image.exact, $0.label) }, uniquingKeysWith: { first, _ in first })
    let pool = try PoolTable(path: scope.path(Catalogue.Pool.images))
    let index = try scope.table(Catalogue.Embed.index).strings("image_id")
    let embedded = SortedIDs(ascending: index)
    let erasures = try Erasures(root: scope.directory.root)
    let (erasedNames, erasedBytes) = (erasures.images, erasures.digests)
    var images: [Image] = []
    var (broken, erased, withoutLabel) = (0, 0, 0)
    for row in pool.acceptance {
      let id = pool.ids[row]
      guard let label = labels[id.exact].flatMap(setup.classIndex) else {
        withoutLabel += 1
        continue
      }
      if erasedNames.contains(Array(id.utf8)) || erasedBytes.contains(pool.digests[row].hex) {
        erased += 1
      } else if embedded.place(of: id) == nil {
        broken += 1
      } else {
        images.append(Image(id: id, label: label, group: pool.groups[row] ?? id))
      }
    }
    let lost = try Self.lost(scope)
    self.images = images
    labelsSHA256 = recorded
    counts = AcceptanceOpening.Counts(
      rows: rows.count, images: images.count, groups: Set(images.map(\.group.exact)).count,
      broken: broken + lost.unreadable, absent: erased + lost.absent, withoutLabel: withoutLabel)
    guard !images.isEmpty else {
      throw AcceptanceError.nothingToMeasure(iteration: scope.iteration, broken: counts.broken, absent: counts.absent)
    }
  }

  /// The file that has the bytes which the pool took in: an edited one must never be measured in its stead.
  private static func path(_ files: [String], recorded: String, iteration: Int) throws -> String {
    var edited: (path: String, digest: String)?
    for file in files where Files.exists(file) {
      let digest = try Files.digest(of: file).digest.hex
      if digest == recorded { return file }
      edited = edited ?? (file, digest)
    }
    if let edited {
      throw AcceptanceError.labelsChanged(
        path: edited.path, iteration: iteration, expected: recorded, found: edited.digest)
    }
    throw AcceptanceError.labelsMissing(path: files.first ?? "", iteration: iteration, expected: recorded)
  }

  /// Images of the set that the pool did not have.
  private static func lost(_ scope: IterationScope) throws -> (unreadable: Int, absent: Int) {
    guard scope.manifest.output(Catalogue.Pool.vanished) != nil else { return (0, 0) }
    let table = try scope.table(Catalogue.Pool.vanished)
    let sets = try table.strings("set").strings
    let reasons = try table.strings("reason").strings
    let own = sets.indices.filter { sets[$0] == PoolRole.acceptance.rawValue }.map { reasons[$0] }
    let unreadable = own.count { $0 == AbsentImages.Reason.unreadable.rawValue }
    return (unreadable, own.count - unreadable)
  }
}
