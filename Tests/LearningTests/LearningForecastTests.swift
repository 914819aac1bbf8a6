import Draws
import Learning
import Testing

struct LearningForecastTests {
  private let draw = Draw(randomSeed: 1, iteration: 4, stage: "report/forecast")
  private let known = PowerCurve(limit: 0.9, gap: 4, rate: 0.5)

  private func points(_ curve: PowerCurve, _ labels: [Int], deviation: Double = 0.01) -> [LearningForecast.Point] {
    labels.map {
      LearningForecast.Point(labels: $0, value: curve.value(at: Double($0)), deviation: deviation)
    }
  }

  @Test func aCurveAndItsInverseBelongTogether() throws {
    #expect(abs(known.value(at: 100) - 0.5) < 1e-12)
    #expect(abs(try #require(known.labels(reaching: 0.5)) - 100) < 1e-9)
    #expect(known.labels(reaching: 0.9) == nil && known.labels(reaching: 0.95) == nil)
    #expect(PowerCurve(limit: 0.9, gap: 0, rate: 1).labels(reaching: 0.8) == 1)
  }

  @Test func theCurveBehindThePointsIsFound() throws {
    let forecast = try #require(
      LearningForecast(points(known, [100, 200, 300, 450, 600]), resamples: 200, draw: draw))
    #expect(abs(forecast.curve.limit - 0.9) < 1e-9 && abs(forecast.curve.gap - 4) < 1e-6)
    #expect(forecast.curve.rate == 0.5)
    // 0.9 − 4 / √n = 0.8 at n = 1,600.
    let answer = forecast.labels(reaching: 0.8, most: 6_000)
    let labels = try #require(answer.labels)
    #expect(abs(labels - 1_600) < 1e-3)
    let low = try #require(answer.low)
    #expect(low < labels && low > 600 && (answer.high ?? .infinity) > labels)
    let band = forecast.band(at: 1_600)
    #expect(abs(band.value - 0.8) < 1e-9 && band.low < 0.8 && band.high > 0.8)
  }

  @Test func betterKnownPointsMakeANarrowerBand() throws {
    let labels = [100, 200, 300, 450, 600, 900]
    func band(_ deviation: Double) throws -> Double {
      let forecast = try #require(
        LearningForecast(points(known, labels, deviation: deviation), resamples: 200, draw: draw))
      let band = forecast.band(at: 1_600)
      return band.high - band.low
    }
    #expect(try band(0.005) < band(0.03))
    // No point counts as known without error.
    #expect(try band(0) == band(0.005))
  }

  @Test func aPointThatIsHardlyKnownMovesTheCurveLittle() throws {
    var some = points(known, [100, 200, 300, 450, 600])
    some[2].value = 0.2
    some[2].deviation = 1
    let forecast = try #require(LearningForecast(some, resamples: 0, draw: draw))
    #expect(abs(forecast.curve.value(at: 1_600) - 0.8) < 0.01)
  }

  @Test func noCurveGoesBeyondOneOrDown() throws {
    let steep = (1...6).map { LearningForecast.Point(labels: 100 * $0, value: 0.16 * Double($0), deviation: 0.02) }
    let up = try #require(LearningForecast(steep, resamples: 0, draw: draw)).curve
    #expect(up.limit == 1 && up.gap > 0)
    let falling = (1...6).map { LearningForecast.Point(labels: 100 * $0, value: 1 - 0.1 * Double($0), deviation: 0.02) }
    let down = try #require(LearningForecast(falling, resamples: 0, draw: draw)).curve
    #expect(down.gap == 0 && abs(down.limit - 0.65) < 1e-9)
  }

  @Test func whatIsNeverReachedOrFarAwayHasNoNumber() throws {
    let forecast = try #require(
      LearningForecast(points(known, [100, 200, 300, 450, 600, 900, 1_200]), resamples: 200, draw: draw))
    let never = forecast.labels(reaching: 0.99, most: 12_000)
    #expect(never.labels == nil && never.high == nil && never.never > 0.5)
    let far = forecast.labels(reaching: 0.8, most: 1_300)
    #expect(far.labels == nil && far.high == nil)
    let near = forecast.labels(reaching: 0.6, most: 1_300)
    #expect(near.labels != nil && near.never == 0)
  }

  @Test func fewerThanFourNumbersOfLabelsAreTooFew() {
    #expect(LearningForecast(points(known, [100, 200, 300]), resamples: 10, draw: draw) == nil)
    #expect(LearningForecast(points(known, [100, 200, 300, 300]), resamples: 10, draw: draw) == nil)
    #expect(LearningForecast(points(known, [0, 100, 200, 300]), resamples: 10, draw: draw) == nil)
    #expect(LearningForecast(points(known, [100, 200, 300, 400]), resamples: 10, draw: draw) != nil)
  }

  @Test func theDrawsDependOnTheSeedAlone() throws {
    let some = points(known, [100, 200, 300, 450, 600])
    let few = try #require(LearningForecast(some, resamples: 20, draw: draw))
    let more = try #require(LearningForecast(some, resamples: 40, draw: draw))
    #expect(few.resampled == Array(more.resampled.prefix(20)))
    let other = try #require(
      LearningForecast(some, resamples: 20, draw: Draw(randomSeed: 2, iteration: 4, stage: "report/forecast")))
    #expect(other.resampled != few.resampled && other.curve == few.curve)
  }

  @Test func uncertaintyIsTheShareOfTheLargestEntropy() throws {
    #expect(try #require(Metrics.uncertainty([[0.5, 0.5], [1, 0]], classes: 2)) == 0.5)
    #expect(try #require(Metrics.uncertainty([[0, 1, 0]], classes: 3)) == 0)
    #expect(abs(try #require(Metrics.uncertainty([[0.25, 0.25, 0.25, 0.25]], classes: 4)) - 1) < 1e-12)
    #expect(Metrics.uncertainty([], classes: 2) == nil && Metrics.uncertainty([[1]], classes: 1) == nil)
  }
}
