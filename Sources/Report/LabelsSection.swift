/// All labels so far.
package struct LabelsSection: Codable, Sendable, Equatable {
  package var total: Int
  /// How this iteration's labels were decided: `unanimous`, `majority`, `senior`, `undecided`.
  package var decidedBy: [CountSection]
  package var weights: WeightsSection?

  package init(total: Int = 0, decidedBy: [CountSection] = [], weights: WeightsSection? = nil) {
    self.total = total
    self.decidedBy = decidedBy
    self.weights = weights
  }
}

/// The weights of all labels so far.
package struct WeightsSection: Codable, Sendable, Equatable {
  package var floor: Double
  package var mean: Double
  /// Labels of full weight.
  package var full: Int
  /// Counts in ten bins of equal width over [0, 1], the last one closed.
  package var bins: [Int]

  package init(floor: Double, mean: Double, full: Int, bins: [Int]) {
    self.floor = floor
    self.mean = mean
    self.full = full
    self.bins = bins
  }

  /// The summary of weights given in any order; nil without one.
  package init?(weights: [Double], floor: Double) {
    guard !weights.isEmpty else { return nil }
    var bins = [Int](repeating: 0, count: 10)
    var sum = 0.0
    for weight in weights.sorted() {
      let bounded = weight.isNaN ? 0 : min(1, max(0, weight))
      bins[min(9, Int(bounded * 10))] += 1
      sum += bounded
    }
    self.init(
      floor: floor, mean: sum / Double(weights.count), full: weights.count { $0 >= 1 }, bins: bins)
  }
}

/// Iteration 0: the first labels' classes against what is known of production.
package struct ColdStartSection: Codable, Sendable, Equatable {
  /// What is said of a first batch that was chosen to cover the pool.
  package static let toCover = "to cover the pool"

  package var labels: Int
  /// How the first batch was drawn, in a few words: `at random`, `stratified by group`.
  package var drawn: String
  /// Whether known bad runs were drawn more often, so that the batch differs from production on purpose.
  package var oversampled: Bool
  package var rows: [ColdStartLine]

  package init(labels: Int, drawn: String, oversampled: Bool, rows: [ColdStartLine]) {
    self.labels = labels
    self.drawn = drawn
    self.oversampled = oversampled
    self.rows = rows
  }
}

/// One class of the cold-start diagnostic.
package struct ColdStartLine: Codable, Sendable, Equatable {
  package enum Finding: String, Codable, Sendable, CaseIterable { case undeclared, within, more, fewer }
  package var name: String
  package var count: Int
  package var share: Estimate?
  /// The declared share of production; nil: none was declared.
  package var declared: Double?
  package var expected: Double?
  package var pValue: Double?
  package var finding: Finding

  package init(
    name: String, count: Int, share: Estimate?, declared: Double?, expected: Double?, pValue: Double?,
    finding: Finding
  ) {
    self.name = name
    self.count = count
    self.share = share
    self.declared = declared
    self.expected = expected
    self.pValue = pValue
    self.finding = finding
  }
}
