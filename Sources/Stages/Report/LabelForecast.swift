import Draws
import Learning
import Quality
import Report

/// The labels to the target, as the learning curve goes on.
package struct LabelForecast {
  /// How many times the labels so far a forecast goes at the most.
  private static let reach = 10
  /// The share of draws in which a target is never reached, above which no number of labels is given.
  private static let mostNever = 0.5
  private static let resamples = 1_000
  private static let places = 24

  private let report: QualityReport
  private let target: Double
  /// The labels that this iteration's model learned from.
  private let trainedOn: Int

  /// Takes the report as far as it has come; its learning curve ends with this iteration.
  package init(_ report: QualityReport, target: Double) {
    self.report = report
    self.target = target
    trainedOn = report.learningCurve.last?.trainedOn ?? 0
  }

  /// The forecast; nil without a model.
  package func section(draw: Draw) -> ForecastSection? {
    guard trainedOn > 0 else { return nil }
    let most = Self.reach * max(report.labels.total, trainedOn)
    let points = points
    func section(_ outcome: ForecastSection.Outcome) -> ForecastSection {
      ForecastSection(outcome: outcome, target: target, points: points.count, most: most)
    }
    if let now = report.model?.macroF1.value, now >= target { return section(.reached) }
    guard let forecast = LearningForecast(points, resamples: Self.resamples, draw: draw) else {
      return section(.tooFewPoints)
    }
    let answer = forecast.labels(reaching: target, most: Double(most))
    var found = section(answer.never > Self.mostNever ? .unlikely : answer.labels == nil ? .beyond : .forecast)
    (found.never, found.draws) = (answer.never, forecast.resampled.count)
    found.curve = ForecastSection.Curve(
      limit: forecast.curve.limit, gap: forecast.curve.gap, rate: forecast.curve.rate)
    if found.outcome == .forecast { add(answer, to: &found) }
    found.path = path(forecast, to: end(found))
    return found
  }

  /// The points of the curve whose interval is known: half of it is 1.96 standard deviations.
  private var points: [LearningForecast.Point] {
    report.learningCurve.compactMap { point in
      guard point.trainedOn > 0, let found = point.macroF1, let low = found.low, let high = found.high else {
        return nil
      }
      return LearningForecast.Point(
        labels: point.trainedOn, value: found.value, deviation: (high - low) / (2 * Wilson.z95))
    }
  }

  private func add(_ answer: LearningForecast.Answer, to section: inout ForecastSection) {
    // This iteration's model has not reached it.
    func whole(_ labels: Double?) -> Int? { labels.map { max(trainedOn, Int($0.rounded(.up))) } }
    func more(_ labels: Int?) -> Int? { labels.map { max(0, $0 - report.labels.total) } }
    func cost(_ labels: Int?) -> Double? {
      more(labels).flatMap { more in report.cost.perLabel.map { Double(more) * $0 } }
    }
    (section.labels, section.low, section.high) = (whole(answer.labels), whole(answer.low), whole(answer.high))
    section.more = more(section.labels)
    section.cost = cost(section.labels)
    (section.costLow, section.costHigh) = (cost(section.low), cost(section.high))
  }

  /// Where the chart ends: a little beyond the forecast, and not so far that the points so far are pressed together.
  private func end(_ section: ForecastSection) -> Int {
    let farthest = min(section.most, 4 * trainedOn)
    guard let labels = section.labels else { return farthest }
    return min(farthest, max(labels + labels / 8, min(section.high ?? farthest, 2 * labels)))
  }

  private func path(_ forecast: LearningForecast, to end: Int) -> [ForecastSection.Place] {
    let start = points.map(\.labels).min() ?? 1
    var labels: [Int] = []
    for step in 0...Self.places {
      let next = start + (max(start, end) - start) * step / Self.places
      if next != labels.last { labels.append(next) }
    }
    return labels.map {
      let band = forecast.band(at: Double($0))
      return ForecastSection.Place(labels: $0, value: band.value, low: band.low, high: band.high)
    }
  }
}
