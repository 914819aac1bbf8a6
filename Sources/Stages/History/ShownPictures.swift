import Columnar
import Engine
import Labelling
import Storage
import Texts

/// Which bytes an iteration showed to people: the SHA-256 behind each task, and behind each image's name.
///
/// The table of assignments has it. Of iterations that were exported before it did, their own pool has it.
package struct ShownPictures: Sendable {
  private var byTask: [ExactText: Digest] = [:]
  private var byName: [ExactText: Digest] = [:]
  /// What each picture is called, in the batch that is out before those that were chosen again.
  private(set) var names: [Digest: String] = [:]

  /// Reads what an iteration has handed out, batches that were chosen again among it.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(_ directory: DataDirectory, _ manifest: Manifest) throws {
    let scope = IterationScope(directory: directory, iteration: manifest.iteration, earlier: [], manifest: manifest)
    let superseded = (manifest.superseded ?? []).indices.map { "\(Supersession.folder($0 + 1))/" }
    for folder in [""] + superseded {
      for round in 1...StageName.rounds { try read(scope, folder: folder, round: round) }
    }
  }

  /// The bytes that a task showed, or else those that the iteration had under the image's name.
  func digest(task: String, image: String) -> Digest? { byTask[task.exact] ?? byName[image.exact] }

  /// The bytes that were shown under an image's name.
  package func digest(image: String) -> Digest? { byName[image.exact] }

  private mutating func read(_ scope: IterationScope, folder: String, round: Int) throws {
    let stage = folder + StageName.export(round)
    let path = scope.path(Artifact(stage, Catalogue.Export.batch(round).file))
    guard Files.exists(path) else { return }
    let batch = try TableIO.read(path, schema: Tables.batch.selecting(["task_id", "image_id"]))
    let tasks = try batch.strings("task_id").strings
    let images = try batch.strings("image_id").strings
    let reader = try TableReader(path: scope.path(Artifact(stage, Catalogue.Export.assignments(round).file)))
    var shown: [ExactText: Digest] = [:]
    let stored = Tables.assignments.stored(in: reader)
    if stored.index(of: "sha256") != nil {
      let asked = try reader.read(as: stored.selecting(["task_id", "sha256"]))
      let digests = try asked.digests("sha256")
      for (row, task) in try asked.strings("task_id").strings.enumerated() { shown[task.exact] = digests[row] }
    } else {
      let own = scope.path(Artifact("\(folder)pool", Catalogue.Pool.images.file))
      let known = try PoolTable.digests(of: images, path: Files.exists(own) ? own : scope.path(Catalogue.Pool.images))
      for (task, image) in zip(tasks, images) { shown[task.exact] = known[image.exact] }
    }
    for (task, image) in zip(tasks, images) {
      guard let digest = shown[task.exact] else { continue }
      if byTask[task.exact] == nil { byTask[task.exact] = digest }
      if byName[image.exact] == nil { byName[image.exact] = digest }
      if names[digest] == nil { names[digest] = image }
    }
  }
}

/// What each iteration showed, read when it is asked for.
struct ShownPicturesByIteration {
  private let directory: DataDirectory
  private let manifests: [Manifest]
  private var known: [Int: ShownPictures] = [:]

  /// Prepares for an iteration and those before it.
  init(_ scope: IterationScope) { self.init(scope.directory, scope.earlier + [scope.manifest]) }

  /// Prepares for iterations, the first first.
  init(_ directory: DataDirectory, _ manifests: [Manifest]) {
    self.directory = directory
    self.manifests = manifests
  }

  /// What an iteration showed; nil if there is none of that number.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  mutating func shown(_ iteration: Int) throws -> ShownPictures? {
    if let shown = known[iteration] { return shown }
    guard let manifest = manifests.first(where: { $0.iteration == iteration }) else { return nil }
    let shown = try ShownPictures(directory, manifest)
    known[iteration] = shown
    return shown
  }
}
