/// How many successes a population may have, from those found among draws without replacement.
package enum Hypergeometric {
  /// The exact 95 % interval for the successes of a population: those numbers that neither one-sided test rejects at 2.5 %.
  ///
  /// It holds the true number with a probability of 95 % at least, whatever that number is (Buonaccorsi, The American
  /// Statistician 41 (1987)); for a share, divide by the population. O(draws · log population).
  ///
  /// - Parameters:
  ///   - successes: Found, from 0 to `draws`.
  ///   - draws: From 0 to `population`.
  ///   - population: How many there are.
  /// - Returns: The least and the greatest number that fits.
  package static func interval(successes: Int, draws: Int, population: Int) -> ClosedRange<Int> {
    let size = max(0, population)
    let n = min(max(0, draws), size)
    let x = min(max(0, successes), n)
    let (least, greatest) = (x, size - (n - x))
    // P(X ≥ x) grows with the population's successes, P(X ≤ x) falls.
    let low = first(from: least, to: greatest) { atLeast(x, successes: $0, draws: n, population: size) > level / 2 }
    let high =
      size
      - first(from: size - greatest, to: size - least) {
        atLeast(n - x, successes: $0, draws: n, population: size) > level / 2
      }
    return min(low, high)...max(low, high)
  }

  /// 1 − 95 %.
  private static let level = 0.05

  /// The first number that fits, where all after it do; the last where none does.
  private static func first(from low: Int, to high: Int, where fits: (Int) -> Bool) -> Int {
    var (low, high) = (low, high)
    while low < high {
      let middle = low + (high - low) / 2
      if fits(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The probability of `count` successes or more.
  ///
  /// Probabilities are taken relative to the most probable count's, by ratios of neighbours.
  static func atLeast(_ count: Int, successes: Int, draws: Int, population: Int) -> Double {
    let least = max(0, draws - (population - successes))
    let greatest = min(draws, successes)
    if count <= least { return 1 }
    if count > greatest { return 0 }
    let guess = Double(draws + 1) * Double(successes + 1) / Double(population + 2)
    let mode = min(greatest, max(least, Int(guess)))
    /// p(k + 1) / p(k).
    func ratio(_ k: Int) -> Double {
      Double(successes - k) * Double(draws - k) / (Double(k + 1) * Double(population - successes - draws + k + 1))
    }
    var (inside, outside) = (0.0, 0.0)
    func add(_ k: Int, _ weight: Double) { if k >= count { inside += weight } else { outside += weight } }
    add(mode, 1)
    var weight = 1.0
    var k = mode
    while k < greatest, weight > 1e-18 {
      weight *= ratio(k)
      k += 1
      add(k, weight)
    }
    weight = 1
    k = mode
    while k > least, weight > 1e-18 {
      weight /= ratio(k - 1)
      k -= 1
      add(k, weight)
    }
    return inside / (inside + outside)
  }
}
