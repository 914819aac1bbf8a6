import Labelling
import Rehearsal
import Stages
import Storage

/// Draws the holdouts and the calibration set of a spec and writes the files that the spec names.
package struct SplitFiles {
  /// What came of it.
  package enum Line: Sendable, Equatable {
    case written(path: String, images: Int, groups: Int)
    /// The file was there and was left alone.
    case kept(path: String)
    /// A set has fewer images of a class than were asked for.
    case short(set: String, label: String, found: Int, wanted: Int)
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
  /// - Returns: What was written, kept, and fell short.
  /// - Throws: `DataError`, `SplitError`, `StorageError`.
  package func write(
    labels: String, purpose: String = "--labels", options: SplitOptions, replace: Bool
  ) throws -> [Line] {
    let setup = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory)
    let rows = try LabelFile.read(labels, classes: setup.spec.classes, purpose: purpose)
    let groups = try groups(setup)
    var options = options
    options.randomSeed = setup.spec.randomSeed
    let split = try Split.draw(
      rows.map { GroupedLabel(image: $0.image, label: $0.label, group: groups[ExactText($0.image)]) },
      classes: setup.spec.classes, options: options)
    var lines: [Line] = []
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
      let sorted = rows.sorted { ExactText($0.image) < ExactText($1.image) }
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

  private func groups(_ setup: StageSetup) throws -> [ExactText: String] {
    guard let metadata = setup.spec.pool.metadata else { return [:] }
    let file = try CSVFile(path: "\(setup.root)/\(metadata)")
    let image = try file.column("image")
    guard let group = file.header.firstIndex(of: "group") else { return [:] }
    return Dictionary(
      file.rows.filter { !$0.fields[group].isEmpty }.map { (ExactText($0.fields[image]), $0.fields[group]) },
      uniquingKeysWith: { first, _ in first })
  }
}
