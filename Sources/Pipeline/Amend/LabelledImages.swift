import Columnar
import Engine
import Labelling
import Stages
import Storage
import Texts

/// Which labelled picture a person means by a name.
struct LabelledImages {
  private let pictures: [Picture: LabelledPicture]
  /// By name, the picture that was last labelled under it.
  private let byName: [ExactText: LabelledPicture]
  /// The pool of the latest iteration.
  private let pool: TableReader?

  /// Reads the labels of iterations.
  ///
  /// - Parameters:
  ///   - directory: The data directory.
  ///   - manifests: The iterations, the first first.
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ directory: DataDirectory, _ manifests: [Manifest]) throws {
    let all = LabelledPicture.all(try LabelDecisions(directory, manifests).decisions)
    pictures = Dictionary(all.map { ($0.picture, $0) }, uniquingKeysWith: { first, _ in first })
    var byName: [ExactText: (picture: LabelledPicture, iteration: Int)] = [:]
    for picture in all {
      let iteration = picture.decision?.iteration ?? 0
      for name in picture.names.map(ExactText.init) where (byName[name]?.iteration ?? -1) <= iteration {
        byName[name] = (picture, iteration)
      }
    }
    self.byName = byName.mapValues(\.picture)
    guard let last = manifests.last, let output = last.output(Catalogue.Pool.images) else {
      pool = nil
      return
    }
    pool = try TableReader(path: RecordedIteration.path(output, stage: StageName.pool, directory, last.iteration))
  }

  /// Every name that something was labelled under, by bytes.
  var names: [String] { byName.keys.sorted().map(\.text) }

  /// The picture that the latest pool has under a name, if that is labelled under whatever name, or else the one that was
  /// last labelled under it.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func picture(called image: String) throws -> LabelledPicture? {
    if let pool, let digest = try TraceRow.find(image, in: pool)?.digest("sha256"),
      let picture = pictures[.bytes(digest)]
    {
      return picture
    }
    return byName[ExactText(image)]
  }
}
