import Labelling
import Quality
import Report
import Spec
import Texts

/// Puts the facts of an iteration into the form of a report.
///
/// It computes nothing that a test could not compute by hand: the formulas are those of `Quality`.
struct ReportAssembly {
  private let facts: ReportFacts
  private let setup: StageSetup
  private var spec: PipelineSpec { setup.spec }

  init(_ facts: ReportFacts, setup: StageSetup) {
    self.facts = facts
    self.setup = setup
  }

  /// The report.
  func report() throws -> QualityReport {
    var report = QualityReport(pipeline: spec.name, iteration: facts.iteration, classes: spec.classes)
    report.negativeClass = spec.negativeClass
    report.rareClasses = spec.rareClasses
    report.pool = facts.pool
    report.embedding = facts.embedding
    report.joins = facts.joins.isEmpty ? nil : facts.joins
    report.batch = batch
    report.labels = labels
    report.amended = facts.amended
    report.leftOut = facts.leftOut.isEmpty ? nil : counts(of: facts.leftOut)
    report.movedLabels = facts.moved > 0 ? facts.moved : nil
    report.notes = facts.notes.isEmpty ? nil : facts.notes
    report.coldStart = facts.iteration == 0 ? coldStart : nil
    report.model = facts.model?.holdout
    report.model?.production = facts.production
    report.estimates = estimates
    report.classBalance = classBalance
    AnnotatorFindings(facts, setup: setup).add(to: &report)
    report.cost = cost
    report.rejected = counts(of: facts.rejected)
    report.prelabels = facts.prelabels
    report.routing = facts.routing
    report.learningCurve = facts.earlier.compactMap(\.learningCurve.last) + [curvePoint(report)]
    let dossier = StopDossier(
      report.learningCurve, earlier: facts.earlier, rule: spec.stages.report.stopWhen, budget: spec.budget.total)
    report.stop = stop(report, dossier)
    report.picks = facts.picks
    report.stopHistory = facts.iteration > 0 ? dossier.occasions : nil
    report.forecast = spec.stages.report.stopWhen.macroF1.flatMap {
      LabelForecast(report, target: $0).section(draw: setup.draw(facts.iteration, "report/forecast"))
    }
    return report
  }

  // MARK: Batch and labels

  private var labelledBatch: [(image: SelectedImage, label: String?)] {
    facts.selection.map { ($0, facts.labels[$0.imageID.exact]?.label) }
  }

  private func isDefect(_ label: String) -> Bool? {
    spec.negativeClass.map { label.exact != $0.exact }
  }

  private func defects(_ labels: [String]) -> Int? {
    spec.negativeClass == nil ? nil : labels.count { isDefect($0) == true }
  }

  private var batch: BatchSection {
    let all = labelledBatch
    let labelled = all.compactMap(\.label)
    let figures = facts.batch
    let planned = figures?.shares.filter { $0.asked > 0 || $0.taken > 0 } ?? []
    let names = figures == nil ? counts(of: facts.selection.map(\.share)).map(\.name) : planned.map(\.share)
    let decided = facts.selection.map { facts.labels[$0.imageID.exact]?.decidedBy }
    var section = BatchSection(
      size: all.count,
      shares: names.enumerated().map { place, name in
        let part = all.filter { $0.image.share == name }
        let labels = part.compactMap(\.label)
        var share = BatchShare(name: name, images: part.count, labelled: labels.count, defects: defects(labels))
        if planned.indices.contains(place) {
          share.asked = planned[place].asked
          share.given = planned[place].given.map { BatchTransfer(share: $0.share, images: $0.images) }
          share.missing = planned[place].missing
        }
        return share
      },
      passedThreshold: candidates?.passed, candidates: candidates?.candidates,
      filledPastThreshold: candidates?.filled, labelled: labelled.count,
      undecided: decided.count { $0 == DecidedBy.undecided.rawValue },
      cannotTell: decided.count { $0 == AcceptedAnswer.Kind.cannotTell.rawValue },
      unanswered: decided.count { $0 == nil }, reviewed: facts.reviewed,
      defectShare: defects(labelled).flatMap { labelled.isEmpty ? nil : Double($0) / Double(labelled.count) },
      poolDefectShare: poolDefectShare)
    section.nearDuplicates = figures?.nearDuplicates.map { BatchCap(limit: $0.limit, leftOut: $0.leftOut) }
    section.perGroup = figures?.perGroup.map { BatchCap(limit: $0.limit, leftOut: $0.leftOut) }
    section.othersWithoutThreshold = figures?.withoutThreshold?.others
    section.behindCandidates = figures?.behindCandidates
    section.uncovered = figures?.uncovered
    section.shadows = figures?.shadows.map {
      ShadowOverlap(strategy: $0.strategy, images: $0.images, inBatch: $0.inBatch)
    }
    return section
  }

