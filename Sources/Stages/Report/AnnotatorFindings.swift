import Labelling
import Quality
import Report
import Spec
import Texts

/// What the answers say of the people who gave them.
struct AnnotatorFindings {
  private let facts: ReportFacts
  private let setup: StageSetup
  private var spec: PipelineSpec { setup.spec }
  /// The first answer of each person to each calibration image since evidence began, by iteration and person.
  private let looks: [[ConfusionMatrix]]

  init(_ facts: ReportFacts, setup: StageSetup) {
    self.facts = facts
    self.setup = setup
    looks = Self.looks(facts, setup)
  }

  /// Puts what is known of people into a report.
  func add(to report: inout QualityReport) {
    if let calibration = spec.calibration {
      report.calibration = CalibrationSection(
        images: facts.calibrationSet.count, line: calibration.agreement, window: calibration.rolling)
      report.judgement = judgement(calibration)
    }
    report.annotators = spec.annotators.indices.map { annotator($0, report.judgement) }
    report.disagreement = facts.answers.enumerated().map { iteration, answers in
      let rate = Disagreement.rate(images: votesByImage(answers))
      var point = DisagreementPoint(
        iteration: iteration, images: rate.trials, differing: rate.successes, rate: Estimate(rate))
      point.random = random(iteration, answers)
      return point
    }
    report.agreement = agreement
    report.pairs = Kappa.pairs(images: facts.answers.flatMap(votesByImage), classes: spec.classes.count).map {
      PairSection(
        first: spec.annotators[$0.first].id, second: spec.annotators[$0.second].id, images: $0.images, same: $0.same,
        kappa: $0.kappa)
    }
  }

  /// The disagreement on the random share; of earlier iterations as their reports have it.
  private func random(_ iteration: Int, _ answers: [StoredAnswer]) -> Estimate? {
    guard iteration == facts.iteration else {
      return facts.earlier[iteration].disagreement.last { $0.iteration == iteration }?.random
    }
    let drawn = Set(
      facts.selection.filter { ["random", "seed"].contains($0.share) }.map(\.imageID.exact))
    return Estimate(Disagreement.rate(images: votesByImage(answers.filter { drawn.contains($0.imageID.exact) })))
  }

  private var agreement: AgreementSection? {
    let images = facts.answers.flatMap(votesByImage)
    let classes = spec.classes.count
    let alpha = Krippendorff.alpha(images: images, classes: classes)
    let fleiss = FleissKappa.kappa(images: images, classes: classes)
    guard alpha.images > 0 else { return nil }
    return AgreementSection(
      images: alpha.images, all: .init(name: nil, alpha: alpha.overall, fleiss: fleiss.overall),
      perClass: spec.classes.indices.map {
        .init(name: spec.classes[$0], alpha: alpha.perClass[$0], fleiss: fleiss.perClass[$0])
      },
      batchAlpha: Krippendorff.alpha(images: votesByImage(facts.answers[facts.iteration]), classes: classes).overall)
  }

  private func votesByImage(_ answers: [StoredAnswer]) -> [[Vote]] {
    var images: [ExactText: [Vote]] = [:]
    for answer in answers {
      guard let person = number(of: answer.annotator) else { continue }
      images[answer.imageID.exact, default: []].append(
        Vote(
          annotator: person, label: answer.label.flatMap(setup.classIndex), senior: answer.senior, round: answer.round,
          edited: answer.editedBy != nil))
    }
    return images.keys.sorted().compactMap { images[$0] }
  }

  private func number(of annotator: String) -> Int? {
    spec.annotators.firstIndex { $0.id.exact == annotator.exact }
  }

  // MARK: One person

