import Draws
import Report
import Spec
import Stages
import Testing

/// When conditions were first met, from the points of a learning curve.
struct StopDossierTests {
  /// A point after a model that differs from the one before in this kappa and share.
  private func point(
    _ iteration: Int, _ macroF1: Double?, kappa: Double? = nil, changed: Double? = nil, uncertainty: Double? = nil
  ) -> CurvePoint {
    var point = CurvePoint(
      iteration: iteration, trainedOn: 100 * iteration, labels: 100 * (iteration + 1),
      macroF1: macroF1.map { Estimate($0, low: $0 - 0.05, high: $0 + 0.05) }, classF1: macroF1.map { [$0, $0] } ?? [],
      cost: 10 * Double(iteration + 1))
    point.nextBatch = 10
    if iteration > 0 {
      point.settling = SettlingSection(
        sample: 50, images: kappa == nil ? 0 : 50, kappa: kappa, changed: changed, unlabelled: 40,
        uncertainty: uncertainty)
      if kappa == nil {
        point.settling?.unknown = iteration == 1 ? .tooEarly : .noPredictions
        point.settling?.unknownIteration = 1
      }
    }
    return point
  }

  private var points: [CurvePoint] {
    [
      point(0, nil), point(1, 0.5, uncertainty: 0.5), point(2, 0.6, kappa: 0.9, changed: 0.05, uncertainty: 0.2),
      point(3, 0.7, kappa: 0.995, changed: 0.004, uncertainty: 0.1),
      point(4, 0.69, kappa: 0.99, changed: 0.01, uncertainty: 0.04),
      point(5, 0.75, kappa: 1, changed: 0, uncertainty: 0.03),
    ]
  }

  private func occasions(
    _ points: [CurvePoint], earlier: [QualityReport] = [], budget: Double? = nil,
    _ change: (inout StopSpec) -> Void = { _ in }
  ) -> [StopCriterionSection.Kind: StopOccasionSection] {
    var rule = PipelineSpec().stages.report.stopWhen
    change(&rule)
    let found = StopDossier(points, earlier: earlier, rule: rule, budget: budget).occasions
    return Dictionary(uniqueKeysWithValues: found.map { ($0.kind, $0) })
  }

  @Test func eachConditionIsDatedByItself() throws {
    let found = occasions(points, budget: 45) { rule in
      (rule.macroF1, rule.classF1Floor) = (0.7, 0.65)
      rule.classificationChange = ChangeStop()
      rule.classificationChange?.rounds = 2
    }
    #expect(found[.macroF1]?.iteration == 3 && found[.macroF1]?.floor == 0.65)
    // The mean of the last three: of iterations 2 to 4 it is 0.96, of 3 to 5 0.995.
    #expect(found[.agreement]?.iteration == 5 && found[.agreement]?.declared == false)
    // Twice in a row at most half a percent: not yet.
    #expect(found[.classificationChange]?.iteration == nil && found[.classificationChange]?.declared == true)
    let uncertainty = try #require(found[.uncertainty])
    #expect(uncertainty.iteration == 4 && uncertainty.labels == 500 && uncertainty.cost == 50)
    #expect(uncertainty.saved == 10 && abs((uncertainty.lost ?? 0) - 0.06) < 1e-12)
    // 40 spent do not leave 10 of 45.
    #expect(found[.budget]?.iteration == 3)
  }

  @Test func aTargetAFloorAndABudgetHaveNoValueByThemselves() {
    let found = occasions(points)
    #expect(Set(found.keys) == [.plateau, .agreement, .classificationChange, .uncertainty])
    #expect(found[.classificationChange]?.iteration == 3 && found[.classificationChange]?.asked == 0.005)
    #expect(found[.plateau]?.rounds == 3 && found[.plateau]?.asked == 0.005)
    // Without a holdout no plateau can be looked for.
    let blind = occasions(points.map { point($0.iteration, nil) })
    #expect(blind[.plateau] == nil)
  }

  @Test func reportsOfABuildBeforeLeaveGaps() throws {
    var former = points
    for place in 0...3 { (former[place].settling, former[place].nextBatch) = (nil, nil) }
    let found = occasions(former, budget: 45)
    // Two pairs are known of the three that agreement looks at.
    #expect(found[.agreement]?.iteration == nil && found[.agreement]?.untold == [4, 5])
    #expect(found[.uncertainty]?.iteration == 4 && found[.uncertainty]?.untold == [1, 2, 3])
    #expect(found[.classificationChange]?.iteration == 5 && found[.classificationChange]?.untold == [2, 3])
    #expect(found[.budget]?.iteration == 4 && found[.budget]?.untold == [0, 1, 2, 3])
    // What the report itself says of the same budget is taken.
    var report = QualityReport(pipeline: "p", iteration: 3, classes: [])
    report.stop.criteria = [StopCriterionSection(kind: .budget, asked: 45, found: 40, met: true)]
    let told = occasions(former, earlier: [report], budget: 45)
    #expect(told[.budget]?.iteration == 3 && told[.budget]?.untold == [0, 1, 2])
    #expect(occasions(former, earlier: [report], budget: 44)[.budget]?.iteration == 4)
  }

