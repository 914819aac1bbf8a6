import Labelling
import Rehearsal
import Stages
import Storage
import Texts

/// Draws the holdouts and the calibration set of a spec and writes the files that the spec names.
///
/// Known labels are split whose images the pool has; of the others their number is reported.
package struct SplitFiles {
  /// What came of it.
  package enum Line: Sendable, Equatable {
    case written(path: String, images: Int, groups: Int)
    /// The file was there and was left alone.
    case kept(path: String)
    /// A set has fewer images of a class than were asked for.
    case short(set: String, label: String, found: Int, wanted: Int)
    /// How a file fits the images of the pool.
    case joined(FileJoin)
    /// Labelled images that the metadata does not speak of, though it declares groups.
    case ungrouped(images: Int, of: Int, metadata: String)
  }

  private let project: Project

  /// Prepares the split of a project's known labels.
  package init(_ project: Project) { self.project = project }

  /// Draws and writes.
  ///
  /// - Parameters:
  ///   - labels: A file `image,label`.
  ///   - purpose: The option of the command line that names it.
  ///   - options: Shares of the groups and minimums; the spec's random seed is put in.
  ///   - replace: Whether files that are there are drawn anew; labels of a holdout are not lightly changed.
  ///   - known: The images of the pool, where they are known already.
  /// - Returns: What was written, kept, and fell short.
  /// - Throws: `DataError`, `SplitError`, `StorageError`.
  package func write(
    labels: String, purpose: String = "--labels", options: SplitOptions, replace: Bool, pool known: PoolImages? = nil
  ) throws -> [Line] {
    let setup = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory, rehash: project.rehash)
    let rows = try LabelFile.read(labels, classes: setup.spec.classes, purpose: purpose)
    let pool = try known ?? PoolImages(setup, threads: project.threads, directory: project.directory())
    let joined = FileJoin.join(rows, purpose: purpose, file: labels, images: pool.ids) { pool.unreadable($0) }
    try joined.join.check(pool.ids)
    let places = zip(rows, joined.positions).compactMap { row, place in place.map { (row: row, place: $0) } }
    var lines = [Line.joined(joined.join)] + [pool.metadata.map(Line.joined)].compactMap(\.self)
    try lines.append(contentsOf: groups(of: places.map(\.place), pool))
    var options = options
    options.randomSeed = setup.spec.randomSeed
    let split = try Split.draw(
      places.map { GroupedLabel(image: $0.row.image, label: $0.row.label, group: pool.groups[$0.place]) },
      classes: setup.spec.classes, options: options)
    let sets: [(String?, [GroupedLabel])] = [
      (setup.spec.holdout.monitoring, split.monitoring), (setup.spec.holdout.acceptance, split.acceptance),
      (setup.spec.calibration?.labels, split.calibration),
    ]
    for case (let written?, let rows) in sets {
      let path = setup.path(written)
      guard replace || !Files.exists(path) else {
        lines.append(.kept(path: path))
        continue
      }
      try Files.createDirectory(Files.parent(of: path))
      let sorted = rows.sortedByBytes(of: \.image)
      let text = CSVTable.encode(header: ["image", "label"], rows: sorted.map { [$0.image, $0.label] })
      try Files.writeAtomically(text, to: path)
      let count = Set(rows.map { ExactText($0.group ?? $0.image) }).count
      lines.append(.written(path: path, images: rows.count, groups: count))
    }
    return lines
      + split.shortfalls.map {
        .short(set: $0.set.rawValue, label: $0.label, found: $0.reached, wanted: $0.wanted)
      }
  }

  /// Refuses to draw image by image where groups are declared and most of the labelled images are not spoken of: pictures
  /// of one thing would be on both sides.
  private func groups(of places: [Int], _ pool: PoolImages) throws -> [Line] {
    guard pool.hasGroups, let metadata = pool.metadata else { return [] }
    let without = places.filter(pool.withoutMetadata.contains)
    guard let first = without.first else { return [] }
    guard 2 * without.count <= places.count else {
      throw DataError.groupsUnknown(
        metadata, labels: places.count, without: without.count, first: pool.ids.all[first])
    }
    return [.ungrouped(images: without.count, of: places.count, metadata: metadata.file)]
  }
}
