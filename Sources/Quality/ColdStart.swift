/// How a class's count in the first labels compares with its declared share of production.
package enum ColdStartFinding: String, Sendable, Equatable, CaseIterable {
  /// No production rate was declared for the class.
  case undeclared
  /// As many as the declared rate leads to expect.
  case within
  /// More than chance explains.
  case more
  /// Fewer than chance explains.
  case fewer
}

/// One class of the cold-start diagnostic.
package struct ColdStartRow: Sendable, Equatable {
  /// The class.
  package var index: Int
  /// Labels of the class among the first batch's.
  package var count: Int
  /// Their share, with Wilson's 95 % interval; nil without labels.
  package var share: Double?
  package var interval: Interval?
  /// The declared share of production.
  package var declared: Double?
  /// Labels that the declared share leads to expect.
  package var expected: Double?
  /// The exact binomial test's two-sided probability, not corrected for the number of classes.
  package var pValue: Double?
  package var finding: ColdStartFinding
}

/// The first labels' classes against what is known of production.
package enum ColdStart {
  /// The level that all tests together keep: each class is tested at this by the number of declared classes.
  package static let level = 0.05

  /// One row a class.
  ///
  /// `counts` holds the first batch's labels by class, `declared` the rates by class, nil where none is. A finding
  /// other than `within` needs a probability below 0.05 / declared classes (Bonferroni). Meant for a first batch
  /// drawn at random; one that over-samples known bad runs differs from production on purpose.
  package static func compare(counts: [Int], declared: [Double?]) -> [ColdStartRow] {
    let total = counts.reduce(0) { $0 + max(0, $1) }
    let tested = declared.count { $0 != nil }
    return counts.indices.map { index in
      let count = max(0, counts[index])
      let rate = declared.indices.contains(index) ? declared[index] : nil
      let proportion = Proportion(successes: count, trials: total)
      let pValue = rate.flatMap {
        total > 0 ? Binomial.twoSided(successes: count, trials: total, rate: $0) : nil
      }
      let expected = rate.map { $0 * Double(total) }
      var finding = ColdStartFinding.undeclared
      if let expected {
        finding = .within
        if let pValue, pValue < level / Double(max(1, tested)) {
          finding = Double(count) > expected ? .more : .fewer
        }
      }
      return ColdStartRow(
        index: index, count: count, share: proportion.value, interval: proportion.interval,
        declared: rate, expected: expected, pValue: pValue, finding: finding)
    }
  }
}
