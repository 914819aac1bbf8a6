import Columnar
import Engine
import Labelling
import Spec
import Stages
import Storage
import Texts

/// The pictures of a batch that is out, under names that say nothing of them: `pictures/000/t12….png` in the data directory.
///
/// They are copies, so that nothing of a file but its bytes can tell one image from another, and nobody who can write there
/// changes the pool. They belong to no stage: lost, they are made again.
package struct ServedPictures {
  /// What came of it.
  package struct Outcome: Sendable, Equatable {
    /// How many pictures lie there now.
    package var placed = 0
    /// Images whose file is gone or has other bytes than when they were picked.
    package var missing: [String] = []
  }

  /// A picture that is asked about.
  package struct Picture: Sendable {
    package let taskID: String
    package let imageID: String
    package let digest: Digest
  }

  /// The folder below the data directory.
  package static let folder = StoreName.pictures

  private let project: Project
  private let directory: DataDirectory
  private let iteration: Int

  /// Prepares the pictures of an iteration.
  package init(_ project: Project, _ directory: DataDirectory, iteration: Int) {
    self.project = project
    self.directory = directory
    self.iteration = iteration
  }

  /// Where a picture lies.
  package func path(_ picture: Picture) -> String {
    "\(home)/\(TaskAddresses.opaqueName(taskID: picture.taskID, imageID: picture.imageID))"
  }

  private var home: String { directory.path("\(Self.folder)/\(DataDirectory.iterationName(iteration))") }

  /// The file of the image in the pool.
  package func source(_ picture: Picture) -> String { "\(root)/\(picture.imageID)" }

  private var root: String {
    StageSetup(spec: project.spec, baseDirectory: project.baseDirectory).root
  }

  /// What a round asks about; nothing if it was not exported.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func pictures(round: Int) throws -> [Picture] {
    let stage = "\(directory.iteration(iteration))/\(StageName.export(round))"
    let path = "\(stage)/\(Catalogue.Export.batch(round).file)"
    guard Files.exists(path) else { return [] }
    let batch = try TableIO.read(path, schema: Tables.batch.selecting(["task_id", "image_id"]))
    let reader = try TableReader(path: "\(stage)/\(Catalogue.Export.assignments(round).file)")
    let stored = Tables.assignments.stored(in: reader)
    guard stored.index(of: "sha256") != nil else { return [] }
    let asked = try reader.read(as: stored.selecting(["task_id", "sha256"]))
    let digests = Dictionary(
      zip(try asked.strings("task_id").strings.map(\.exact), try asked.digests("sha256")),
      uniquingKeysWith: { first, _ in first })
    let images = try batch.strings("image_id")
    return try batch.strings("task_id").strings.enumerated().compactMap { row, task in
      digests[task.exact].map { Picture(taskID: task, imageID: images[row], digest: $0) }
    }
  }

  /// Puts the pictures of all rounds that are out where people's tools find them; those that lie there already are left, unless they
  /// have other bytes.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func place() throws -> Outcome {
    var outcome = Outcome()
    for round in 1...StageName.rounds {
      let stage = "\(directory.iteration(iteration))/\(StageName.export(round))"
      // Where people read names, nothing need be served.
      guard try isOpaque(stage) else { continue }
      for picture in try pictures(round: round) {
        let target = path(picture)
        // What lies there is looked at: an answer is about these bytes and no others.
        if Files.exists(target), try Files.digest(of: target).digest == picture.digest {
          outcome.placed += 1
          continue
        }
        let source = source(picture)
        guard Files.exists(source) else {
          outcome.missing.append(picture.imageID)
          continue
        }
        let bytes = try Files.read(source)
        guard Digest(of: bytes) == picture.digest else {
          outcome.missing.append(picture.imageID)
          continue
        }
        try Files.createDirectory(home)
        try Files.writeAtomically(bytes, to: target)
        outcome.placed += 1
      }
    }
    return outcome
  }

  /// Whether the spec that a batch was made from asks for names that say nothing.
  private func isOpaque(_ stage: String) throws -> Bool {
    let path = Iteration(directory, iteration).specPath
    guard Files.isDirectory(stage), Files.exists(path) else { return false }
    return try SpecReader.read(Files.read(path, limit: 2 << 20), file: path).spec.stages.export.addresses == .opaque
  }
}
