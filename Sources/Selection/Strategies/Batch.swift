import Draws

/// A batch as it is declared: how many images, from how many candidates, by which method, and how many at random.
package struct Batch: Sendable, Equatable {
  /// How images are chosen among the candidates.
  package enum Method: String, Sendable, CaseIterable { case kmeans, kcenter, rank, random }

  package var method: Method
  /// The number of images.
  package var size: Int
  /// Candidates as a multiple of the images that are not drawn at random.
  package var candidateMultiple: Double
  /// The share of the batch that is drawn from the whole remaining pool.
  package var randomShare: Double
  /// Nil lets every image be a candidate.
  package var threshold: Threshold?
  /// Lloyd iterations at the most.
  package var iterations: Int

  /// Declares a batch.
  package init(
    method: Method, size: Int, candidateMultiple: Double, randomShare: Double, threshold: Threshold?, iterations: Int
  ) {
    self.method = method
    self.size = size
    self.candidateMultiple = candidateMultiple
    self.randomShare = randomShare
    self.threshold = threshold
    self.iterations = iterations
  }

  /// How many images are drawn at random from the whole remaining pool.
  package var randomCount: Int {
    method == .random ? size : BatchSelection.randomCount(batch: size, share: randomShare)
  }

  /// How many images are chosen among the candidates.
  package var wanted: Int { size - randomCount }

  /// The greatest number of candidates.
  package var candidateCap: Int {
    Int(min(Double(Int32.max), (Double(wanted) * max(1, candidateMultiple)).rounded(.up)))
  }

  /// Chooses the candidates' share of the batch, which is deterministic.
  ///
  /// - Parameters:
  ///   - keys: A draw key for each candidate, best first, for ties.
  ///   - draw: What the start of a clustering is drawn from.
  ///   - threads: How many threads to use.
  ///   - labelled: Gives the embeddings of the images that are labelled, of the same length; asked for k-center alone.
  ///   - vectors: Gives the candidates' embeddings, one behind the other, and their length; asked for k-means and k-center.
  /// - Returns: The picks, whose rows are places among the candidates, and the clustering if there was one.
  /// - Throws: `SelectionError`, and what `vectors` throws.
  package func choose(
    keys: [UInt64], draw: Draw, threads: Int, labelled: () throws -> [Float] = { [] },
    vectors: () throws -> (values: [Float], dimensions: Int)
  ) throws -> (picks: [Pick], clusters: KMeans.Result?) {
    switch method {
    case .rank: return (BatchSelection.rank(candidates: Array(keys.indices), batch: wanted), nil)
    case .kmeans where wanted > 0 && !keys.isEmpty:
      let (values, dimensions) = try vectors()
      return try BatchSelection.kmeans(
        candidates: Array(keys.indices), embeddings: values, dimensions: dimensions, keys: keys, batch: wanted,
        iterations: iterations, draw: draw, threads: threads)
    case .kcenter where wanted > 0 && !keys.isEmpty:
      let (values, dimensions) = try vectors()
      let chosen = try KCenterGreedy.select(
        candidates: values, labelled: labelled(), dimensions: dimensions, keys: keys,
        batch: min(wanted, keys.count), draw: draw, threads: threads)
      return (BatchSelection.covering(chosen), nil)
    case .random, .kmeans, .kcenter: return ([], nil)
    }
  }

  /// Chooses the batch: first the candidates' share, which is deterministic, then the random share out of all the rest.
  ///
  /// - Parameters:
  ///   - ranking: The rows of all images that may be selected, best first.
  ///   - scores: The acquisition measure by row.
  ///   - keys: A draw key by row, for ties.
  ///   - randomKeys: A draw key by row from a draw used for nothing else, for the random share.
  ///   - draw: What the start of a clustering is drawn from.
  ///   - threads: How many threads to use.
  ///   - labelled: Gives the embeddings of the images that are labelled, of the same length; asked for k-center alone.
  ///   - vectors: Gives the embeddings of some rows, one behind the other, and their length; asked for k-means and k-center.
  /// - Returns: The picks, uncertain ones first, the clustering if there was one, and how the candidates came about.
  /// - Throws: `SelectionError`, and what `vectors` throws.
  package func select(
    ranking: [Int], scores: [Double], keys: [UInt64], randomKeys: [UInt64], draw: Draw, threads: Int,
    labelled: () throws -> [Float] = { [] }, vectors: ([Int]) throws -> (values: [Float], dimensions: Int)
  ) throws -> (picks: [Pick], clusters: KMeans.Result?, report: CandidateReport) {
    let (candidates, report) = try Candidates.choose(
      ranking: ranking, scores: scores, threshold: threshold, cap: candidateCap, atLeast: wanted)
    var (picks, clusters) = try choose(
      keys: candidates.map { keys[$0] }, draw: draw, threads: threads, labelled: labelled
    ) { try vectors(candidates) }
    for index in picks.indices { picks[index].row = candidates[picks[index].row] }
    let taken = Set(picks.map(\.row))
    let rest = ranking.filter { !taken.contains($0) }
    picks += try BatchSelection.random(pool: rest, keys: rest.map { randomKeys[$0] }, count: size - picks.count)
    return (picks, clusters, report)
  }
}
