import Labelling
import Rehearsal
import Spec
import Stages

/// A file `image,label` of what images really show; only simulated people may read it.
struct TruthFile {
  private let path: String
  private let spec: PipelineSpec
  private let rows: [LabelFile.Row]

  /// Reads the file.
  ///
  /// - Throws: `DataError`, `LabellingError`, `StorageError`.
  init(_ path: String, spec: PipelineSpec) throws {
    self.path = path
    self.spec = spec
    rows = try LabelFile.read(path, classes: spec.classes, purpose: "--truth")
  }

  /// Checks that it says what each of some images shows.
  ///
  /// - Returns: The counts.
  /// - Throws: `DataError.nothingJoins`, or `rowsMissing` with the images that it does not speak of.
  @discardableResult
  func check(of images: ImageIDs) throws -> FileJoin {
    let joined = try FileJoin.join(rows, purpose: "--truth", file: path, images: images)
    try joined.join.check(images)
    guard joined.join.matched < images.all.count else { return joined.join }
    let known = Set(joined.positions.compactMap(\.self))
    throw DataError.rowsMissing(
      joined.join, images: images.all.indices.filter { !known.contains($0) }.map { images.all[$0] })
  }

  /// What simulated people look at.
  ///
  /// - Throws: `SimulationError`.
  func world() throws -> SimulatedWorld {
    try SimulatedWorld(
      truth: rows.map { KnownLabel(imageID: $0.image, label: $0.label) }, classes: spec.classes,
      negativeClass: spec.negativeClass, randomSeed: spec.randomSeed)
  }
}
