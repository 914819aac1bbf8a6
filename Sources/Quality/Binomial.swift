/// The exact binomial test.
package enum Binomial {
  /// The largest number of trials that is computed exactly.
  package static let maximumTrials = 10_000_000

  /// The probability of a count no more probable than this one, if each trial succeeds with `rate`.
  ///
  /// Two-sided, as R's `binom.test` and scipy's `binomtest`: the sum of all probabilities not above that of the
  /// count found (with their tolerance of 1e-7). Probabilities are computed relative to the mode's by ratios of
  /// neighbours, with multiplication and division alone. Nil for a rate outside [0, 1], a count outside
  /// 0...trials or more than `maximumTrials`. O(trials) at the most, in practice O(√trials).
  package static func twoSided(successes: Int, trials: Int, rate: Double) -> Double? {
    guard trials >= 0, trials <= maximumTrials, (0...trials).contains(successes), rate >= 0, rate <= 1
    else { return nil }
    if rate == 0 { return successes == 0 ? 1 : 0 }
    if rate == 1 { return successes == trials ? 1 : 0 }
    let mode = min(trials, Int(Double(trials + 1) * rate))
    let odds = rate / (1 - rate)
    var downwards: [Double] = []  // weights of mode − 1, mode − 2, …
    var weight = 1.0
    var k = mode
    while k > 0, weight > 0 {
      weight *= Double(k) / (Double(trials - k + 1) * odds)
      k -= 1
      downwards.append(weight)
      if weight < 1e-300 { break }
    }
    var upwards: [Double] = []  // weights of mode + 1, mode + 2, …
    weight = 1
    k = mode
    while k < trials, weight > 0 {
      weight *= Double(trials - k) * odds / Double(k + 1)
      k += 1
      upwards.append(weight)
      if weight < 1e-300 { break }
    }
    let found: Double
    if successes == mode {
      return 1
    } else if successes < mode {
      let index = mode - successes - 1
      found = downwards.indices.contains(index) ? downwards[index] : 0
    } else {
      let index = successes - mode - 1
      found = upwards.indices.contains(index) ? upwards[index] : 0
    }
    let limit = found * (1 + 1e-7)
    guard limit < 1 else { return 1 }  // as probable as the mode
    // From the smallest to the largest, so that no small term is lost.
    var all = 0.0
    var extreme = 0.0
    for side in [downwards, upwards] {
      for term in side.reversed() {
        all += term
        if term <= limit { extreme += term }
      }
    }
    return min(1, extreme / (all + 1))
  }
}
