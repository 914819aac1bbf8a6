import Quality
import Testing

/// Expected values: scipy 1.x, `binomtest(k, n).proportion_ci(method="wilson")`.
struct ProportionTests {
  @Test(arguments: [
    (17, 20, 0.6395811352592431, 0.9476312541037835), (0, 10, 0, 0.27753279986288926),
    (10, 10, 0.7224672001371109, 1), (85, 100, 0.7671644040916763, 0.9069401471634337),
    (1, 3, 0.06149194472039626, 0.7923403991979523),
  ])
  func wilsonAgreesWithScipy(successes: Int, trials: Int, low: Double, high: Double) {
    let interval = Wilson.interval(successes: successes, trials: trials)
    #expect(abs(interval.low - low) < 1e-12)
    #expect(abs(interval.high - high) < 1e-12)
  }

  @Test func withoutTrialsNothingIsKnown() {
    #expect(Wilson.interval(successes: 0, trials: 0) == Interval(low: 0, high: 1))
    #expect(Proportion(successes: 0, trials: 0).value == nil)
    #expect(Proportion(successes: 0, trials: 0).interval == nil)
    #expect(Wilson.interval(successes: 5, trials: -2) == Interval(low: 0, high: 1))
  }

  @Test func moreSuccessesThanTrialsAreAll() {
    #expect(Wilson.interval(successes: 30, trials: 20).high == 1)
    #expect(Wilson.interval(successes: -3, trials: 20).low == 0)
  }
}
