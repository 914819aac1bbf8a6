import Columnar
import Engine
import Storage

/// What the models of several iterations say of some images: only the rows of these are read.
struct ModelRounds {
  /// The images, ascending by the bytes of their ids.
  let ids: [String]
  private let setup: StageSetup
  private let scope: IterationScope

  /// Takes images; `ids` must ascend by bytes.
  init(_ ids: [String], _ setup: StageSetup, _ scope: IterationScope) {
    self.ids = ids
    self.setup = setup
    self.scope = scope
  }

  /// Whether the predictions of an iteration are still there.
  func hasPredictions(_ iteration: Int) -> Bool {
    iteration == scope.iteration || Self.artifacts.allSatisfy { Files.exists(scope.path($0, iteration: iteration)) }
  }

  /// What is looked at of an earlier iteration.
  private static let artifacts = [Catalogue.Train.predictions, Catalogue.Pool.images]

  /// What of earlier iterations a report depends on that compares models, as far as it is there.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).flatMap { iteration in
      artifacts.compactMap { artifact in
        Files.exists(scope.path(artifact, iteration: iteration))
          ? scope.earlierInput(artifact, iteration: iteration) : nil
      }
    }
  }

  /// The probabilities that the model of an iteration gives to each image, tempered where the hook gave those.
  ///
  /// They are nil for an image that the model was not asked about, and for one whose picture was another then.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func probabilities(_ iteration: Int) throws -> [[Float]?] {
    let classes = setup.spec.classes.count
    let reader = try TableReader(path: scope.path(Catalogue.Train.predictions, iteration: iteration))
    let rows = try reader.rowNumbers(ofKeys: StringArray(ids), column: "image_id")
    let schema = try Tables.predictions.stored(in: reader).selecting(["probabilities", "tempered"])
    let table = try reader.read(rows: rows.compactMap(\.self), as: schema)
    let tempered = try table.column("tempered").validity == nil
    let (values, offsets) = try table.floatLists(tempered ? "tempered" : "probabilities")
    let same = try isSamePicture(iteration)
    var place = 0
    return rows.indices.map { image in
      guard rows[image] != nil else { return nil }
      defer { place += 1 }
      guard same[image], offsets[place + 1] - offsets[place] == classes else { return nil }
      return Array(values[offsets[place]..<offsets[place + 1]])
    }
  }

  /// The class that the model of an iteration gives to each image, the first of equally probable ones; nil as above.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func predicted(_ iteration: Int) throws -> [Int?] {
    try probabilities(iteration).map { $0.flatMap(Self.highest) }
  }

  /// The first of the most probable classes.
  static func highest(_ row: [Float]) -> Int? {
    row.indices.isEmpty ? nil : row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
  }

  private func isSamePicture(_ iteration: Int) throws -> [Bool] {
    guard iteration != scope.iteration else { return ids.map { _ in true } }
    let (now, then) = (try digests(scope.iteration), try digests(iteration))
    return ids.indices.map { then[$0] != nil && then[$0] == now[$0] }
  }

  /// The SHA-256 of the images in the pool of an iteration, which a build before may have written.
  private func digests(_ iteration: Int) throws -> [Digest?] {
    let reader = try TableReader(path: scope.path(Catalogue.Pool.images, iteration: iteration))
    let rows = try reader.rowNumbers(ofKeys: StringArray(ids), column: "image_id")
    let schema = try Tables.pool.stored(in: reader).selecting(["sha256"])
    let found = try reader.read(rows: rows.compactMap(\.self), as: schema).digests("sha256")
    var place = 0
    return rows.map { row in
      guard row != nil else { return nil }
      defer { place += 1 }
      return found[place]
    }
  }
}
