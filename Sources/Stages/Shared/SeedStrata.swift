import Columnar
import Engine
import Labelling
import Spec

extension SeedSpec {
  /// The stratum of an image: its group, its value of a metadata column, or nothing where the draw is random.
  ///
  /// - Parameters:
  ///   - group: Its group, if it has one.
  ///   - metadata: Its further columns as the pool's table has them.
  ///   - image: Its id.
  /// - Returns: The stratum's name; nil where it has no such column.
  package func stratum(group: String?, metadata: String?, image: String) -> String? {
    switch (method, by) {
    case (.random, _), (_, nil): ""
    case (_, "group"?): group ?? image
    case (_, let column?): PoolMetadata.value(metadata, column: column)
    }
  }

  /// The stratum of a row of the pool.
  ///
  /// - Throws: `DataError.metadataColumnMissing`.
  func stratum(of row: Int, in pool: PoolTable) throws -> String {
    guard let name = stratum(group: pool.groups[row], metadata: pool.metadata[row], image: pool.ids[row]) else {
      throw DataError.metadataColumnMissing(column: by ?? "", known: PoolMetadata.columns(pool.metadata))
    }
    return name
  }
}

/// The strata that a first batch was drawn from.
struct SeedStrata {
  /// How many images each has.
  let sizes: [Int]
  /// The stratum of each image of the batch, an index into `sizes`.
  let ofBatch: [Int]

  /// Reads what the seed stage recorded.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - scope: The first iteration.
  ///   - batch: The images of the batch.
  /// - Throws: `ColumnarError`, `StorageError`, `DataError.metadataColumnMissing`.
  init(_ setup: StageSetup, scope: IterationScope, batch: [String]) throws {
    let draw = try TableIO.read(scope.path(SeedStage.strata), schema: Tables.seedDraw)
    let names = try draw.strings("stratum").strings
    sizes = try draw.int64s("images").map(Int.init)
    let places = Dictionary(
      names.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let pool = try PoolTable(path: scope.path(PoolTable.artifact))
    let rows = Dictionary(
      pool.ids.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let seed = setup.spec.stages.seed
    ofBatch = try batch.map { image in
      guard let row = rows[image.exact] else { return -1 }
      return try places[seed.stratum(of: row, in: pool).exact] ?? -1
    }
  }
}
