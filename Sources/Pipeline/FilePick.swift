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
    /// How many ids of one file were found in another.
    package let joins: [PickJoin]
    /// What else is to be said: sentences without their full stops.
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
      score = draw("score")
      cluster = draw("cluster")
      sample = draw("cluster/sample")
      random = draw("cluster/random")
      scoreSample = draw("score/sample")
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
    let images = try PickImages(
      predictions: files.predictions, embeddings: files.embeddings, acquisition: acquisition)
    let ids = images.ids
    let known =
      try files.labelled.map { try TableIO.read(anybodys: $0, schema: Tables.pickLabelled).strings("image_id").strings }
      ?? []
    let (groups, joins) = try joined(images, labelled: known)
    let closed = Set(known.map(ExactText.init))
    let open = ids.indices.filter { !closed.contains(ExactText(ids[$0])) }
    guard batch.size <= open.count else { throw PickError.tooFew(asked: batch.size, available: open.count) }
    let keys = ids.map { draws.score.key($0) }
    // Without predictions nothing ranks the images: all of them are candidates.
    let candidates = try PickCandidates(
      images, acquisition: acquisition, open: open, labelled: known, keys: keys, sample: draws.scoreSample,
      cap: files.predictions == nil ? ids.count : batch.candidateCap, atLeast: batch.wanted, threads: threads)
    let source = FileBatchSource(
      images, candidates: candidates, open: open, labelled: known, groups: groups, draws: draws)
    let outcome = try BatchComposition.compose(batch, from: source, draw: draws.cluster, threads: threads)
    try Self.write(SelectedImage.table(receipts(outcome, images, candidates, source: source)), to: out)
    if let scores { try writeScores(images, candidates, keys: keys, to: scores) }
    if let clusters { try writeClusters(outcome, to: clusters) }
    if let considered {
      try Self.write(outcome.considered(candidates: source.candidates) { source.id($0) }, to: considered)
    }
    let report = candidates.found.report
    let effect = ThresholdEffect(report, acquisition, scores: candidates.rows.map { candidates.base[$0] })
    let chosen = outcome.picks(of: .uncertain).count
    return Report(
      picked: outcome.picks.count, ranked: report.ranked, passed: report.passed, cut: report.cut,
      filled: report.filled, joins: joins,
      notes: images.notes + [effect.batch(batch, chosen: chosen, without: nil)?.text].compactMap(\.self))
  }

  /// The group of each image, and how the files fit together.
  ///
  /// - Throws: `PickError.nothingFits` where one fits nothing, `PickError.repeated`, `ColumnarError`, `StorageError`.
  private func joined(
    _ images: PickImages, labelled: [String]
  ) throws -> (groups: [ExactText: String], joins: [PickJoin]) {
    let file = files.predictions ?? files.embeddings ?? ""
    var joins = images.joins
    if let path = files.labelled {
      joins.append(
        PickJoin(.labelled, file: path, ids: labelled, images: file, imageIDs: images.ids, others: images.embedded))
    }
    var groups: [ExactText: String] = [:]
    if let path = files.groups {
      let parts = try TableParts(path: path)
      let table = try parts.read(as: Tables.pickGroups)
      let ids = try table.strings("image_id").strings
      try PickRows.check(ids, parts, option: "--groups")
      for (id, group) in zip(ids, try table.optionalStrings("group")) { groups[ExactText(id)] = group }
      joins.append(PickJoin(.groups, file: path, ids: ids, images: file, imageIDs: images.ids))
    }
    if let none = joins.first(where: \.fitsNothing) { throw PickError.nothingFits(none) }
    return (groups, joins)
  }

  private func receipts(
    _ outcome: BatchOutcome, _ images: PickImages, _ candidates: PickCandidates, source: FileBatchSource
  ) -> [SelectedImage] {
    outcome.picks.enumerated().map { place, pick in
      let row = source.rows[pick.image]
      var image = SelectedImage(
        imageID: images.ids[row], rank: place + 1, share: pick.share.rawValue, score: candidates.scores[row],
        inclusionProbability: pick.inclusionProbability)
      if pick.image < source.candidates {
        image.candidateRank = pick.image + 1
        image.gap = candidates.cutoff?.gap(candidates.base[row])
        image.tied = image.score == nil ? nil : Int(candidates.tied[pick.image])
      }
      image.probability = images.predicted(row)?.probability
      image.group = source.group(pick.image)
      image.take(pick)
      return image
    }
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

/// What is wrong with the files given to a pick.
package enum PickError: Error, Sendable, Equatable {
  case tooFew(asked: Int, available: Int)
  /// A row of a file is none that can be worked with.
  case row(option: String, place: PickJoin.Place, image: String, DataError.HookRow)
  /// An image stands twice in a file.
  case repeated(option: String, image: String, first: PickJoin.Place, second: PickJoin.Place)
  /// No id of a file is one of the images.
  case nothingFits(PickJoin)
  case noEmbedding(image: String)
  /// The measure looks at columns that the predictions do not have.
  case measureInputMissing(measure: String, columns: [String])
  /// The measure looks at labelled images, and there are none that are known.
  case noLabelled(measure: String)
}
