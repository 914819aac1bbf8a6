import Columnar
import Engine
import Labelling
import Storage
import Texts

/// The monitoring holdout as it is known now, and what the models of several iterations say of its images.
package struct HoldoutRounds {
  /// An image of the holdout.
  package struct Image: Sendable {
    /// Its id.
    package let id: String
    /// Its known class.
    package let label: Int
    /// Its group, or its id where it has none.
    package let group: String
  }

  /// The images of the holdout that have a known class, in the order of their ids.
  package let images: [Image]
  private let setup: StageSetup
  private let scope: IterationScope

  /// Reads the holdout of an iteration.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(_ setup: StageSetup, _ scope: IterationScope) throws {
    self.setup = setup
    self.scope = scope
    let known = try PoolTable.known("monitoring", path: scope.path(Catalogue.Pool.knownLabels))
      .compactMap { item in setup.classIndex(item.label).map { (id: item.image, label: $0) } }
      .sortedByBytes(of: \.id)
    let reader = try TableReader(path: scope.path(Catalogue.Pool.images))
    let found = try zip(known, reader.rowNumbers(ofKeys: StringArray(known.map(\.id)), column: "image_id"))
      .compactMap { image, row in row.map { (image: image, row: $0) } }
    let groups = try reader.read(rows: found.map(\.row), as: Tables.pool.selecting(["group"]))
      .optionalStrings("group")
    images = zip(found, groups).map { Image(id: $0.image.id, label: $0.image.label, group: $1 ?? $0.image.id) }
  }

  /// Whether the predictions of an iteration are still there.
  package func hasPredictions(_ iteration: Int) -> Bool {
    iteration == scope.iteration || Self.artifacts.allSatisfy { Files.exists(scope.path($0, iteration: iteration)) }
  }

  /// What is looked at of an earlier iteration.
  static let artifacts = [Catalogue.Train.predictions, Catalogue.Pool.images]

  /// What of earlier iterations a report with a plateau to look for depends on, as far as it is there.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).flatMap { iteration in
      artifacts.compactMap { artifact in
        Files.exists(scope.path(artifact, iteration: iteration))
          ? scope.earlierInput(artifact, iteration: iteration) : nil
      }
    }
  }

  /// The class that the model of an iteration gives to each image of the holdout.
  ///
  /// It is nil for an image that the model was not asked about, and for one whose picture was another then.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func predicted(_ iteration: Int) throws -> [Int?] {
    let ids = StringArray(images.map(\.id))
    let classes = setup.spec.classes.count
    let reader = try TableReader(path: scope.path(Catalogue.Train.predictions, iteration: iteration))
    let rows = try reader.rowNumbers(ofKeys: ids, column: "image_id")
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
      return (0..<classes).reduce(0) { values[offsets[place] + $1] > values[offsets[place] + $0] ? $1 : $0 }
    }
  }

  private func isSamePicture(_ iteration: Int) throws -> [Bool] {
    guard iteration != scope.iteration else { return images.map { _ in true } }
    let (now, then) = (try digests(scope.iteration), try digests(iteration))
    return images.indices.map { then[$0] != nil && then[$0] == now[$0] }
  }

  /// The SHA-256 of the images in the pool of an iteration, which a build before may have written.
  private func digests(_ iteration: Int) throws -> [Digest?] {
    let reader = try TableReader(path: scope.path(Catalogue.Pool.images, iteration: iteration))
    let rows = try reader.rowNumbers(ofKeys: StringArray(images.map(\.id)), column: "image_id")
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
