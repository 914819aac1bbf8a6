import Draws

/// Why an image is in a batch.
package enum Share: String, Sendable, CaseIterable {
  /// Chosen for what the model does not know.
  case uncertain
  /// Drawn at random from the whole remaining pool.
  case random
}

/// An image of a batch.
package struct Pick: Sendable, Equatable {
  /// The image's row.
  package var row: Int
  /// The share that took it.
  package var share: Share
  /// Its cluster, where there are clusters.
  package var cluster: Int32?
  /// Its Euclidean distance from the centroid of that cluster.
  package var distance: Float?
  /// The probability with which it was to be in the batch: 1 for a deterministic pick, which is a certainty stratum,
  /// n / N for one of n drawn from N.
  package var inclusionProbability: Double

  /// Puts a pick together.
  package init(row: Int, share: Share, cluster: Int32?, distance: Float?, inclusionProbability: Double) {
    self.row = row
    self.share = share
    self.cluster = cluster
    self.distance = distance
    self.inclusionProbability = inclusionProbability
  }
}

/// The batch: which of the candidates, and which at random.
package enum BatchSelection {
  /// How many images of a batch are drawn at random: the nearest whole number to the share of it, halves up.
  ///
  /// - Returns: A number from 0 to `batch`.
  package static func randomCount(batch: Int, share: Double) -> Int {
    guard batch > 0, share > 0 else { return 0 }
    let count = (Double(batch) * share + 0.5).rounded(.down)
    return count < Double(batch) ? Int(count) : batch
  }

  /// One image of each cluster, the nearest to its centroid, with as many clusters as images are wanted.
  ///
  /// Of members equally near the one with the smaller draw key is taken, so that each cluster gives exactly one image and no
  /// image is given twice. Where there are no more candidates than images wanted, all are taken, each its own cluster.
  ///
  /// - Parameters:
  ///   - candidates: The candidates' rows, best first.
  ///   - embeddings: A vector of `dimensions` floats for each of `candidates`, in their order.
  ///   - dimensions: At least 1.
  ///   - keys: One draw key for each of `candidates`, in their order.
  ///   - batch: How many images are wanted.
  ///   - iterations: Lloyd iterations at the most.
  ///   - draw: What the start of the clustering is drawn from.
  ///   - threads: How many threads to use.
  /// - Returns: The picks in the order of `candidates`, and the clustering of the candidates; nil where nothing is
  ///   to be clustered.
  /// - Throws: `SelectionError` where shapes do not fit or a vector is not finite.
  package static func kmeans(
    candidates: [Int], embeddings: [Float], dimensions: Int, keys: [UInt64], batch: Int,
    iterations: Int = 25, draw: Draw, threads: Int
  ) throws -> (picks: [Pick], clusters: KMeans.Result?) {
    guard keys.count == candidates.count else {
      throw SelectionError.count(of: .keys, expected: candidates.count, found: keys.count)
    }
    let clusters = min(batch, candidates.count)
    guard clusters > 0 else { return ([], nil) }
    let result = try KMeans.cluster(
      embeddings, dimensions: dimensions, clusters: clusters, iterations: iterations, draw: draw,
      pointKeys: keys, threads: threads)
    let picks = representatives(of: result, keys: keys).sorted().map { position in
      Pick(
        row: candidates[position], share: .uncertain, cluster: result.assignment[position],
        distance: result.distances[position].squareRoot(), inclusionProbability: 1)
    }
    return (picks, result)
  }

  /// The member of each cluster that is nearest to its centroid, by cluster.
  ///
  /// - Parameters:
  ///   - result: A clustering, in which no cluster is empty.
  ///   - keys: One draw key a point: of members equally near the one with the smaller key is taken.
  /// - Returns: One point a cluster.
  package static func representatives(of result: KMeans.Result, keys: [UInt64]) -> [Int] {
    var best = [Int?](repeating: nil, count: result.sizes.count)
    for point in result.assignment.indices {
      let cluster = Int(result.assignment[point])
      if let known = best[cluster] {
        let (d, e) = (result.distances[point], result.distances[known])
        if d > e || (d == e && keys[point] >= keys[known]) { continue }
      }
      best[cluster] = point
    }
    return best.compactMap(\.self)
  }

  /// The picks of a core-set selection, in their order; their distance is that from the nearest point chosen before.
  static func covering(_ chosen: KCenterGreedy.Result) -> [Pick] {
    zip(chosen.picks, chosen.distances).map { row, squared in
      Pick(
        row: row, share: .uncertain, cluster: nil, distance: squared.isFinite ? squared.squareRoot() : nil,
        inclusionProbability: 1)
    }
  }

  /// The head of the ranking.
  ///
  /// - Parameters:
  ///   - candidates: The candidates' rows, best first.
  ///   - batch: How many images are wanted.
  /// - Returns: The picks in the order of `candidates`.
  package static func rank(candidates: [Int], batch: Int) -> [Pick] {
    candidates.prefix(max(0, batch)).map {
      Pick(row: $0, share: .uncertain, cluster: nil, distance: nil, inclusionProbability: 1)
    }
  }

  /// A simple random sample without replacement: the rows with the smallest draw keys.
  ///
  /// For the random share, `pool` is every image that may be selected and has not been picked: the picks before are a
  /// certainty stratum, and each other image has the probability n / N of n drawn from N.
  ///
  /// - Parameters:
  ///   - pool: Rows.
  ///   - keys: One draw key for each of `pool`, in their order, from a draw used for nothing else.
  ///   - count: How many are wanted.
  /// - Returns: The picks in the order of their keys.
  /// - Throws: `SelectionError.count` where the lengths differ.
  package static func random(pool: [Int], keys: [UInt64], count: Int) throws -> [Pick] {
    guard keys.count == pool.count else {
      throw SelectionError.count(of: .keys, expected: pool.count, found: keys.count)
    }
    let taken = Ranking.byKey(pool, keys: keys).prefix(max(0, count))
    let probability = pool.isEmpty ? 0 : Double(taken.count) / Double(pool.count)
    return taken.map {
      Pick(row: $0, share: .random, cluster: nil, distance: nil, inclusionProbability: probability)
    }
  }
}