  @Test func aPlateauIsTakenFromWhereItWasLookedFor() {
    var points = points
    points[4].plateau = PlateauSection(rounds: 3, bound: 0.02)
    points[5].plateau = PlateauSection(rounds: 3, bound: 0.004)
    #expect(occasions(points)[.plateau]?.iteration == 5 && occasions(points)[.plateau]?.untold == nil)
    // With another gain the same bound says more.
    #expect(occasions(points) { $0.plateau = Plateau(rounds: 3, gain: 0.03) }[.plateau]?.iteration == 4)
    // Over other iterations it was not looked for.
    let other = occasions(points) { $0.plateau = Plateau(rounds: 2, gain: 0.03) }
    #expect(other[.plateau]?.iteration == nil && other[.plateau]?.untold == [3, 4, 5])
    points[4].plateau = nil
    var report = QualityReport(pipeline: "p", iteration: 4, classes: [])
    var criterion = StopCriterionSection(kind: .plateau, asked: 0.01, found: 0, met: true, rounds: 3)
    criterion.comparison = StopCriterionSection.Comparison(before: 1, since: 4, images: 9, groups: 3, bound: 0.001)
    report.stop.criteria = [criterion]
    #expect(occasions(points, earlier: [report])[.plateau]?.iteration == 4)
  }

  @Test func whyTheLastPairsCannotBeToldIsTheLatestReason() {
    func reason(_ points: [CurvePoint], _ rounds: Int) -> String? {
      StopDossier(points, earlier: [], rule: PipelineSpec().stages.report.stopWhen, budget: nil).unknown(rounds: rounds)
        .map { "\($0.reason.rawValue) \($0.iteration)" }
    }
    #expect(reason(points, 3) == nil)
    #expect(reason(points, 5) == "too_early 5")
    #expect(reason([points[0], points[1]], 1) == "too_early 1")
    var former = points
    former[3].settling = nil
    #expect(reason(former, 3) == "not_kept 3" && reason(former, 2) == nil)
    former[4] = point(4, 0.7)
    #expect(reason(former, 3) == "no_predictions 1")
  }

  // MARK: The labels to the target

  private func forecast(
    _ values: [Double], target: Double, interval: Double = 0.02, labels: Int = 1_000
  ) -> ForecastSection? {
    var report = QualityReport(pipeline: "p", iteration: values.count, classes: [])
    report.labels.total = labels
    report.cost.perLabel = 0.5
    report.learningCurve = values.enumerated().map { place, value in
      CurvePoint(
        iteration: place + 1, trainedOn: 200 * (place + 1), labels: 200 * (place + 2),
        macroF1: Estimate(value, low: value - interval, high: value + interval), cost: 0)
    }
    if let last = values.last {
      report.model = ModelSection(
        trainedOn: 200 * values.count, holdoutImages: 9, macroF1: Estimate(last), perClass: [], confusion: [])
    }
    return LabelForecast(report, target: target).section(draw: Draw(randomSeed: 1, iteration: 4, stage: "f"))
  }

  /// 0.9 − 4 / √n after 200, 400, … labels.
  private func curve(_ count: Int) -> [Double] { (1...count).map { 0.9 - 4 / Double(200 * $0).squareRoot() } }

  @Test func theForecastSaysImagesAndMoney() throws {
    let found = try #require(forecast(curve(4), target: 0.8))
    #expect(found.outcome == .forecast && found.points == 4 && found.most == 10_000)
    #expect(found.labels == 1_600 || found.labels == 1_601)
    let labels = try #require(found.labels)
    #expect(found.more == labels - 1_000 && found.cost == Double(labels - 1_000) / 2)
    #expect((found.low ?? .max) < labels && (found.high ?? .max) > labels)
    let path = try #require(found.path)
    #expect(path.first?.labels == 200 && path.allSatisfy { $0.low <= $0.value && $0.value <= $0.high })
  }

  @Test func whereThereIsNoForecastItSaysWhy() {
    #expect(forecast([], target: 0.8) == nil)
    #expect(forecast(curve(3), target: 0.8)?.outcome == .tooFewPoints)
    #expect(forecast(curve(4), target: 0.5)?.outcome == .reached)
    let never = forecast(curve(8), target: 0.99, labels: 1_800)
    #expect(never?.outcome == .unlikely && never?.labels == nil && (never?.never ?? 0) > 0.5)
    // 0.9 − 4 / √n = 0.87 after 17,778 labels, and the labels so far times ten are 10,000.
    let far = forecast(curve(4), target: 0.87, interval: 0.001)
    #expect(far?.outcome == .beyond || far?.outcome == .unlikely)
    #expect(far?.labels == nil && far?.cost == nil)
  }

  @Test func labelsThatAreThereAlreadyCostNothing() throws {
    let found = try #require(forecast(curve(4), target: 0.8, labels: 1_700))
    #expect(found.more == 0 && found.cost == 0)
  }
}