  /// The candidates that the batch was chosen from; nil where the method looks at the whole pool.
  private var candidates: CandidateFigures? {
    spec.stages.cluster.method == .direct ? nil : facts.candidates
  }

  /// The share of defects that the model predicts for the unlabelled pool.
  private var poolDefectShare: Estimate? {
    guard spec.negativeClass != nil, !facts.predicted.isEmpty else { return nil }
    let defective = facts.predicted.reduce(0) { $0 + (isDefect($1.key.text) == true ? $1.value : 0) }
    return Estimate(Proportion(successes: defective, trials: facts.predicted.values.reduce(0, +)))
  }

  private var labels: LabelsSection {
    let decided = facts.selection.compactMap { facts.labels[$0.imageID.exact]?.decidedBy }
    return LabelsSection(
      total: facts.allLabels.count { $0.label != nil }, decidedBy: counts(of: decided),
      weights: WeightsSection(
        weights: facts.allLabels.filter { $0.label != nil }.map(\.weight), floor: spec.stages.ingest.weightFloor))
  }

  private var coldStart: ColdStartSection {
    let seed = spec.stages.seed
    let labels = labelledBatch.compactMap(\.label).compactMap(setup.classIndex)
    let rows = ColdStart.compare(
      counts: spec.classes.indices.map { index in labels.count { $0 == index } }, declared: declaredRates)
    let drawn =
      switch seed.method {
      case .random: "at random"
      case .stratified: "stratified by \(seed.by ?? "group")"
      case .coverage: ColdStartSection.toCover
      }
    return ColdStartSection(
      labels: labels.count, drawn: drawn, oversampled: !seed.oversample.isEmpty,
      rows: rows.map { row in
        ColdStartLine(
          name: spec.classes[row.index], count: row.count,
          share: row.share.map { Estimate($0, low: row.interval?.low, high: row.interval?.high) },
          declared: row.declared, expected: row.expected, pValue: row.pValue,
          finding: ColdStartLine.Finding(rawValue: row.finding.rawValue) ?? .undeclared)
      })
  }

  private var estimates: EstimatesSection {
    let rows = facts.selection.enumerated().compactMap { place, image -> PoolEstimates.Row? in
      let predicted = facts.predictedOfBatch[image.imageID.exact]
      // A label under review is in the batch and was in no pool of unlabelled images.
      if facts.iteration > 0, predicted == nil { return nil }
      return PoolEstimates.Row(
        probability: image.inclusionProbability, stratum: facts.strata?.ofBatch[place] ?? 0,
        label: facts.labels[image.imageID.exact]?.label, predicted: predicted)
    }
    let unlabelled = facts.predicted.values.reduce(0, +)
    // What was chosen to cover the pool was drawn from nothing: it stands for itself alone.
    let strata = spec.stages.seed.method == .coverage ? nil : facts.strata?.sizes
    return PoolEstimates(rows, population: facts.strata?.sizes.reduce(0, +) ?? unlabelled, strata: strata)
      .section(
        classes: spec.classes, declared: declaredRates,
        predicted: facts.iteration == 0
          ? nil : spec.classes.map { Double(facts.predicted[$0.exact, default: 0]) / Double(max(1, unlabelled)) })
  }

  private var declaredRates: [Double?] { spec.declaredRates }

  private var classBalance: [BalanceRow] {
    let batch = labelledBatch.compactMap(\.label)
    let all = facts.allLabels.compactMap(\.label)
    return spec.classes.map { name in
      BalanceRow(
        name: name,
        pool: facts.predicted.isEmpty ? nil : facts.predicted[name.exact, default: 0],
        batch: batch.count { $0.exact == name.exact }, labels: all.count { $0.exact == name.exact },
        declared: spec.productionRates.first { $0.name.exact == name.exact }?.rate)
    }
  }

  // MARK: Cost and the end

  private var cost: CostSection {
    let current = facts.spending.current
    let all = facts.spending.before.adding(current)
    let labelled = facts.allLabels.count { $0.label != nil }
    return CostSection(
      currency: spec.budget.currency, iteration: current.lines.map(section), soFar: all.lines.map(section),
      gpuHours: all.gpuHours, gpu: all.gpu, iterationTotal: current.total, total: all.total,
      perLabel: all.total > 0 ? all.perImage(labelled) : nil, budget: spec.budget.total)
  }

  private func section(_ line: CostLine) -> CostLineSection {
    let purpose: CostLineSection.Purpose =
      switch line.purpose {
      case .labelling: .labelling
      case .adjudication: .adjudication
      case .calibration: .calibration
      }
    return CostLineSection(
      purpose: purpose, senior: line.senior, votes: line.votes, price: line.price, amount: line.amount)
  }

