import Report

/// A report with everything in it, plausible and the same every time.
enum SampleReport {
  static let classes = ["normal", "short", "open", "mousebite", "spur", "copper", "pinhole"]

  /// A generator of numbers below one: 64-bit linear congruences.
  struct Numbers {
    var state: UInt64 = 20_261_120
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
  }

  static func estimate(_ correct: Int, _ answers: Int) -> Estimate? {
    guard answers > 0 else { return nil }
    let value = Double(correct) / Double(answers)
    let half = 1.96 * (value * (1 - value) / Double(answers)).squareRoot() + 0.01
    return Estimate(value, low: max(0, value - half), high: min(1, value + half))
  }

  static func annotator(
    _ id: String, senior: Bool, skill: [Double], answers count: Int, standing: AnnotatorSection.Standing,
    numbers: inout Numbers
  ) -> AnnotatorSection {
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: classes.count), count: classes.count)
    var hits: [Bool] = []
    for index in 0..<count {
      let truth = index % 3 == 0 ? 0 : 1 + Int(numbers.next() * 6)
      let right = numbers.next() < skill[truth]
      let wrong = numbers.next() < 0.6 ? 0 : Int(numbers.next() * 7)
      confusion[truth][right ? truth : wrong] += 1
      hits.append(right || wrong == truth)
    }
    var line: [Double] = []
    for index in hits.indices {
      let latest = hits[max(0, index - 99)...index]
      line.append(Double(latest.count { $0 }) / Double(latest.count))
    }
    let correct = hits.count { $0 }
    let latest = hits.suffix(100)
    return AnnotatorSection(
      id: id, senior: senior, votes: 140, votesSoFar: 610, skips: senior ? 0 : 3, cannotTell: 2,
      medianLeadTime: 6.4 + numbers.next() * 4, answers: count, correct: correct, abstentions: 1,
      agreement: estimate(correct, count), rolling: estimate(latest.count { $0 }, latest.count),
      rollingLine: line,
      perClass: classes.enumerated().map { index, name in
        let answers = confusion[index].reduce(0, +)
        return ClassAgreement(
          name: name, answers: answers, correct: confusion[index][index],
          agreement: estimate(confusion[index][index], answers))
      },
      confusion: confusion, standing: standing)
  }

  static func estimates() -> EstimatesSection {
    var section = EstimatesSection(design: .random, population: 7_190)
    (section.certain, section.leftOut, section.drawn, section.answered, section.drawnFrom) = (141, 1, 8, 7, 7_049)
    section.accuracy = SampledShare(value: 0.861, standardError: 0.12, low: 0.43, high: 0.981)
    section.batchAccuracy = 0.41
    section.prevalence = classes.enumerated().map { index, name in
      ClassPrevalence(
        name: name, share: SampledShare(value: index == 0 ? 0.94 : 0.01, low: index == 0 ? 0.61 : 0.001, high: 0.99),
        declared: index == 0 ? 0.93 : nil, predicted: index == 0 ? 0.95 : 0.008)
    }
    return section
  }

  static func full() -> QualityReport {
    var numbers = Numbers()
    var report = QualityReport(pipeline: "pcb", iteration: 4, classes: classes)
    report.negativeClass = "normal"
    report.rareClasses = ["copper", "pinhole"]
    report.stop = StopSection(
      stop: false,
      criteria: [
        StopCriterionSection(kind: .macroF1, asked: 0.9, found: 0.5312, met: false),
        StopCriterionSection(
          kind: .classF1Floor, asked: 0.8, found: 0.318, met: false,
          classes: ["short", "open", "mousebite", "spur", "copper", "pinhole"]),
        StopCriterionSection(kind: .plateau, asked: 0.005, found: 0.0432, met: false, rounds: 3),
        StopCriterionSection(kind: .budget, asked: 600, found: 241.35, met: false),
      ])
    report.stop.criteria[2].comparison = StopCriterionSection.Comparison(
      before: 1, since: 4, images: 2_900, groups: 58, bound: 0.0712)
    report.pool = PoolSection(images: 10_567, broken: 2, duplicates: 14, holdout: 2_900, calibration: 310)
    report.batch = BatchSection(
      size: 150,
      shares: [
        BatchShare(name: "uncertain", images: 142, labelled: 141, defects: 60),
        BatchShare(name: "random", images: 8, labelled: 8, defects: 1),
      ], passedThreshold: 912, candidates: 600, filledPastThreshold: 0, labelled: 149, undecided: 1,
      cannotTell: 1, unanswered: 0, reviewed: 31, defectShare: 0.409, poolDefectShare: Estimate(0.071))
    report.estimates = estimates()
    report.labels = LabelsSection(
      total: 900,
      decidedBy: [
        CountSection(name: "unanimous", count: 118), CountSection(name: "majority", count: 19),
        CountSection(name: "senior", count: 12), CountSection(name: "undecided", count: 1),
      ],
      weights: WeightsSection(
        weights: (0..<900).map { $0 % 10 < 6 ? 1 : 0.3 + 0.7 * numbers.next() }, floor: 0.3))
    let f1 = [0.312, 0.401, 0.488, 0.5312]
    let rare = [0.11, 0.205, 0.35, 0.386]
    report.learningCurve = [
      CurvePoint(iteration: 0, trainedOn: 0, labels: 300, batchDefectShare: 0.06, cost: 78)
    ]
    for index in 0..<4 {
      report.learningCurve.append(
        CurvePoint(
          iteration: index + 1, trainedOn: 300 + 150 * index, labels: 450 + 150 * index,
          macroF1: Estimate(f1[index], low: f1[index] - 0.04, high: f1[index] + 0.042),
          rareF1: Estimate(rare[index], low: rare[index] - 0.08, high: rare[index] + 0.09),
          classF1: classes.indices.map { at in
            at == 0 ? 0.96 + Double(index) * 0.004 : min(0.9, f1[index] * (0.6 + 0.1 * Double(at)))
          },
          batchDefectShare: [0.21, 0.33, 0.38, 0.409][index], cost: 78 + 40.8 * Double(index + 1)))
    }
    addStopping(to: &report)
    let support = [2_700, 44, 38, 51, 29, 22, 16]
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: 7), count: 7)
    for truth in 0..<7 {
      for _ in 0..<support[truth] {
        let right = numbers.next() < (truth == 0 ? 0.985 : 0.55)
        let guess = right ? truth : numbers.next() < 0.6 ? 0 : Int(numbers.next() * 7)
        confusion[truth][guess] += 1
      }
    }
    report.model = ModelSection(
      trainedOn: 750, holdoutImages: 2_900, macroF1: Estimate(0.5312, low: 0.491, high: 0.573),
      rareF1: Estimate(0.386, low: 0.306, high: 0.476), calibrationError: 0.021,
      perClass: classes.enumerated().map { index, name in
        let value = index == 0 ? 0.972 : 0.318 + 0.05 * Double(index)
        return ClassQuality(
          name: name, f1: Estimate(value, low: max(0, value - 0.09), high: min(1, value + 0.1)),
          precision: value * 1.02, recall: value * 0.97, support: support[index])
      }, confusion: confusion)
    report.model?.production = ProductionQuality(
      macroF1: Estimate(0.448, low: 0.391, high: 0.502), rareF1: Estimate(0.213, low: 0.12, high: 0.31),
      perClass: classes.dropLast().enumerated().map { index, name in
        ProductionQuality.OfClass(
          name: name, share: index == 0 ? 0.94 : 0.012, precision: index == 0 ? 0.99 : 0.2, f1: index == 0 ? 0.98 : 0.3)
      }, absent: ["pinhole"])
    let pool = [9_817, 201, 164, 188, 102, 61, 34]
    let batch = [88, 14, 11, 16, 9, 7, 4]
    let all = [624, 66, 58, 71, 41, 25, 15]
    let declared: [Double?] = [0.94, nil, nil, nil, nil, 0.004, 0.003]
    report.classBalance = classes.indices.map {
      BalanceRow(name: classes[$0], pool: pool[$0], batch: batch[$0], labels: all[$0], declared: declared[$0])
    }
    report.calibration = CalibrationSection(images: 310, line: 0.85, window: 100)
    let good = [0.98, 0.96, 0.95, 0.94, 0.95, 0.93, 0.9]
    let weak = [0.92, 0.8, 0.78, 0.6, 0.75, 0.8, 0.25]
    let middling = [0.9, 0.72, 0.75, 0.7, 0.78, 0.7, 0.75]
    report.annotators = [
      annotator("ana", senior: true, skill: good, answers: 180, standing: .meets, numbers: &numbers),
      annotator("ben", senior: false, skill: weak, answers: 210, standing: .below, numbers: &numbers),
      annotator("chi", senior: false, skill: middling, answers: 88, standing: .watch, numbers: &numbers),
    ]
    report.disagreement = (0..<5).map {
      DisagreementPoint(
        iteration: $0, images: 148, differing: 10 + 5 * $0, rate: estimate(10 + 5 * $0, 148))
    }
    report.pairs = [
      PairSection(first: "ana", second: "ben", images: 241, same: 190, kappa: 0.61),
      PairSection(first: "ana", second: "chi", images: 250, same: 228, kappa: 0.83),
      PairSection(first: "ben", second: "chi", images: 233, same: 180, kappa: 0.58),
    ]
    report.cost = CostSection(
      currency: "USD",
      iteration: [
        CostLineSection(purpose: .labelling, senior: false, votes: 200, price: 0.1, amount: 20),
        CostLineSection(purpose: .labelling, senior: true, votes: 100, price: 0.25, amount: 25),
        CostLineSection(purpose: .adjudication, senior: true, votes: 31, price: 0.25, amount: 7.75),
        CostLineSection(purpose: .calibration, senior: false, votes: 40, price: 0.1, amount: 4),
      ],
      soFar: [
        CostLineSection(purpose: .labelling, senior: false, votes: 1_200, price: 0.1, amount: 120),
        CostLineSection(purpose: .labelling, senior: true, votes: 240, price: 0.25, amount: 60),
        CostLineSection(purpose: .adjudication, senior: true, votes: 101, price: 0.25, amount: 25.25),
        CostLineSection(purpose: .calibration, senior: false, votes: 241, price: 0.1, amount: 24.1),
        CostLineSection(purpose: .calibration, senior: true, votes: 40, price: 0.25, amount: 10),
      ], gpuHours: 0.5, gpu: 2, iterationTotal: 56.75, total: 241.35, perLabel: 0.2682, budget: 600)
    report.rejected = [
      CountSection(name: "unknown_task", count: 3), CountSection(name: "duplicate", count: 7),
      CountSection(name: "empty", count: 2), CountSection(name: "draft", count: 0),
    ]
    return report
  }

  /// How the models settled, when each condition was first met, and where the curve leads.
  private static func addStopping(to report: inout QualityReport) {
    let kappas = [0.84, 0.9312, 0.962]
    for index in 1...4 {
      var found = SettlingSection(sample: 2_000, unlabelled: 1_900 - 30 * index, uncertainty: 0.2 / Double(index))
      if index == 1 {
        (found.unknown, found.unknownIteration) = (.tooEarly, 1)
      } else {
        (found.images, found.kappa, found.changed) = (1_998, kappas[index - 2], 0.03 / Double(index))
      }
      report.learningCurve[index].settling = index == 2 ? nil : found
    }
    var target = StopOccasionSection(kind: .macroF1, declared: true, asked: 0.9, floor: 0.8)
    target.untold = nil
    var uncertainty = StopOccasionSection(kind: .uncertainty, declared: false, asked: 0.08)
    (uncertainty.iteration, uncertainty.labels, uncertainty.cost) = (3, 750, 200.4)
    (uncertainty.macroF1, uncertainty.saved, uncertainty.lost) = (0.488, 40.95, 0.0432)
    uncertainty.untold = [2]
    report.stopHistory = [
      target, StopOccasionSection(kind: .plateau, declared: true, asked: 0.005, rounds: 3),
      StopOccasionSection(kind: .agreement, declared: false, asked: 0.99, rounds: 3),
      StopOccasionSection(kind: .classificationChange, declared: false, asked: 0.005, rounds: 1), uncertainty,
      StopOccasionSection(kind: .budget, declared: true, asked: 600),
    ]
    var forecast = ForecastSection(outcome: .forecast, target: 0.9, points: 4, most: 9_000)
    (forecast.labels, forecast.low, forecast.more) = (2_431, 1_704, 1_531)
    (forecast.cost, forecast.costLow) = (410.61, 215.63)
    (forecast.never, forecast.draws) = (0.12, 1_000)
    forecast.curve = ForecastSection.Curve(limit: 0.95, gap: 9, rate: 0.45)
    forecast.path = (0...10).map { step in
      let value = 0.32 + 0.055 * Double(step)
      return ForecastSection.Place(
        labels: 300 + 230 * step, value: value, low: value - 0.01 * Double(step),
        high: min(1, value + 0.02 * Double(step)))
    }
    report.forecast = forecast
  }

  /// Iteration 0: no model, the cold-start diagnostic.
  static func first(declared: Bool) -> QualityReport {
    var report = QualityReport(pipeline: "pcb", iteration: 0, classes: classes)
    report.negativeClass = "normal"
    report.rareClasses = ["copper", "pinhole"]
    report.labels.total = 300
    let counts = [267, 12, 8, 9, 3, 1, 0]
    report.coldStart = ColdStartSection(
      labels: 300, drawn: "stratified by group", oversampled: false,
      rows: classes.enumerated().map { index, name in
        let rate: Double? = declared && index == 0 ? 0.94 : nil
        return ColdStartLine(
          name: name, count: counts[index], share: estimate(counts[index], 300), declared: rate,
          expected: rate.map { $0 * 300 }, pValue: rate.map { _ in 0.0009 },
          finding: rate == nil ? .undeclared : .fewer)
      })
    report.classBalance = classes.enumerated().map {
      BalanceRow(name: $1, pool: nil, batch: counts[$0], labels: counts[$0])
    }
    report.batch = BatchSection(
      size: 300, shares: [BatchShare(name: "seed", images: 300, labelled: 300, defects: 33)], labelled: 300,
      defectShare: 0.11)
    report.learningCurve = [
      CurvePoint(iteration: 0, trainedOn: 0, labels: 300, batchDefectShare: 0.11, cost: 78)
    ]
    return report
  }
}
