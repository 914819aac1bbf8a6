import Draws

/// A way of choosing a batch among candidates: arrays in, places out.
///
/// A strategy is a value with its parameters, each in a file of its own. It knows of no file, no share and no cap; the
/// candidates come best first, so that a strategy that looks at no measure still knows which of two is asked about sooner.
package protocol BatchStrategy: Sendable {
  /// What it looks at beside keys and scores; the rest of the input is empty.
  var needs: StrategyNeeds { get }

  /// Chooses exactly `count` candidates, or all of them where there are fewer.
  ///
  /// The same candidates in another order, another number of threads or another instruction set give the same choice: ties
  /// go by draw key. A strategy that comes to fewer fills up with the best that are left.
  ///
  /// - Parameters:
  ///   - count: At least 0.
  ///   - input: The candidates.
  /// - Returns: The choice.
  /// - Throws: `SelectionError` where shapes do not fit or a number is not finite.
  func choose(_ count: Int, from input: StrategyInput) throws -> Choice
}

/// What a strategy looks at.
package struct StrategyNeeds: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The candidates' vectors.
  package static let vectors = StrategyNeeds(rawValue: 1)
  /// The candidates' probabilities.
  package static let probabilities = StrategyNeeds(rawValue: 2)
  /// The labelled images' vectors.
  package static let labelled = StrategyNeeds(rawValue: 4)
}

/// The candidates of a batch, best first, and what is labelled already.
package struct StrategyInput: Sendable {
  /// One draw key a candidate, for ties.
  package var keys: [UInt64]
  /// The acquisition measure, one a candidate; NaN where there is none.
  package var scores: [Double]
  /// Rows of `dimensions` floats, one a candidate.
  package var vectors: [Float]
  /// The length of a vector.
  package var dimensions: Int
  /// Rows of `classes` probabilities, one a candidate.
  package var probabilities: [Float]
  /// The number of classes.
  package var classes: Int
  /// Rows of `dimensions` floats, one a labelled image, in no order that matters.
  package var labelled: [Float]
  /// What else is drawn, such as the start of a clustering.
  package var draw: Draw
  /// How many threads to use.
  package var threads: Int

  /// Puts an input together; what a strategy does not need may be left out.
  package init(
    keys: [UInt64], scores: [Double] = [], vectors: [Float] = [], dimensions: Int = 0, probabilities: [Float] = [],
    classes: Int = 0, labelled: [Float] = [], draw: Draw, threads: Int = 1
  ) {
    self.keys = keys
    self.scores = scores
    self.vectors = vectors
    self.dimensions = dimensions
    self.probabilities = probabilities
    self.classes = classes
    self.labelled = labelled
    self.draw = draw
    self.threads = threads
  }
}

/// What a strategy has chosen, and what a receipt says about it.
package struct Choice: Sendable, Equatable {
  /// Places of candidates, in the order in which they were chosen.
  package var picks: [Int]
  /// The cluster of every candidate, from 0, or -1 for one that is in none; empty where the strategy forms no clusters.
  package var clusters: [Int32]
  /// The Euclidean distance of every candidate from the centroid of its cluster, or where there are no clusters from the
  /// nearest point chosen or labelled before it was chosen itself; empty where the strategy measures none, NaN for unknown.
  package var distances: [Float]
  /// One centroid a cluster, row-major; empty where there are none.
  package var centroids: [Float]

  /// Puts a choice together.
  package init(picks: [Int], clusters: [Int32] = [], distances: [Float] = [], centroids: [Float] = []) {
    self.picks = picks
    self.clusters = clusters
    self.distances = distances
    self.centroids = centroids
  }
}
