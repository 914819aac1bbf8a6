import Quality
import Testing

/// Expected values: scipy 1.x, `binomtest(k, n, p).pvalue`.
struct BinomialTests {
  @Test(arguments: [
    (267, 300, 0.94, 0.0008806954947823734), (3, 10, 0.5, 0.34375), (0, 300, 0.01, 0.08179184047406489),
    (8, 300, 0.01, 0.011474078634877684), (1, 1, 0.3, 0.3), (50, 1000, 0.03, 0.000562080727239821),
    (10, 20, 0.5, 1), (2500, 1_000_000, 0.0023, 3.733458632297576e-05), (7, 10, 0.9, 0.07019082639999996),
    (0, 5, 0.2, 0.5904), (300, 300, 0.5, 9.818186930595453e-91), (0, 1, 0.5, 1), (1, 1, 0.5, 1),
  ])
  func agreesWithScipy(successes: Int, trials: Int, rate: Double, expected: Double) throws {
    let found = try #require(Binomial.twoSided(successes: successes, trials: trials, rate: rate))
    let tolerance: Double = 1e-9 * expected
    #expect(abs(found - expected) <= tolerance)
  }

  @Test func certainRatesAreKept() {
    #expect(Binomial.twoSided(successes: 0, trials: 9, rate: 0) == 1)
    #expect(Binomial.twoSided(successes: 1, trials: 9, rate: 0) == 0)
    #expect(Binomial.twoSided(successes: 9, trials: 9, rate: 1) == 1)
    #expect(Binomial.twoSided(successes: 0, trials: 0, rate: 0.4) == 1)
  }

  @Test func impossibleArgumentsHaveNoAnswer() {
    #expect(Binomial.twoSided(successes: 4, trials: 3, rate: 0.5) == nil)
    #expect(Binomial.twoSided(successes: -1, trials: 3, rate: 0.5) == nil)
    #expect(Binomial.twoSided(successes: 0, trials: -3, rate: 0.5) == nil)
    #expect(Binomial.twoSided(successes: 1, trials: 3, rate: .nan) == nil)
    #expect(Binomial.twoSided(successes: 1, trials: 3, rate: 1.2) == nil)
    #expect(Binomial.twoSided(successes: 1, trials: .max, rate: 0.2) == nil)
  }

  @Test func extremeRatesOfManyTrialsEndQuickly() throws {
    let found = try #require(Binomial.twoSided(successes: 0, trials: 10_000_000, rate: 0.999_999))
    #expect(found == 0)
  }
}
