import Columnar
import Draws
import Labelling
import Selection
import Stages
import Storage

/// The selection engine on anybody's Parquet files: what it picks is what the stages pick.
package struct FilePick: Sendable {
  /// What came of it.
  package struct Report: Sendable {
    package let picked: Int
    package let ranked: Int
    package let passed: Int
    package let cut: Int
    package let filled: Int
  }

  private let predictions: String?
  private let embeddings: String?
  private let labelled: String?
  private let acquisition: Acquisition
  private let batch: Batch
  private let seed: UInt64
  private let threads: Int

  /// Declares a pick.
  ///
  /// - Parameters:
  ///   - predictions: Table `image_id, probabilities`; nil: every row of the embeddings is a candidate, in draw order.
  ///   - embeddings: Table `image_id, embedding`; nil only for methods that need none.
  ///   - labelled: Table `image_id` of the images that are not to be picked, from which k-center keeps away; nil for none.
  ///   - acquisition: What images are ranked by, and which may be candidates.
  ///   - batch: What is picked.
  ///   - seed: The seed of every draw.
  ///   - threads: How many threads to use.
  package init(
    predictions: String?, embeddings: String?, labelled: String? = nil, acquisition: Acquisition,
    batch: Batch, seed: UInt64, threads: Int
  ) {
    self.predictions = predictions
    self.embeddings = embeddings
    self.labelled = labelled
    self.acquisition = predictions == nil ? Acquisition(.random) : acquisition
    self.batch = batch
    self.seed = seed
    self.threads = threads
  }

  /// Picks and writes.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `SelectionError`, `PickError`.
  package func run(out: String, clusters: String?, scores: String?) throws -> Report {
    let images = try PickImages(predictions: predictions, embeddings: embeddings, acquisition: acquisition)
    let ids = images.ids
    let known = try labelled.map { try TableIO.read($0, schema: Tables.pickLabelled).strings("image_id").strings } ?? []
    let closed = Set(known.map(ExactText.init))
    let open = ids.indices.filter { !closed.contains(ExactText(ids[$0])) }
    guard batch.size <= open.count else { throw PickError.tooFew(asked: batch.size, available: open.count) }
    let draw = Draw(randomSeed: seed, iteration: 0, stage: "pick")
    let keys = ids.map { draw.key($0) }
    let randomDraw = Draw(randomSeed: seed, iteration: 0, stage: "pick/random")
    var batch = batch
    // Without predictions nothing ranks the images: all of them are candidates.
    if predictions == nil { batch.candidateMultiple = Double(ids.count) }
    let candidates = try PickCandidates(
      images, acquisition: acquisition, open: open, labelled: known, keys: keys, seed: seed, cap: batch.candidateCap,
      atLeast: batch.wanted, threads: threads)
    var (picks, clustering) = try batch.choose(
      keys: candidates.rows.map { keys[$0] }, draw: draw, threads: threads,
      labelled: { try images.vectors(ofImages: known) }, vectors: { try images.vectors(candidates.rows) })
    for index in picks.indices { picks[index].row = candidates.rows[picks[index].row] }
    let taken = Set(picks.map(\.row))
    let rest = open.filter { !taken.contains($0) }
    picks += try BatchSelection.random(
      pool: rest, keys: rest.map { randomDraw.key(ids[$0]) }, count: batch.size - picks.count)
    try writeSelection(picks, ids: ids, score: candidates.scores, to: out)
    if let scores { try writeScores(images, candidates, keys: keys, to: scores) }
    if let clusters { try writeClusters(clustering, to: clusters) }
    let report = candidates.found.report
    return Report(
      picked: picks.count, ranked: report.ranked, passed: report.passed, cut: report.cut, filled: report.filled)
  }

  private func writeSelection(_ picks: [Pick], ids: [String], score: [Double?], to path: String) throws {
    let rows = picks.indices.sorted { ids[picks[$0].row].precedesByBytes(ids[picks[$1].row]) }
    let sorted = rows.map { picks[$0] }
    let table = try Table(
      schema: Tables.selection,
      columns: [
        .strings(sorted.map { ids[$0.row] }), .int32s(rows.map { Int32($0 + 1) }),
        .strings(sorted.map(\.share.rawValue)),
        .optionalDoubles(sorted.map { score[$0.row] }),
        .optionalInt32s(sorted.map(\.cluster)), .optionalFloats(sorted.map(\.distance)),
        .doubles(sorted.map(\.inclusionProbability)),
      ])
    try Self.write(table, to: path)
  }

  private func writeScores(
    _ images: PickImages, _ candidates: PickCandidates, keys: [UInt64], to path: String
  ) throws {
    let ranking = try candidates.ranking(images, acquisition: acquisition, keys: keys)
    var ranks = Array(repeating: Int32(0), count: ranking.count)
    for (rank, row) in ranking.enumerated() { ranks[row] = Int32(rank + 1) }
    let rows = images.ids.indices.sorted { images.ids[$0].precedesByBytes(images.ids[$1]) }
    func column(_ values: [Double]) -> Column { .doubles(rows.map { values[$0] }) }
    let table = try Table(
      schema: Tables.pickScores,
      columns: [
        .strings(rows.map { images.ids[$0] }),
        column(try Measure.margin(images.probabilities, classes: images.classes)),
        column(try Measure.entropy(images.probabilities, classes: images.classes)),
        column(try Measure.leastConfidence(images.probabilities, classes: images.classes)),
        .int32s(rows.map { ranks[$0] }), .optionalDoubles(rows.map { candidates.scores[$0] }),
      ])
    try Self.write(table, to: path)
  }

  private func writeClusters(_ result: KMeans.Result?, to path: String) throws {
    let sizes = result?.sizes ?? []
    let centroids = result?.centroids ?? []
    let dimensions = sizes.isEmpty ? 0 : centroids.count / sizes.count
    let table = try Table(
      schema: Tables.clusters,
      columns: [
        .int32s(sizes.indices.map(Int32.init)), .int64s(sizes.map(Int64.init)),
        .floatLists(values: centroids, offsets: (0...sizes.count).map { $0 * dimensions }),
      ])
    try Self.write(table, to: path)
  }

  private static func write(_ table: Table, to path: String) throws {
    _ = try TableIO.write(table, to: path)
  }
}

/// What is wrong with the files given to a pick.
package enum PickError: Error, Sendable, Equatable {
  case tooFew(asked: Int, available: Int)
  case classCount(row: Int, expected: Int, found: Int)
  case probability(row: Int, value: Double)
  case dimensions(row: Int, expected: Int, found: Int)
  case noEmbedding(image: String)
  case memberCount(row: Int, expected: Int, found: Int)
  case gradientNorm(row: Int, value: Double)
  /// The measure looks at columns that the predictions do not have.
  case measureInputMissing(measure: String, columns: [String])
  /// The measure looks at labelled images, and there are none that are known.
  case noLabelled(measure: String)
}
