/// What Dawid and Skene's estimation comes to.
package struct DawidSkeneEstimate: Sendable, Equatable {
  /// The probability of each class for each image; flat, images × classes.
  ///
  /// 1 for a known label; the share of the classes for an image without a vote.
  package let posterior: [Double]
  /// The class of highest probability for each image, the lowest of several; empty if there are no classes.
  ///
  /// Of an image without a vote it says no more than which class is common.
  package let labels: [Int]
  /// The share of each class among the images that have a vote and whose label is not known; even if there are none.
  package let classPrior: [Double]
  /// `[annotator][true][answered]`: the probability of the answer; even where neither votes nor earlier counts say anything.
  package let confusion: [[[Double]]]
  /// `[annotator][true][answered]`: how often it was answered, by the posterior; without earlier counts, so that the sum of
  /// both is what a later estimation takes as its earlier counts.
  package let counts: [[[Double]]]
  /// Rounds that were done.
  package let iterations: Int
  /// Whether the bound had come to rest before the last round that was allowed.
  package let converged: Bool
  /// The evidence lower bound by vote, in nats, as crowd-kit computes it: the share of the classes counts once a vote.
  ///
  /// Earlier counts add the logarithm of their probability. Nil if no round was done, as where no vote names a class.
  package let bound: Double?

  init(
    _ steps: DawidSkeneSteps, of model: DawidSkene, known: [Int?], occurring: [Int], iterations: Int, converged: Bool,
    bound: Double?
  ) {
    let (size, few) = (model.classes, occurring.count)
    let even = size > 0 ? 1 / Double(size) : 0
    var prior = [Double](repeating: steps.hasUnknown ? 0 : even, count: size)
    if steps.hasUnknown {
      for (place, label) in occurring.enumerated() { prior[label] = steps.share[place] }
    }
    var posterior: [Double] = []
    posterior.reserveCapacity(model.images * size)
    for image in 0..<model.images {
      if let label = known[image] {
        posterior += (0..<size).map { $0 == label ? 1 : 0 }
      } else if let pattern = steps.patterns.ofImage[image] {
        let first = posterior.count
        posterior += repeatElement(0, count: size)
        for (place, label) in occurring.enumerated() {
          posterior[first + label] = steps.posterior[pattern * few + place]
        }
      } else {
        posterior += prior
      }
    }
    self.posterior = posterior
    labels =
      size == 0
      ? []
      : (0..<model.images).map { image in
        let first = image * size
        return (1..<size).reduce(0) { posterior[first + $1] > posterior[first + $0] ? $1 : $0 }
      }
    classPrior = prior
    func matrices(_ table: [Double], otherwise: Double) -> [[[Double]]] {
      (0..<model.annotators).map { annotator in
        var matrix = [[Double]](repeating: [Double](repeating: otherwise, count: size), count: size)
        guard steps.hasGiven(annotator) else { return matrix }
        for (column, truth) in occurring.enumerated() {
          matrix[truth] = [Double](repeating: 0, count: size)
          for (place, answered) in occurring.enumerated() {
            matrix[truth][answered] = table[(annotator * few + place) * few + column]
          }
        }
        return matrix
      }
    }
    confusion = matrices(steps.errors, otherwise: even)
    counts = matrices(steps.counts, otherwise: 0)
    self.iterations = iterations
    self.converged = converged
    self.bound = bound
  }
}
