import Columnar
import Engine
import Labelling
import Spec
import Texts

extension SeedSpec {
  /// The stratum of an image: its group, its value of a metadata column, or nothing where the draw is random.
  ///
  /// - Parameters:
  ///   - group: Its group, if it has one.
  ///   - metadata: Its further columns as the pool's table has them.
  ///   - image: Its id.
  /// - Returns: The stratum's name; images without a value of the column are one stratum, whose name is empty.
  /// - Throws: `EngineError.damaged` if the columns cannot be read.
  package func stratum(group: String?, metadata: String?, image: String) throws -> String {
    try value(group: group, metadata: metadata, image: image) ?? ""
  }

  private func value(group: String?, metadata: String?, image: String) throws -> String? {
    switch (method, by) {
    case (.random, _), (.coverage, _), (_, nil): ""
    case (_, "group"?): group ?? image
    case (_, let column?): try PoolMetadata.value(metadata, column: column)
    }
  }

  /// The stratum of each of some rows of the pool, and how many have no value of the column.
  ///
  /// - Throws: `DataError.metadataColumnMissing` where none has.
  func strata(of rows: [Int], in pool: PoolTable) throws -> (names: [String], without: Int) {
    let values = try rows.map { try value(group: pool.groups[$0], metadata: pool.metadata[$0], image: pool.ids[$0]) }
    let without = values.count { $0 == nil }
    guard without < rows.count || rows.isEmpty else {
      throw DataError.metadataColumnMissing(column: by ?? "", known: try PoolMetadata.columns(pool.metadata))
    }
    return (values.map { $0 ?? "" }, without)
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
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ setup: StageSetup, scope: IterationScope, batch: [String]) throws {
    let draw = try scope.table(Catalogue.Seed.strata)
    let names = try draw.strings("stratum").strings
    sizes = try draw.int64s("images").map(Int.init)
    let places = Dictionary(
      names.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let pool = try PoolTable(path: scope.path(Catalogue.Pool.images))
    let rows = Dictionary(
      pool.ids.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let seed = setup.spec.stages.seed
    ofBatch = try batch.map { image in
      guard let row = rows[image.exact] else { return -1 }
      let name = try seed.stratum(group: pool.groups[row], metadata: pool.metadata[row], image: pool.ids[row])
      return places[name.exact] ?? -1
    }
  }
}
