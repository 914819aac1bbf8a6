import Columnar
import Engine
import Labelling
import Learning
import Selection
import Spec
import Texts

/// What a measure that looks at other images' vectors is given by the tables of an iteration.
struct StageOrder: OrderSource {
  private let setup: StageSetup
  private let scope: IterationScope
  /// Every unlabelled image.
  private let table: TableReader
  private let threads: Int
  private let reader: EmbeddingReader
  private let index: String

  /// Prepares for an iteration; `scores` is its table of scores, which is written.
  init(_ setup: StageSetup, _ scope: IterationScope, scores: TableReader, threads: Int) {
    self.setup = setup
    self.scope = scope
    table = scores
    self.threads = threads
    reader = EmbeddingReader(scope.directory, threads: threads)
    index = scope.path(Catalogue.Embed.index)
  }

  /// The final scores of the candidates.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `SelectionError`, `DataError`.
  func scores(_ known: CandidateStore.Known) throws -> CandidateOrder<StageOrder>.Result {
    try CandidateOrder(setup.spec.acquisition, from: self, threads: threads).scores(known)
  }

  func vectors(_ known: CandidateStore.Known) throws -> (values: [Float], dimensions: Int) {
    try reader.vectors(known.ids.strings, index: index)
  }

  func labelled() throws -> [Float] {
    let labelled = try LabelPlaces(setup, scope).labelled
    return try reader.vectors(reader.known(labelled, index: index), index: index).values
  }

  func drawn(_ count: Int) throws -> (ids: [String], vectors: [Float]) {
    let draw = setup.draw(scope.iteration, "\(StageName.score)/sample")
    let rows = try PoolDraw(scores: table, draw: draw, threads: threads).rows(count).rows
    let ids = try table.read(rows: rows, as: Tables.scores.selecting(["image_id"])).strings("image_id").strings
    return (ids, try reader.vectors(ids, index: index).values)
  }

  /// What training would gain, for the built-in linear probe with its own probabilities.
  func errorReduction(_ known: CandidateStore.Known, _ input: Reordering, sample: [String]) throws -> [Double] {
    let train = setup.spec.stages.train
    let classes = setup.spec.classes.count
    let training = try TableIO.read(scope.path(Catalogue.Train.training), schema: Tables.training)
    let labelled = try training.strings("image_id").strings
    let labels = try training.strings("label").strings.map { setup.classIndex($0) ?? 0 }
    var weights = try training.doubles("weight")
    if train.balanced {
      weights = try ClassBalance.rowWeights(labels: labels, classes: classes, sampleWeights: weights)
    }
    let probe = try ExpectedErrorReduction(
      labelled: reader.vectors(labelled, index: index).values, dimensions: input.dimensions,
      probabilities: probabilities(labelled), classes: classes, weights: weights, regularization: train.regularization,
      threads: threads)
    return try probe.scores(
      input.vectors, probabilities: probabilities(known.ids.strings), sample: input.others,
      sampleProbabilities: probabilities(sample), own: input.own, threads: threads)
  }

  /// The model's own probabilities for images, one row behind the other in the order of `ids`.
  private func probabilities(_ ids: [String]) throws -> [Float] {
    let order = ids.orderByBytes()
    let reader = try TableReader(path: scope.path(Catalogue.Train.predictions), threads: threads)
    let found = try reader.rowNumbers(ofKeys: StringArray(order.map { ids[$0] }), column: "image_id")
    if let missing = found.firstIndex(of: nil) {
      throw DataError.hookMissesImages(
        stage: StageName.train, file: Catalogue.Train.predictions.name, missing: found.count { $0 == nil },
        asked: ids.count,
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
}
