/// What a sample says of the mean of its population.
package struct SampleEstimate: Sendable, Equatable {
  /// The mean.
  package var value: Double
  /// The root of the estimated variance; nil where it cannot be estimated, or where all answers agree and 0 would bound no error.
  package var standardError: Double?
  /// The 95 % interval; nil where none can be given.
  package var interval: Interval?
  /// Why there is no interval.
  package var withoutInterval: WithoutInterval?

  /// Why an estimate has no interval.
  package enum WithoutInterval: Sendable, Equatable {
    /// A stratum of which not all is known has fewer than two answers: its variance cannot be estimated.
    case tooFew(answers: Int)
    /// All answers of every stratum agree: the estimated variance of 0 is no bound on the error.
    case allAlike
  }
}

/// Estimates from a sample whose probabilities are known.
///
/// D. G. Horvitz and D. J. Thompson, A generalization of sampling without replacement from a finite universe, JASA 47 (1952).
package enum HorvitzThompson {
  /// The mean of a population that was drawn from by strata, with simple random sampling in each.
  ///
  /// The mean is Σ N_h ȳ_h / N: Horvitz and Thompson's with πᵢ = n_h / N_h. Its variance is estimated by
  /// Σ N_h² (1 − n_h / N_h) s_h² / n_h / N², in which a stratum that is known altogether has no part (Cochran, Sampling
  /// Techniques, 3rd ed., 5.6). The interval: exact where one stratum alone is not known altogether and its values are 0 and 1, by
  /// the hypergeometric distribution, so that it holds with few answers and where all agree; otherwise normal, within
  /// [0, 1] if all values are.
  ///
  /// - Throws: `EstimateRefusal` where a stratum has images and no answer.
  package static func mean(_ strata: [SampleStratum]) throws(EstimateRefusal) -> SampleEstimate {
    let all = strata.filter { $0.population > 0 }
    let population = all.reduce(0) { $0 + $1.population }
    guard population > 0 else { throw .emptyPopulation }
    for stratum in all {
      if stratum.drawn == 0 { throw .zeroProbability(images: stratum.population) }
      if stratum.values.isEmpty { throw .unanswered(drawn: stratum.drawn) }
      guard stratum.values.count <= stratum.population else {
        throw .populationDiffers(expected: stratum.population, found: stratum.values.count)
      }
    }
    let size = Double(population)
    let total = all.reduce(0) { $0 + Double($1.population) * mean($1.values) }
    var estimate = SampleEstimate(value: total / size)
    let open = all.filter { !$0.isCertain }
    if let few = open.map(\.values.count).min(), few < 2 {
      estimate.withoutInterval = .tooFew(answers: few)
      return estimate
    }
    let error = open.reduce(0) { $0 + variance(ofTotal: $1) }.squareRoot() / size
    estimate.standardError = error > 0 || open.isEmpty ? error : nil
    if let only = open.first, open.count == 1, only.values.allSatisfy({ $0 == 0 || $0 == 1 }) {
      let hits = only.values.count { $0 == 1 }
      let counts = Hypergeometric.interval(
        successes: hits, draws: only.values.count, population: only.population)
      let known = total - Double(only.population) * mean(only.values)
      estimate.interval = Interval(
        low: (known + Double(counts.lowerBound)) / size, high: (known + Double(counts.upperBound)) / size)
    } else if error == 0, !open.isEmpty {
      estimate.withoutInterval = .allAlike
    } else {
      let isShare = all.allSatisfy { $0.values.allSatisfy { (0...1).contains($0) } }
      let (low, high) = (estimate.value - Wilson.z95 * error, estimate.value + Wilson.z95 * error)
      estimate.interval = Interval(low: isShare ? max(0, low) : low, high: isShare ? min(1, high) : high)
    }
    return estimate
  }

  /// The estimated variance of N ȳ for n of N drawn without replacement: N² (1 − n/N) s² / n.
  private static func variance(ofTotal stratum: SampleStratum) -> Double {
    let (n, size) = (Double(stratum.values.count), Double(stratum.population))
    let centre = mean(stratum.values)
    let spread = stratum.values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / (n - 1)
    return size * (size - n) * spread / n
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