  private func annotator(_ number: Int, _ judgement: JudgementSection?) -> AnnotatorSection {
    let person = spec.annotators[number]
    let start = start(of: number)
    // Somebody whose evidence begins with the next iteration has none yet.
    let calibration = facts.calibration.dropFirst(start).joined().filter { $0.annotator.exact == person.id.exact }
    let known = calibration.compactMap { answer in
      answer.expected.flatMap(setup.classIndex).map {
        CalibrationAnswer(
          expected: $0, answered: answer.label.flatMap(setup.classIndex), time: answer.time ?? 0, key: answer.taskID)
      }
    }
    let agreement = Agreement.measure(
      answers: known, classes: spec.classes.count, window: spec.calibration?.rolling ?? 100,
      line: spec.calibration?.agreement ?? 0.85)
    let now = (facts.answers.last ?? []).filter { $0.annotator.exact == person.id.exact }
    let all = facts.answers.joined().filter { $0.annotator.exact == person.id.exact }
    var section = AnnotatorSection(
      id: person.id, senior: person.senior, votes: now.count { $0.label != nil },
      votesSoFar: all.count { $0.label != nil }, skips: now.count { $0.kind == AcceptedAnswer.Kind.skip.rawValue },
      cannotTell: now.count { $0.kind == AcceptedAnswer.Kind.cannotTell.rawValue },
      medianLeadTime: median(now.compactMap(\.leadTime)), answers: agreement.overall.trials,
      correct: agreement.overall.successes, abstentions: agreement.abstentions,
      agreement: Estimate(agreement.overall), rolling: Estimate(agreement.rolling),
      rollingLine: agreement.rollingLine,
      perClass: spec.classes.indices.map {
        ClassAgreement(
          name: spec.classes[$0], answers: agreement.perClass[$0].trials, correct: agreement.perClass[$0].successes,
          agreement: Estimate(agreement.perClass[$0]))
      }, confusion: agreement.confusion.counts,
      standing: AnnotatorSection.Standing(rawValue: agreement.standing.rawValue) ?? .unmeasured)
    guard let judgement else { return section }
    let fresh = looks.dropFirst(start - facts.period.since).map { $0[number] }
    let own = fresh.reduce(0) { $0 + $1.answers }
    section.repeats = agreement.overall.trials - own
    let asked = Set(facts.calibrationSet.compactMap { setup.classIndex($0.label) })
    let lacking = spec.classes.indices.filter { truth in
      asked.contains(truth) && fresh.reduce(0) { $0 + $1.correct(ofClass: truth).trials } < Agreement.leastOfClass
    }
    section.tooFewOf = agreement.overall.trials > 0 ? lacking.map { spec.classes[$0] } : nil
    for truth in spec.classes.indices { section.perClass[truth].needed = needed(of: truth, by: number) }
    if judgement.faults.contains(where: { $0.annotator.exact == person.id.exact }) {
      if section.standing != .below { section.standing = .fault }
    } else if section.standing == .meets, !lacking.isEmpty {
      section.standing = .tooFew
    }
    section.pace = pace(number)
    section.intervention = intervention(section, judgement)
    return section
  }

  /// The iteration that a person's evidence begins with.
  private func start(of number: Int) -> Int {
    max(facts.period.since, facts.interventions.of(spec.annotators[number].id).since)
  }

  /// What is done about the person's work from the next iteration on.
  private func intervention(_ person: AnnotatorSection, _ judgement: JudgementSection) -> InterventionSection? {
    guard let calibration = spec.calibration else { return nil }
    let before = facts.interventions.of(person.id)
    var fault = judgement.shownFaults.first { $0.annotator.exact == person.id.exact }?.sentence
    if fault == nil, person.standing == .below, let agreement = person.agreement {
      fault =
        "right on \(Figures.percent(agreement.value, 0)) of \(person.answers.counted("calibration answer")), "
        + "\(Figures.percent(calibration.agreement, 0)) asked for"
    }
    let trial = facts.calibration[facts.iteration].filter {
      $0.annotator.exact == person.id.exact && $0.label != nil && $0.editedBy == nil
    }
    let right = trial.count { answer in answer.expected.map { answer.label?.equalsByBytes($0) ?? false } ?? false }
    return before.next(
      .init(
        iteration: facts.iteration, fault: fault, isGood: person.standing == .meets,
        trial: Proportion(successes: right, trials: trial.count)),
      declared: calibration.interventions.compactMap { Intervention.Step(rawValue: $0.rawValue) },
      line: calibration.agreement
    ).section
  }

