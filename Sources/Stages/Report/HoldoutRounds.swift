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
  private let models: ModelRounds

  /// Reads the holdout of an iteration.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(_ setup: StageSetup, _ scope: IterationScope) throws {
    let known = try PoolTable.known("monitoring", path: scope.path(Catalogue.Pool.knownLabels))
      .compactMap { item in setup.classIndex(item.label).map { (id: item.image, label: $0) } }
      .sortedByBytes(of: \.id)
    let reader = try TableReader(path: scope.path(Catalogue.Pool.images))
    let found = try zip(known, reader.rowNumbers(ofKeys: StringArray(known.map(\.id)), column: "image_id"))
      .compactMap { image, row in row.map { (image: image, row: $0) } }
    let groups = try reader.read(rows: found.map(\.row), as: Tables.pool.selecting(["group"]))
      .optionalStrings("group")
    images = zip(found, groups).map { Image(id: $0.image.id, label: $0.image.label, group: $1 ?? $0.image.id) }
    models = ModelRounds(images.map(\.id), setup, scope)
  }

  /// Whether the predictions of an iteration are still there.
  package func hasPredictions(_ iteration: Int) -> Bool { models.hasPredictions(iteration) }

  /// The class that the model of an iteration gives to each image of the holdout.
  ///
  /// It is nil for an image that the model was not asked about, and for one whose picture was another then.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func predicted(_ iteration: Int) throws -> [Int?] { try models.predicted(iteration) }
}
