import Columnar
import Draws
import Selection
import Stages

/// What a measure that looks at other images' vectors is given by anybody's files.
struct FileOrder: OrderSource {
  private let files: PickFiles
  /// The row of each labelled image, −1 for one that is none.
  private let labelledRows: [Int]
  private let draw: Draw
  private let threads: Int

  /// Prepares; `draw` is what images are drawn from that a density is measured on.
  init(_ files: PickFiles, labelledRows: [Int], draw: Draw, threads: Int) {
    self.files = files
    self.labelledRows = labelledRows
    self.draw = draw
    self.threads = threads
  }

  func vectors(_ known: CandidateStore.Known) throws -> (values: [Float], dimensions: Int) {
    guard let vectors = files.vectors else { throw PickError.noEmbedding(image: known.ids.strings.first ?? "") }
    return (try vectors.vectors(of: known.ids), vectors.dimensions)
  }

  func drawn(_ count: Int) throws -> (ids: [String], vectors: [Float]) {
    guard let blocks = try files.idBlocks(), let vectors = files.vectors else { return ([], []) }
    let rows = try PoolDraw(blocks, draw: draw, threads: threads).rows(count) { ids in
      let places = vectors.index.places(of: ids)
      let open = files.open(ids) ?? Array(0..<ids.count)
      return open.filter { places[$0] >= 0 }
    }.rows
    let ids = try files.images(rows: rows).ids
    return (ids.strings, try vectors.vectors(of: ids))
  }

  func labelled() throws -> [Float] {
    let known = try files.labelled.flatMap { try files.vectors?.vectors(ofThoseKnown: $0.ids) } ?? []
    guard !known.isEmpty else { throw noLabelled }
    return known
  }

  func errorReduction(_ known: CandidateStore.Known, _ input: Reordering, sample: [String]) throws -> [Double] {
    guard let labelled = files.labelled, let vectors = files.vectors else { throw noLabelled }
    // In the order of their ids, so that sums do not depend on that of the file.
    let order = labelled.ids.ascending().filter { labelledRows[$0] >= 0 }
    let own = order.filter { vectors.index.place(of: labelled.ids[$0]) != nil }
    guard !own.isEmpty else { throw noLabelled }
    let classes = files.scorer.classes
    let probe = try ExpectedErrorReduction(
      labelled: vectors.vectors(of: labelled.ids.gather(own)), dimensions: input.dimensions,
      probabilities: files.images(rows: own.map { labelledRows[$0] }).probabilities, classes: classes,
      weights: own.map { _ in 1 }, regularization: 1, threads: threads)
    return try probe.scores(
      input.vectors, probabilities: files.images(rows: known.rows).probabilities, sample: input.others,
      sampleProbabilities: probabilities(of: sample), own: input.own, threads: threads)
  }

  /// The model's probabilities for images that were drawn, in their order.
  private func probabilities(of ids: [String]) throws -> [Float] {
    let places = IDIndex(try files.ids()).places(of: StringArray(ids))
    return try files.images(rows: places.filter { $0 >= 0 }).probabilities
  }

  private var noLabelled: PickError { .noLabelled(measure: files.scorer.acquisition.measure.rawValue) }
}
