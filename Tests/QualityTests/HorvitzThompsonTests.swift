import Quality
import Testing

struct HorvitzThompsonTests {
  /// All ways to draw `count` of `values`.
  static func samples(of values: [Double], _ count: Int) -> [[Double]] {
    guard count > 0 else { return [[]] }
    guard let first = values.first, values.count >= count else { return [] }
    let rest = Array(values.dropFirst())
    return samples(of: rest, count - 1).map { [first] + $0 } + samples(of: rest, count)
  }

  @Test(arguments: [[0, 1, 1, 0, 1, 1, 0], [3, -1, 0.5, 8, 2, 2, -7]] as [[Double]])
  func meanAndVarianceAreUnbiasedOverAllSamples(of open: [Double]) throws {
    let sure = [1.0, 0, 1]
    let truth = (sure + open).reduce(0, +) / Double(sure.count + open.count)
    for count in 2...open.count {
      let estimates = try Self.samples(of: open, count).map { drawn in
        try HorvitzThompson.mean([
          SampleStratum(population: sure.count, values: sure), SampleStratum(population: open.count, values: drawn),
        ])
      }
      let number = Double(estimates.count)
      let mean = estimates.reduce(0) { $0 + $1.value } / number
      #expect(abs(mean - truth) < 1e-14)
      let spread = estimates.reduce(0) { $0 + ($1.value - truth) * ($1.value - truth) } / number
      let estimated = estimates.reduce(0) { $0 + ($1.standardError ?? 0) * ($1.standardError ?? 0) } / number
      #expect(abs(spread - estimated) < 1e-14)
    }
  }

  @Test func agreesWithAnExampleWorkedByHand() throws {
    // 2 picked for certain, both right; 4 of 10 drawn, 3 of them right: (2 + 10 · 0.75) / 12, variance 10 · 6 · 0.25 / 4 / 144.
    let design = try SampleDesign(
      [1, 1].map { SampledImage(probability: 1, value: $0) }
        + [1, 1, 0, 1].map { SampledImage(probability: 0.4, value: $0) },
      population: 12)
    let estimate = try HorvitzThompson.mean(design.strata)
    #expect(abs(estimate.value - 9.5 / 12) < 1e-15)
    #expect(abs((estimate.standardError ?? 0) - (15.0 / 4).squareRoot() / 12) < 1e-15)
    // 3 to 9 of the 10 are right: with 2 or 10, 3 of 4 would not be found in 2.5 %.
    #expect(estimate.interval == Interval(low: 5.0 / 12, high: 11.0 / 12))
  }

  /// Every number of successes of a population of 15 is held by the interval in 95 % of the samples at least.
  @Test func exactIntervalHoldsForEveryPopulation() {
    let population = 15
    for draws in 2..<population {
      for truth in 0...population {
        var held = 0.0
        var all = 0.0
        for found in max(0, draws - population + truth)...min(draws, truth) {
          let ways = Self.choose(truth, found) * Self.choose(population - truth, draws - found)
          all += ways
          if Hypergeometric.interval(successes: found, draws: draws, population: population).contains(truth) {
            held += ways
          }
        }
        #expect(held / all >= 0.95, "\(truth) of \(population), \(draws) drawn: \(held / all)")
      }
    }
  }

  private static func choose(_ n: Int, _ k: Int) -> Double {
    (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
  }

  // Computed with scipy 1.17.1: hypergeom(N, K, n).sf(x - 1) and .cdf(x) above 0.025.
  @Test(arguments: Reference.intervals)
  func exactIntervalAgreesWithScipy(_ case: Reference) {
    #expect(
      Hypergeometric.interval(successes: `case`.found, draws: `case`.draws, population: `case`.population)
        == `case`.low...`case`.high)
  }

  struct Reference: Sendable {
    let population: Int
    let draws: Int
    let found: Int
    let low: Int
    let high: Int

    static let intervals: [Reference] = [
      Reference(population: 10, draws: 4, found: 3, low: 3, high: 9),
      Reference(population: 13, draws: 2, found: 1, low: 1, high: 12),
      Reference(population: 2000, draws: 8, found: 8, low: 1263, high: 2000),
      Reference(population: 2000, draws: 8, found: 0, low: 0, high: 737),
      Reference(population: 1843, draws: 100, found: 91, low: 1545, high: 1763),
      Reference(population: 50_000, draws: 2500, found: 2461, low: 48_944, high: 49_439),
      Reference(population: 2_000_000, draws: 2500, found: 3, low: 496, high: 7002),
      Reference(population: 1_999_993, draws: 50_000, found: 49_000, low: 1_957_495, high: 1_962_381),
      Reference(population: 7, draws: 7, found: 3, low: 3, high: 3),
      Reference(population: 5, draws: 1, found: 1, low: 1, high: 5),
    ]
  }

  @Test func intervalsCoverTheTruthInNineteenOfTwentyDraws() throws {
    var generator = Numbers(state: 20_261_121)
    var pool = (0..<400).map { $0 % 12 == 0 ? 0.0 : 1 }
    let sure = Array(repeating: 0.0, count: 25) + Array(repeating: 1.0, count: 35)
    let truth = (pool + sure).reduce(0, +) / Double(pool.count + sure.count)
    var held = 0
    let runs = 2000
    for _ in 0..<runs {
      for place in 0..<30 { pool.swapAt(place, place + Int(generator.next() % UInt64(pool.count - place))) }
      let images =
        sure.map { SampledImage(probability: 1, value: $0) }
        + pool.prefix(30).map { SampledImage(probability: 30.0 / 400, value: $0) }
      let design = try SampleDesign(images, population: 460)
      let interval = try #require(try HorvitzThompson.mean(design.strata).interval)
      if (interval.low...interval.high).contains(truth) { held += 1 }
    }
    let coverage = Double(held) / Double(runs)
    #expect(coverage >= 0.95)
    #expect(coverage < 0.995, "wider than it need be: \(coverage)")
  }

  /// SplitMix64.
  struct Numbers {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  @Test func oneAnswerGivesAnEstimateWithoutInterval() throws {
    let design = try SampleDesign(
      [SampledImage(probability: 1, value: 0), SampledImage(probability: 0.25, value: 1)], population: 5)
    let estimate = try HorvitzThompson.mean(design.strata)
    #expect(estimate.value == 0.8)
    #expect(estimate.standardError == nil && estimate.interval == nil)
    #expect(estimate.withoutInterval == .tooFew(answers: 1))
  }

  @Test func strataWhoseAnswersAllAgreeHaveNoInterval() throws {
    let strata = [SampleStratum(population: 9, values: [1, 1]), SampleStratum(population: 4, values: [0, 0])]
    let estimate = try HorvitzThompson.mean(strata)
    #expect(estimate.withoutInterval == .allAlike)
    #expect(estimate.interval == nil)
  }

  @Test func aKnownPopulationHasNoError() throws {
    let estimate = try HorvitzThompson.mean([SampleStratum(population: 3, values: [1, 0, 0])])
    #expect(estimate.value == 1.0 / 3)
    #expect(estimate.standardError == 0)
  }
}
