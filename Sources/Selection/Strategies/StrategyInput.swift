import Draws

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
