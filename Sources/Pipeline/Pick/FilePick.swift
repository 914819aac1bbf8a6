import Columnar
import Draws
import Selection
import Stages
import Storage
import Texts

/// The selection engine on anybody's Parquet files: what it picks is what the stages pick.
package struct FilePick: Sendable {
  /// What came of it.
  package struct Report: Sendable {
    package let picked: Int
    package let ranked: Int
    package let passed: Int
    package let cut: Int
    package let filled: Int
    /// How many ids of one file were found in another.
    package let joins: [PickJoin]
    /// What else to report: sentences without their full stops.
    package let notes: [String]
  }

  /// The files that images are picked out of.
  package struct Files: Sendable {
    /// Table `image_id, probabilities`; nil: every row of the embeddings is a candidate, in draw order.
    package var predictions: String?
    /// Table `image_id, embedding`; nil only for methods that need none.
    package var embeddings: String?
    /// Table `image_id` of the images that are not to be picked, and of which some methods keep away; nil for none.
    package var labelled: String?
    /// Table `image_id, group`: the production run of each image; nil where none is known.
    package var groups: String?

    /// Names files.
    package init(predictions: String?, embeddings: String?, labelled: String? = nil, groups: String? = nil) {
      self.predictions = predictions
      self.embeddings = embeddings
      self.labelled = labelled
      self.groups = groups
    }
  }

  /// What a pick is drawn from: the draws of the stages in an iteration.
  struct Draws {
    let score: Draw
    let cluster: Draw
    let sample: Draw
    let random: Draw
    /// For the images that a density is measured on.
    let scoreSample: Draw

    init(seed: UInt64, iteration: Int) {
      func draw(_ purpose: String) -> Draw { Draw(randomSeed: seed, iteration: iteration, stage: purpose) }
      score = draw(StageName.score)
      cluster = draw(StageName.cluster)
      sample = draw("\(StageName.cluster)/sample")
      random = draw("\(StageName.cluster)/random")
      scoreSample = draw("\(StageName.score)/sample")
    }
  }

  private let files: Files
  private let acquisition: Acquisition
  private let batch: Batch
  private let draws: Draws
  private let threads: Int

  /// Declares a pick.
  ///
  /// - Parameters:
  ///   - files: What is picked out of.
  ///   - acquisition: What images are ranked by, and which may be candidates.
  ///   - batch: What is picked.
  ///   - seed: The seed of every draw.
  ///   - iteration: The iteration whose draws are made.
  ///   - threads: How many threads to use.
  package init(
    _ files: Files, acquisition: Acquisition, batch: Batch, seed: UInt64, iteration: Int = 0, threads: Int
  ) {
    self.files = files
    self.acquisition = files.predictions == nil ? Acquisition(.random) : acquisition
    self.batch = batch
    self.threads = threads
    draws = Draws(seed: seed, iteration: iteration)
  }

  /// Picks and writes.
  ///
  /// - Parameters:
  ///   - out: The batch.
  ///   - clusters: The clusters; nil: they are not written. Likewise what follows.
  ///   - scores: Every image's measures.
  ///   - considered: What became of every image that was looked at.
  /// - Returns: How many images there were and how many were picked.
  /// - Throws: `ColumnarError`, `StorageError`, `SelectionError`, `BatchError`, `PickError`.
  package func run(
    out: String, clusters: String? = nil, scores: String? = nil, considered: String? = nil
  ) throws -> Report {
    let opened = try PickFiles(files, acquisition: acquisition, draw: draws.score, threads: threads)
    // Without predictions nothing ranks the images: all of them are candidates.
    let pass = try PickPass(
      opened, files, cap: files.predictions == nil ? opened.count : batch.candidateCap, atLeast: batch.wanted,
      threads: threads)
    let report = pass.found.report
    guard batch.size <= report.ranked else {
      throw PickError.tooFew(asked: batch.size, available: report.ranked)
    }
    let candidates = try PickCandidates(pass, opened, draws: draws, threads: threads)
    let source = FileBatchSource(opened, pass, candidates, draws: draws, threads: threads)
    let outcome = try BatchComposition.compose(batch, from: source, draw: draws.cluster, threads: threads)
    try Self.write(SelectedImage.table(receipts(outcome, candidates, source: source)), to: out)
    if let scores { try Self.write(PickScores(opened, threads: threads).table(candidates), to: scores) }
    if let clusters { try writeClusters(outcome, to: clusters) }
    if let considered {
      try Self.write(outcome.considered(candidates: source.candidates) { source.id($0) }, to: considered)
    }
    let isDraw = acquisition.base == .random
    let effect = ThresholdEffect(report, acquisition, scores: isDraw ? [] : candidates.known.scores)
    let chosen = outcome.picks(of: .uncertain).count
    return Report(
      picked: outcome.picks.count, ranked: report.ranked, passed: report.passed, cut: report.cut,
      filled: report.filled, joins: pass.joins,
      notes: pass.notes + [effect.batch(batch, chosen: chosen, without: nil)?.text].compactMap(\.self))
  }

  private func receipts(
    _ outcome: BatchOutcome, _ candidates: PickCandidates, source: FileBatchSource
  ) -> [SelectedImage] {
    outcome.picks.enumerated().map { place, pick in
      var image = SelectedImage(
        imageID: source.id(pick.image), rank: place + 1, share: pick.share.rawValue, score: source.score(pick.image),
        inclusionProbability: pick.inclusionProbability)
      if pick.image < source.candidates {
        image.candidateRank = pick.image + 1
        image.gap = candidates.cutoff?.gap(candidates.known.scores[pick.image])
        image.tied = image.score == nil ? nil : Int(candidates.tied[pick.image])
      }
      if files.predictions != nil { image.probability = source.known.probabilities[pick.image] }
      image.group = source.group(pick.image)
      image.take(pick)
      return image
    }
  }

  private func writeClusters(_ outcome: BatchOutcome, to path: String) throws {
    let sizes = outcome.clusterSizes
    let dimensions = sizes.isEmpty ? 0 : outcome.centroids.count / sizes.count
    let table = try Table(
      schema: Tables.clusters,
      columns: [
        .int32s(sizes.indices.map(Int32.init)), .int64s(sizes.map(Int64.init)),
        .floatLists(values: outcome.centroids, offsets: (0...sizes.count).map { $0 * dimensions }),
      ])
    try Self.write(table, to: path)
  }

  private static func write(_ table: Table, to path: String) throws {
    _ = try TableIO.write(table, to: path)
  }
}