  private func curvePoint(_ report: QualityReport) -> CurvePoint {
    var point = CurvePoint(
      iteration: facts.iteration, trainedOn: facts.model?.trainedOn ?? 0, labels: report.labels.total,
      macroF1: report.model?.macroF1, rareF1: report.model?.rareF1,
      classF1: report.model?.perClass.map { $0.f1?.value } ?? [], batchDefectShare: report.batch?.defectShare,
      cost: report.cost.total)
    point.nextBatch = nextBatch
    point.settling = facts.settling
    if case .measured(let gain, _)? = facts.gain {
      point.plateau = PlateauSection(
        rounds: (spec.stages.report.stopWhen.plateau ?? Plateau()).rounds, bound: gain.bound)
    }
    return point
  }

  private func stop(_ report: QualityReport, _ dossier: StopDossier) -> StopSection {
    let rule = spec.stages.report.stopWhen
    var gain: MeasuredGain?
    if case .measured(let measured, _)? = facts.gain { gain = measured }
    let decision = StopRule.evaluate(
      conditions: StopConditions(
        macroF1: rule.macroF1, classF1Floor: rule.classF1Floor, plateauRounds: rule.plateau?.rounds,
        plateauGain: rule.plateau?.gain, agreementRounds: rule.agreement?.rounds,
        agreementKappa: rule.agreement?.kappa, changeRounds: rule.classificationChange?.rounds,
        changeShare: rule.classificationChange?.share, uncertainty: rule.uncertainty?.below,
        budget: spec.budget.total),
      macroF1: report.model?.macroF1.value, classF1: report.model?.perClass.map { $0.f1?.value } ?? [], gain: gain,
      settled: dossier.settled, spent: report.cost.total, nextRound: nextBatch, left: left)
    return StopSection(stop: decision.stop, criteria: decision.criteria.map { section($0, dossier) })
  }

  private func section(_ criterion: StopCriterion, _ dossier: StopDossier) -> StopCriterionSection {
    var section = StopCriterionSection(
      kind: StopCriterionSection.Kind(rawValue: criterion.kind.rawValue) ?? .budget, asked: criterion.asked,
      found: criterion.found, met: criterion.met, classes: criterion.classes.map { spec.classes[$0] },
      rounds: criterion.rounds)
    switch criterion.kind {
    case .plateau:
      switch facts.gain {
      case .measured(_, let comparison)?: section.comparison = comparison
      case .unknown(let reason, let iteration)?: (section.unknown, section.unknownIteration) = (reason, iteration)
      case nil: (section.unknown, section.unknownIteration) = (.tooEarly, facts.iteration)
      }
    case .agreement, .classificationChange:
      section.images = facts.settling?.images
      if criterion.found == nil, let unknown = dossier.unknown(rounds: criterion.rounds ?? 1) {
        (section.unknown, section.unknownIteration) = (unknown.reason, unknown.iteration)
      }
    case .uncertainty:
      section.images = facts.settling?.unlabelled
      if criterion.found == nil {
        (section.unknown, section.unknownIteration) = (facts.settling == nil ? .tooEarly : .noImages, facts.iteration)
      }
    case .macroF1, .classF1Floor, .budget, .poolEnd: break
    }
    return section
  }

  /// How many images can be asked about after this iteration: those without an answer come again.
  private var left: Int {
    let ends = [AcceptedAnswer.Kind.cannotTell.rawValue, LabelDecision.correction]
    let settled = facts.selection.count { image in
      facts.labels[image.imageID.exact].map { $0.label != nil || ends.contains($0.decidedBy) } ?? false
    }
    return (facts.strata?.sizes.reduce(0, +) ?? facts.predicted.values.reduce(0, +)) - settled
  }

  /// What the next batch costs at the most: everybody at the dearest price, and every image reviewed.
  private var nextBatch: Double {
    let batch = min(spec.stages.cluster.batch, max(0, left))
    let export = spec.stages.export
    let price = spec.annotators.map(\.pricePerVote).max() ?? spec.budget.pricePerVote
    let votes =
      batch * export.annotatorsPerImage
      + (spec.calibration == nil || batch == 0 ? 0 : spec.annotators.count * export.calibrationPerSession)
    return Double(votes) * price + Double(batch) * setup.prices.dearestSenior
  }

  // MARK: Small things

  /// How often each name occurs, by name.
  private func counts(of names: [String]) -> [CountSection] {
    var counts: [ExactText: Int] = [:]
    for name in names { counts[name.exact, default: 0] += 1 }
    return counts.keys.sorted().map { CountSection(name: $0.text, count: counts[$0] ?? 0) }
  }
}
