import Columnar
import Draws
import Engine
import Labelling
import Learning
import Parallel
import Selection
import Spec
import Synchronization

/// Puts the candidates in the order of a measure that looks at other images' vectors.
struct CandidateOrder {
  /// The candidates' final order.
  struct Result {
    /// The final scores, by the places in which the candidates were found.
    let scores: [Double]
    /// How many unlabelled images were looked at.
    let sample: Int
  }

  private let setup: StageSetup
  private let scope: IterationScope
  private let threads: Int
  private let acquisition: Acquisition

  /// Prepares for an iteration.
  init(_ setup: StageSetup, _ scope: IterationScope, threads: Int) {
    self.setup = setup
    self.scope = scope
    self.threads = threads
    acquisition = setup.spec.acquisition
  }

  /// Computes the final scores.
  ///
  /// - Parameters:
  ///   - known: The candidates as they were found.
  ///   - path: The table of scores, which is written.
  /// - Returns: One score a candidate.
  /// - Throws: `ColumnarError`, `StorageError`, `SelectionError`, `DataError`.
  func scores(_ known: CandidateStore.Known, scores path: String) throws -> Result {
    let ids = known.ids.strings
    guard !ids.isEmpty else { return Result(scores: [], sample: 0) }
    let vectors = EmbeddingReader(scope.directory, threads: threads)
    let index = scope.path(EmbedStage.index)
    let (values, dimensions) = try vectors.vectors(ids, index: index)
    var input = Reordering(base: known.scores, vectors: values, dimensions: dimensions)
    var sample: [String] = []
    let limit = acquisition.density?.sample ?? (isErrorReduction ? ExpectedErrorReduction.sample : 0)
    if limit > 0 {
      sample = try drawn(limit, from: path)
      input.others = try vectors.vectors(sample, index: index).values
      let places = Dictionary(
        sample.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
      input.own = ids.map { places[$0.exact] ?? -1 }
    }
    if acquisition.measure == .combined {
      let labelled = try LabelPlaces(setup, scope).labelled
      input.labelled = try vectors.vectors(vectors.known(labelled, index: index), index: index).values
    }
    if isErrorReduction { input.errorReduction = try errorReduction(input, ids: ids, sample: sample, vectors) }
    return Result(scores: try acquisition.reordered(input, threads: threads), sample: sample.count)
  }

  private var isErrorReduction: Bool { acquisition.measure == .expectedErrorReduction }

  /// What training would gain, for the built-in linear probe with its own probabilities.
  private func errorReduction(
    _ input: Reordering, ids: [String], sample: [String], _ vectors: EmbeddingReader
  ) throws -> [Double] {
    let train = setup.spec.stages.train
    let classes = setup.spec.classes.count
    let table = try TableIO.read(scope.path(TrainStage.training), schema: Tables.training)
    let labelled = try table.strings("image_id").strings
    let labels = try table.strings("label").strings.map { setup.classIndex($0) ?? 0 }
    var weights = try table.doubles("weight")
    if train.balanced {
      weights = try ClassBalance.rowWeights(labels: labels, classes: classes, sampleWeights: weights)
    }
    let probe = try ExpectedErrorReduction(
      labelled: vectors.vectors(labelled, index: scope.path(EmbedStage.index)).values, dimensions: input.dimensions,
      probabilities: probabilities(labelled), classes: classes, weights: weights, regularization: train.regularization,
      threads: threads)
    return try probe.scores(
      input.vectors, probabilities: probabilities(ids), sample: input.others,
      sampleProbabilities: probabilities(sample), own: input.own, threads: threads)
  }

  /// The model's own probabilities for images, one row behind the other in the order of `ids`.
  private func probabilities(_ ids: [String]) throws -> [Float] {
    let order = ids.indices.sorted { ids[$0].precedesByBytes(ids[$1]) }
    let reader = try TableReader(path: scope.path(TrainStage.predictions), threads: threads)
    let found = try reader.rowNumbers(ofKeys: StringArray(order.map { ids[$0] }), column: "image_id")
    if let missing = found.firstIndex(of: nil) {
      throw DataError.hookMissesImages(
        stage: "train", file: TrainStage.predictions.name, missing: found.count { $0 == nil }, asked: ids.count,
        first: ids[order[missing]])
    }
    let (values, _) = try reader.read(
      rows: found.compactMap(\.self), as: Tables.predictions.selecting(["probabilities"])
    ).floatLists("probabilities")
    let classes = setup.spec.classes.count
    var result = Array(repeating: Float(0), count: ids.count * classes)
    for (place, image) in order.enumerated() {
      result.replaceSubrange(
        image * classes..<(image + 1) * classes, with: values[place * classes..<(place + 1) * classes])
    }
    return result
  }

  /// So many of the unlabelled images, or all, in the order of their draw.
  private func drawn(_ count: Int, from path: String) throws -> [String] {
    let reader = try TableReader(path: path, threads: 1)
    let draw = setup.draw(scope.iteration, "score/sample")
    let columns = try Tables.scores.selecting(["image_id"])
    let head = Mutex(RankedHead(limit: count))
    try Parallel.forEach(reader.rowGroups, threads: threads) { group in
      let ids = try reader.read(rowGroup: group, as: columns).strings("image_id")
      let first = reader.firstRow(ofRowGroup: group)
      var part = RankedHead(limit: count, last: head.withLock(\.cutoff))
      ids.forEachUTF8 { row, id in part.offer(RankKey(score: 0, draw: draw.key(id), row: first + row)) }
      head.withLock { $0.merge(part) }
    }
    let rows = head.withLock { $0.sorted(threads: threads) }.map(\.row)
    return try reader.read(rows: rows, as: columns).strings("image_id").strings
  }
}
