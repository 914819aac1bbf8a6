import Columnar
import Engine
import Labelling
import Selection
import Spec
import Storage

/// Picks the first batch: at random, or stratified by group or metadata with runs known to be defective over-sampled.
package struct SeedStage: Stage {
  private let setup: StageSetup
  private var seed: SeedSpec { setup.spec.stages.seed }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup }

  package var name: String { "seed" }
  package var kind: String { "seed" }
  package var version: Int { 1 }
  package var reads: [Artifact] { [PoolTable.artifact] }
  package var parameters: [NamedValue] {
    [
      NamedValue("size", String(seed.size)), NamedValue("method", seed.method.rawValue),
      NamedValue("by", seed.by ?? ""),
      NamedValue("oversample", seed.oversample.map { "\($0.value)=\($0.factor)" }.joined(separator: "\n")),
    ]
  }

  package func run(_ context: StageContext) async throws {
    let pool = try PoolTable(path: context.path(PoolTable.artifact))
    let rows = pool.selectable
    guard seed.size <= rows.count else {
      throw DataError.poolTooSmall(stage: name, asked: seed.size, available: rows.count)
    }
    let strata = try Strata(rows: rows, pool: pool, seed: seed)
    let draw = setup.draw(context.scope.iteration, name)
    let picked = try Stratified.seed(
      strata: strata.ofRow, weights: strata.factors, keys: rows.map { draw.key(pool.ids[$0]) }, size: seed.size)

    let counts = strata.counts(picked)
    let selection = picked.enumerated().map { rank, index in
      SelectedImage(
        imageID: pool.ids[rows[index]], rank: rank + 1, share: "seed", score: nil, cluster: nil, distance: nil,
        inclusionProbability: strata.inclusion(of: index, counts: counts))
    }
    try context.write(SelectedImage.table(selection), to: "selection.parquet")
    try context.write(strata.table(counts: counts), to: "draw.parquet")
  }
}

/// The strata of the first batch.
private struct Strata {
  /// The names, by bytes.
  let names: [String]
  /// The stratum of each row that can be picked.
  let ofRow: [Int]
  /// How many rows each stratum has.
  let sizes: [Int]
  /// How much each is over-sampled.
  let factors: [Double]

  init(rows: [Int], pool: PoolTable, seed: SeedSpec) throws {
    let values: [String]
    switch (seed.method, seed.by) {
    case (.random, _), (_, nil): values = rows.map { _ in "" }
    case (_, "group"?): values = rows.map { pool.groups[$0] ?? pool.ids[$0] }
    case (_, let column?):
      values = try rows.map { row in
        guard let value = PoolMetadata.value(pool.metadata[row], column: column) else {
          throw DataError.metadataColumnMissing(column: column, known: PoolMetadata.columns(pool.metadata))
        }
        return value
      }
    }
    var seen: Set<ExactText> = []
    let unsorted = values.filter { seen.insert($0.exact).inserted }
    let names = unsorted.sorted { $0.precedesByBytes($1) }
    let index = Dictionary(
      names.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let ofRow = values.map { index[$0.exact] ?? 0 }
    var sizes = Array(repeating: 0, count: names.count)
    for stratum in ofRow { sizes[stratum] += 1 }
    var factors = Array(repeating: 1.0, count: names.count)
    for rule in seed.oversample {
      guard let stratum = index[rule.value.exact] else {
        throw DataError.unknownStratum(
          column: seed.by ?? "", value: rule.value, known: Array(names.prefix(8)))
      }
      factors[stratum] = rule.factor
    }
    self.names = names
    self.ofRow = ofRow
    self.sizes = sizes
    self.factors = factors
  }

  /// How many of each stratum were picked.
  func counts(_ picked: [Int]) -> [Int64] {
    var counts = Array(repeating: Int64(0), count: names.count)
    for row in picked { counts[ofRow[row]] += 1 }
    return counts
  }

  /// The share of a row's stratum that was picked; within a stratum every image is as likely as any other.
  func inclusion(of row: Int, counts: [Int64]) -> Double {
    Double(counts[ofRow[row]]) / Double(max(1, sizes[ofRow[row]]))
  }

  /// The strata as a table.
  func table(counts: [Int64]) throws -> Table {
    return try Table(
      schema: Tables.seedDraw,
      columns: [.strings(names), .int64s(sizes.map(Int64.init)), .doubles(factors), .int64s(counts)])
  }
}