  private func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    return sorted.isEmpty ? nil : sorted[sorted.count / 2]
  }

  private func pace(_ number: Int) -> PaceSection? {
    let sessions = sessions(of: number, iteration: facts.iteration)
    guard !sessions.isEmpty else { return nil }
    let now = facts.answers[facts.iteration] + facts.calibration[facts.iteration]
    func time(_ isOwn: Bool) -> Double? {
      median(now.filter { (self.number(of: $0.annotator) == number) == isOwn }.compactMap(\.leadTime))
    }
    return PaceSection(
      sessions: sessions.count, longestMinutes: Double(sessions.map(\.time).max() ?? 0) / 60_000_000,
      overlong: sessions.count { $0.time > WorkSession.longestTime },
      unbroken: sessions.count { $0.longestStretch > WorkSession.longestWork },
      relativeTime: time(true).flatMap { own in time(false).flatMap { $0 > 0 ? own / $0 : nil } })
  }

  // MARK: Everybody together

  private var alarms: FalseAlarms {
    FalseAlarms(
      rate: spec.calibration?.falseAlarms ?? 0.05, people: spec.annotators.count, classes: spec.classes.count,
      period: facts.period.number)
  }

  private static func looks(_ facts: ReportFacts, _ setup: StageSetup) -> [[ConfusionMatrix]] {
    let people = Dictionary(
      setup.spec.annotators.enumerated().map { ($0.element.id.exact, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    var seen: Set<ExactPair> = []
    return facts.calibration[facts.period.since...].map { answers in
      var matrices = setup.spec.annotators.map { _ in ConfusionMatrix(classes: setup.spec.classes.count) }
      for answer in answers.sorted(by: { ($0.time ?? .min, $0.taskID.exact) < ($1.time ?? .min, $1.taskID.exact) }) {
        guard answer.editedBy == nil, let person = people[answer.annotator.exact],
          let truth = answer.expected.flatMap(setup.classIndex), let label = answer.label.flatMap(setup.classIndex),
          seen.insert(ExactPair(answer.annotator, answer.imageID)).inserted
        else { continue }
        matrices[person].add(expected: truth, answered: label)
      }
      return matrices
    }
  }

  private func judgement(_ calibration: CalibrationSpec) -> JudgementSection {
    let since = facts.period.since
    return JudgementSection(
      falseAlarms: calibration.falseAlarms, since: since, restart: facts.period.cause,
      faults: FaultSearch.faults(
        looks, alarms: alarms, starts: spec.annotators.indices.map { start(of: $0) - since }
      ).map { section($0, since: since) },
      fatigue: fatigue(.fatigue, since: since) { answer in
        answer.expected.flatMap { expected in answer.label.map { !$0.equalsByBytes(expected) } }
      },
      fatigueOfVotes: fatigueOfVotes(since: since), exposure: exposure)
  }

  private func section(_ fault: Fault, since: Int) -> FaultSection {
    var section = FaultSection(
      annotator: spec.annotators[fault.person].id, kind: .everything, errors: fault.own.successes,
      answers: fault.own.trials, othersErrors: fault.others.successes, othersAnswers: fault.others.trials,
      since: since + fault.since, found: since + fault.found)
    switch fault.kind {
    case .everything: break
    case .ofClass(let truth): (section.kind, section.label) = (.ofClass, spec.classes[truth])
    case .confusion(let truth, let answer):
      (section.kind, section.label, section.answered) = (.confusion, spec.classes[truth], spec.classes[answer])
    }
    return section
  }

  /// How many answers to a class it takes to find a person who errs on it thirty points oftener than the others.
  private func needed(of truth: Int, by person: Int) -> Int? {
    var own = 0
    var others = Proportion.none
    for matrices in looks {
      for (number, matrix) in matrices.enumerated() {
        let right = matrix.correct(ofClass: truth)
        if number == person {
          own += right.trials
        } else {
          others = others + Proportion(successes: right.trials - right.successes, trials: right.trials)
        }
      }
    }
    guard let rate = others.value, own > 0 else { return nil }
    return OddsEvidence.answersNeeded(
      own: min(0.99, rate + 0.3), others: rate, othersPerOwn: Double(others.trials) / Double(own),
      ratios: FalseAlarms.Claim.ofClass.ratios.count, need: alarms.need(.ofClass))
  }

  // MARK: Sessions

  private func sessions(of number: Int, iteration: Int) -> [WorkSession] {
    let id = spec.annotators[number].id.exact
    let answers = facts.answers[iteration] + facts.calibration[iteration]
    return WorkSession.sessions(of: answers.filter { $0.annotator.exact == id }.compactMap(\.time))
  }

  /// Errors at the end of sessions and before it, by person, where `isWrong` can tell; nil where no session has an end.
  private func fatigue(
    _ claim: FalseAlarms.Claim, since: Int, of votes: Bool = false, isWrong: (StoredAnswer) -> Bool?
  ) -> FatigueSection? {
    let looks = (since...facts.iteration).map { iteration in
      spec.annotators.indices.map { number -> ErrorTable in
        let ends = sessions(of: number, iteration: iteration).filter(\.hasEnd)
        var table = ErrorTable(own: .none, others: .none)
        guard !ends.isEmpty else { return table }
        for answer in votes ? facts.answers[iteration] : facts.calibration[iteration]
        where answer.annotator.exact == spec.annotators[number].id.exact {
          guard answer.editedBy == nil, let time = answer.time, let wrong = isWrong(answer),
            let session = ends.first(where: { $0.start <= time && time <= $0.end })
          else { continue }
          let one = Proportion(successes: wrong ? 1 : 0, trials: 1)
          if session.isLate(time) { table.own = table.own + one } else { table.others = table.others + one }
        }
        return table
      }
    }
    let found = Fatigue.measure(looks, claim: claim, alarms: alarms)
    guard found.late.trials > 0 else { return nil }
    return FatigueSection(
      lateErrors: found.late.successes, lateAnswers: found.late.trials, earlyErrors: found.early.successes,
      earlyAnswers: found.early.trials, needed: found.needed, found: found.found.map { since + $0 })
  }

  /// The same by votes: one is wrong, so to speak, where another independent vote on the image names another class.
  private func fatigueOfVotes(since: Int) -> FatigueSection? {
    var classes: [ExactPair: Set<ExactText>] = [:]
    func key(_ answer: StoredAnswer) -> ExactPair { ExactPair(answer.taskID, answer.imageID) }
    var votes: [ExactPair: Int] = [:]
    for answer in facts.answers[since...].joined() where answer.round == 1 && answer.editedBy == nil {
      guard let label = answer.label else { continue }
      classes[key(answer), default: []].insert(label.exact)
      votes[key(answer), default: 0] += 1
    }
    return fatigue(.fatigueOfVotes, since: since, of: true) { answer in
      guard answer.round == 1, answer.label != nil, votes[key(answer), default: 0] > 1 else { return nil }
      return classes[key(answer), default: []].count > 1
    }
  }

  // MARK: How well calibration images hide

  private var exposure: [ExposureSection] {
    let known = Dictionary(
      facts.calibrationSet.map { ($0.image.exact, $0.label) }, uniquingKeysWith: { first, _ in first })
    var calibration: [ExactText: Int] = [:]
    var batch: [ExactText: Int] = [:]
    for task in facts.tasks {
      if task.calibration {
        if let label = known[task.imageID.exact] { calibration[label.exact, default: 0] += task.annotators.count }
      } else if let label = facts.labels[task.imageID.exact]?.label {
        batch[label.exact, default: 0] += task.annotators.count
      }
    }
    return spec.classes.compactMap { name in
      calibration[name.exact].map { ExposureSection(name: name, calibration: $0, batch: batch[name.exact] ?? 0) }
    }
  }
}

extension Estimate {
  /// A share with Wilson's interval; nil without a trial.
  init?(_ proportion: Proportion) {
    guard let value = proportion.value else { return nil }
    self.init(value, low: proportion.interval?.low, high: proportion.interval?.high)
  }
}
