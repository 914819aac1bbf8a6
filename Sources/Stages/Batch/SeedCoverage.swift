import Columnar
import Draws
import Engine
import Labelling
import Selection
import Storage
import Texts

/// What a first batch that covers the pool is chosen from: the images that have a vector, or of many a sample.
struct SeedCoverage {
  private let context: StageContext
  private let size: Int
  private let draw: Draw

  /// Prepares to choose.
  ///
  /// - Parameters:
  ///   - context: The run, in which the images have been embedded.
  ///   - size: How many images are wanted.
  ///   - draw: What a sample and ties are drawn from.
  init(_ context: StageContext, size: Int, draw: Draw) {
    self.context = context
    self.size = size
    self.draw = draw
  }

  /// How many images are compared with each other at the most.
  private var limit: Int { max(MaxHerding.sample, size) }

  /// The rows of the pool that may be picked and have a vector.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func seen(_ pool: PoolTable) throws -> [Int] {
    let known = Set(try context.scope.table(Catalogue.Embed.index).strings("image_id").strings.map(\.exact))
    return pool.selectable.filter { known.contains(pool.ids[$0].exact) }
  }

  /// The images without a vector, and why.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func broken() throws -> [(id: String, reason: String)] {
    let table = try context.scope.table(Catalogue.Embed.broken)
    return zip(try table.strings("image_id").strings, try table.strings("reason").strings).map { ($0, $1) }
  }

  /// The places of the images that cover all of them, in the order of picking.
  ///
  /// - Throws: `SelectionError`, `DataError`, `ColumnarError`, `StorageError`.
  func picks(_ ids: [String]) throws -> [Int] {
    let keys = ids.map { draw.key($0) }
    let sample = Array(ids.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.prefix(limit))
    let (vectors, dimensions) = try EmbeddingReader(context.scope.directory, threads: context.threads)
      .vectors(sample.map { ids[$0] }, index: context.path(Catalogue.Embed.index))
    return try MaxHerding.select(
      vectors, dimensions: dimensions, keys: sample.map { keys[$0] }, count: min(size, sample.count),
      threads: context.threads
    ).map { sample[$0] }
  }

  /// What it was chosen from, for the log.
  func sentence(of count: Int) -> String {
    count > limit
      ? "the first batch covers a sample of \(limit) of \(count) images, drawn by their hashes"
      : "the first batch covers all \(count.counted("image")) that can be seen"
  }
}
