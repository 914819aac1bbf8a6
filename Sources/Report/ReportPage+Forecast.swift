/// The labels to the target.
extension ReportPage {
  /// What the learning curve leads to, in words.
  static func forecast(_ report: QualityReport) -> HTML {
    guard let forecast = report.forecast else { return HTML() }
    let target = Figures.score(forecast.target)
    switch forecast.outcome {
    case .reached: return HTML()
    case .tooFewPoints:
      return """
        <p class="note">There is no forecast of the labels to the target of \(target) yet: it needs models of four different numbers of \
        labels, each with an interval of its macro-F1, and there are \(forecast.points).</p>
        """
    case .unlikely:
      return """
        <p class="note">The target of \(target) is not reached at this rate: in \(Figures.percent(forecast.never, 0)) of \
        \(Figures.grouped(forecast.draws ?? 0)) draws about the curve it never is, however many labels there are. \(basis(forecast))</p>
        """
    case .beyond:
      return """
        <p class="note">If the curve goes on as it has, the target of \(target) needs more than \(Figures.grouped(forecast.most)) labels; \
        no forecast goes further than ten times the labels that there are.\(never(forecast)) \(basis(forecast))</p>
        """
    case .forecast:
      return """
        <p class="note">If the curve goes on as it has, the target of \(target) is reached with about <b>\
        \(Figures.grouped(forecast.labels ?? 0)) labels</b> (90 % band: \(labels(forecast.low, forecast)) to \
        \(labels(forecast.high, forecast))). \(more(forecast, report))\(never(forecast)) \(basis(forecast))</p>
        """
    }
  }

  private static func labels(_ end: Int?, _ forecast: ForecastSection) -> String {
    end.map(Figures.grouped) ?? "more than " + Figures.grouped(forecast.most)
  }

  /// How many images that is, and what they cost.
  private static func more(_ forecast: ForecastSection, _ report: QualityReport) -> HTML {
    guard let more = forecast.more, more > 0 else {
      return "So many are there already: the next model shows whether they are enough."
    }
    let images: HTML = "That is \(Figures.count(more, "image", "images")) more"
    guard let cost = forecast.cost else { return "\(images)." }
    let high = forecast.costHigh.map { " to " + Figures.fixed($0, 2) } ?? " or more, without a known end"
    let range = forecast.costLow.map { " (\(Figures.fixed($0, 2))\(high))" } ?? ""
    return "\(images), \(Figures.money(cost, report.cost.currency))\(range) at what a label has cost so far."
  }

  private static func never(_ forecast: ForecastSection) -> HTML {
    guard let never = forecast.never, never > 0 else { return HTML() }
    return " In \(Figures.percent(never, never < 0.01 ? 1 : 0)) of the draws about the curve it never is."
  }

  private static func basis(_ forecast: ForecastSection) -> HTML {
    "The curve is a − b·n<sup>−c</sup> through \(Figures.count(forecast.points, "point", "points")), each drawn anew within its interval."
  }

  /// The curve as it goes on, for the chart.
  static func band(_ forecast: ForecastSection?) -> Plot.Band? {
    guard let path = forecast?.path, path.count > 1 else { return nil }
    return Plot.Band(
      name: "forecast with its 90 % band",
      places: path.map { Plot.Band.Place(x: Double($0.labels), y: $0.value, low: $0.low, high: $0.high) })
  }
}
