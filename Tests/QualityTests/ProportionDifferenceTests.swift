import Quality
import Testing

@Suite struct ProportionDifferenceTests {
  /// The examples of Newcombe (1998), Statistics in Medicine 17, table II, method 10.
  @Test(arguments: [
    (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775), (0, 10, 0, 10, -0.2775, 0.2775), (10, 10, 0, 20, 0.6791, 1.0000),
  ])
  func agreesWithThePaper(_ a: Int, _ m: Int, _ b: Int, _ n: Int, _ low: Double, _ high: Double) throws {
    let found = try #require(
      ProportionDifference(Proportion(successes: a, trials: m), Proportion(successes: b, trials: n)))
    #expect(abs(found.value - (Double(a) / Double(m) - Double(b) / Double(n))) < 1e-12)
    #expect(abs(found.interval.low - low) < 6e-5 && abs(found.interval.high - high) < 6e-5)
  }

  @Test func thereIsNoneWithoutATrial() {
    let some = Proportion(successes: 1, trials: 2)
    #expect(ProportionDifference(some, Proportion(successes: 0, trials: 0)) == nil)
    #expect(ProportionDifference(Proportion(successes: 0, trials: 0), some) == nil)
  }
}
