import Columnar
import Engine
import Imaging
import Labelling
import Parallel
import Selection
import Spec
import Storage
import Texts

/// Picks the first batch: at random; stratified by group or metadata with runs known to be defective over-sampled; or so that
/// it covers the pool.
package struct SeedStage: Stage {
  private let setup: StageSetup
  private var seed: SeedSpec { setup.spec.stages.seed }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup.given(Self.parts) }

  /// What it is given of the spec.
  package static let parts: [SpecPart] =
    SpecPart.images + [
      .part(\.stages.seed), .randomSeed, .pixelLimit, .brokenShare, .embedderKind,
    ]

  package var name: String { StageName.seed }
  package var kind: String { StageName.seed }
  package var version: Int { 3 }
  package var reads: [Artifact] {
    [Catalogue.Pool.images] + (seed.method == .coverage ? [Catalogue.Embed.index, Catalogue.Embed.broken] : [])
  }
  package var parameters: [NamedValue] {
    setup.parameters(of: .seed) + [
      NamedValue("decoder", setup.spec.stages.embed.isBuiltIn ? ImageDecoder.version : "none"),
      NamedValue("pictures", setup.poolTable == nil ? "in a folder" : "listed in a table"),
    ]
  }
  package var isGivenIteration: Bool { true }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] { ImageAddresses.inputs(scope) }

  package func run(_ context: StageContext) async throws {
    let pool = try PoolTable(path: context.path(Catalogue.Pool.images))
    let draw = setup.draw(context.scope.iteration, name)
    let coverage = seed.method == .coverage ? SeedCoverage(context, size: seed.size, draw: draw) : nil
    var rows = try coverage?.seen(pool) ?? pool.selectable
    var check = try PictureCheck(setup, addresses: ImageAddresses(context.scope), threads: context.threads)
    var broken = try coverage?.broken() ?? []
    let unseen = broken.count
    var strata: Strata
    var picked: [Int]
    // Whoever is sent a picture must be able to see it: what cannot be decoded is left out and the draw made again.
    while true {
      guard !rows.isEmpty else { throw DataError.poolTooSmall(stage: name, asked: seed.size, available: 0) }
      strata = try Strata(rows: rows, pool: pool, seed: seed)
      picked =
        try coverage?.picks(rows.map { pool.ids[$0] })
        ?? Stratified.seed(
          strata: strata.ofRow, weights: strata.factors, keys: rows.map { draw.key(pool.ids[$0]) }, size: seed.size)
      let lost = try check.lost(among: picked.map { pool.ids[rows[$0]] })
      guard !lost.isEmpty else { break }
      broken += lost
      try checkBroken(broken, of: pool)
      let ids = Set(lost.map(\.id.exact))
      rows.removeAll { ids.contains(pool.ids[$0].exact) }
    }
    try writeBroken(broken, context)
    if let coverage { context.remark(coverage.sentence(of: rows.count)) }
    if broken.count > unseen {
      context.remark(
        "\(PoolNotes.byReason(Array(broken.dropFirst(unseen)))) of the images drawn cannot be seen and were replaced by others"
      )
    }
    if check.isWithoutFiles { context.remark("no image is here as a file: the pool is taken on trust") }

    if let line = PoolEnd.line(asked: seed.size, taken: picked.count, left: rows.count) { context.remark(line) }
    if strata.without > 0 {
      context.remark(
        "\(strata.without) of \(rows.count) images have no '\(seed.by ?? "")' in the metadata and are one stratum")
    }
    let counts = strata.counts(picked)
    // Of the images that were not picked nobody knows which cannot be decoded: out of how many a draw was then made
    // cannot be said.
    let inclusion =
      coverage == nil && broken.isEmpty
      ? Stratified.inclusion(sizes: strata.sizes, weights: strata.factors, size: seed.size) : nil
    let selection = picked.enumerated().map { rank, row in
      var image = SelectedImage(
        imageID: pool.ids[rows[row]], rank: rank + 1, share: "seed",
        // What covers the pool is no draw: it was certain to be picked.
        inclusionProbability: coverage == nil ? inclusion?[strata.ofRow[row]] : 1)
      image.group = pool.groups[rows[row]]
      return image
    }
    try context.write(SelectedImage.table(selection), to: Catalogue.Seed.selection)
    try context.write(strata.table(counts: counts), to: Catalogue.Seed.strata)
  }

  private func checkBroken(_ broken: [(id: String, reason: String)], of pool: PoolTable) throws {
    let sorted = broken.sortedByBytes(of: \.id)
    try BrokenImages.check(
      stage: name, ids: sorted.map(\.id), reasons: sorted.map(\.reason), total: pool.ids.count,
      share: setup.spec.pool.brokenShare)
  }

  private func writeBroken(_ broken: [(id: String, reason: String)], _ context: StageContext) throws {
    let sorted = broken.sortedByBytes(of: \.id)
    try context.write(
      Table(schema: Tables.broken, columns: [.strings(sorted.map(\.id)), .strings(sorted.map(\.reason))]),
      to: Catalogue.Seed.broken)
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
  /// How many rows have no value of the column that makes the strata.
  let without: Int

  init(rows: [Int], pool: PoolTable, seed: SeedSpec) throws {
    let (values, without) = try seed.strata(of: rows, in: pool)
    var seen: Set<ExactText> = []
    let unsorted = values.filter { seen.insert($0.exact).inserted }
    let names = unsorted.sortedByBytes()
    let index = Dictionary(
      names.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let ofRow = values.map { index[$0.exact] ?? 0 }
    var sizes = Array(repeating: 0, count: names.count)
    for stratum in ofRow { sizes[stratum] += 1 }
    var factors = Array(repeating: 1.0, count: names.count)
    var errors: [DataError] = []
    for rule in seed.oversample {
      guard let stratum = index[rule.value.exact] else {
        errors.append(
          .unknownStratum(
            column: seed.by ?? "", value: rule.value,
            known: NearestWord.find(rule.value, among: names).map { [$0] } ?? Array(names.prefix(8)),
            diagnosis: JoinDiagnosis(of: [rule.value], among: names)))
        continue
      }
      factors[stratum] = rule.factor
    }
    if let error = DataError.all(errors) { throw error }
    self.without = without
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

  /// The strata as a table.
  func table(counts: [Int64]) throws -> Table {
    return try Table(
      schema: Tables.seedDraw,
      columns: [.strings(names), .int64s(sizes.map(Int64.init)), .doubles(factors), .int64s(counts)])
  }
}
