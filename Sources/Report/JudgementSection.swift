import Texts

/// Whom the calibration answers show to err more often than the others, and at what.
package struct JudgementSection: Codable, Sendable, Equatable {
  /// Why evidence began anew.
  package enum Restart: String, Codable, Sendable {
    case guidelines
    case calibrationSet = "calibration_set"
  }

  /// The probability that anybody is named in any report of the project for a fault that nobody has.
  package var falseAlarms: Double
  /// The first iteration whose answers count.
  package var since: Int
  /// What changed then; nil where all iterations count.
  package var restart: Restart?
  /// By person; confusions first.
  package var faults: [FaultSection]
  /// By calibration answers; nil without an answer at the end of a session.
  package var fatigue: FatigueSection?
  /// By how often independent votes agree with each other.
  package var fatigueOfVotes: FatigueSection?
  /// How easily calibration images are recognised by what they show, one entry a class of the set.
  package var exposure: [ExposureSection]

  package init(
    falseAlarms: Double, since: Int, restart: Restart?, faults: [FaultSection], fatigue: FatigueSection?,
    fatigueOfVotes: FatigueSection?, exposure: [ExposureSection]
  ) {
    self.falseAlarms = falseAlarms
    self.since = since
    self.restart = restart
    self.faults = faults
    self.fatigue = fatigue
    self.fatigueOfVotes = fatigueOfVotes
    self.exposure = exposure
  }

  /// The faults without those that another says more precisely: what a class is called instead of that it is not recognised, and
  /// either instead of everything.
  package var shownFaults: [FaultSection] {
    faults.filter { fault in
      let others = faults.filter { $0.annotator.equalsByBytes(fault.annotator) }
      switch fault.kind {
      case .confusion: return true
      case .ofClass:
        return !others.contains { $0.kind == .confusion && ($0.label ?? "").equalsByBytes(fault.label ?? "") }
      case .everything: return !others.contains { $0.kind != .everything }
      }
    }
  }
}

/// A way in which a person errs more often than the others.
package struct FaultSection: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable {
    /// One class is called another.
    case confusion
    /// One class is called anything else.
    case ofClass = "class"
    case everything
  }

  package var annotator: String
  package var kind: Kind
  /// The class that is not recognised; nil where it is any.
  package var label: String?
  /// What it is called; nil where it is anything.
  package var answered: String?
  package var errors: Int
  package var answers: Int
  package var othersErrors: Int
  package var othersAnswers: Int
  /// The iteration that it began with, as far as answers tell.
  package var since: Int
  /// The first report that could tell.
  package var found: Int

  package init(
    annotator: String, kind: Kind, label: String? = nil, answered: String? = nil, errors: Int, answers: Int,
    othersErrors: Int, othersAnswers: Int, since: Int, found: Int
  ) {
    self.annotator = annotator
    self.kind = kind
    self.label = label
    self.answered = answered
    self.errors = errors
    self.answers = answers
    self.othersErrors = othersErrors
    self.othersAnswers = othersAnswers
    self.since = since
    self.found = found
  }

  /// One line for people: "ben calls micro_crack normal: 37 of 60, others 4 %".
  package var sentence: String {
    let own = "\(Figures.grouped(errors)) of \(Figures.grouped(answers))"
    let others = "others \(Figures.percent(othersAnswers > 0 ? Double(othersErrors) / Double(othersAnswers) : nil, 0))"
    switch kind {
    case .confusion: return "\(annotator) calls \(label ?? "") \(answered ?? ""): \(own), \(others)"
    case .ofClass: return "\(annotator) does not recognise \(label ?? ""): wrong on \(own), \(others)"
    case .everything:
      return "\(annotator) errs more often than the others since iteration \(since): \(own), \(others)"
    }
  }
}

/// Whether people err more often at the end of a session.
package struct FatigueSection: Codable, Sendable, Equatable {
  /// Errors in the last half hour of sessions of at least an hour.
  package var lateErrors: Int
  package var lateAnswers: Int
  /// Errors before it, in the same sessions.
  package var earlyErrors: Int
  package var earlyAnswers: Int
  /// Late answers with which a rate 7 points higher is found with a probability of about 80 %.
  package var needed: Int?
  /// The first report that could tell; nil if none could.
  package var found: Int?

  package init(
    lateErrors: Int, lateAnswers: Int, earlyErrors: Int, earlyAnswers: Int, needed: Int?, found: Int?
  ) {
    self.lateErrors = lateErrors
    self.lateAnswers = lateAnswers
    self.earlyErrors = earlyErrors
    self.earlyAnswers = earlyAnswers
    self.needed = needed
    self.found = found
  }
}

extension FatigueSection {
  /// What was found, and how many answers it takes; `what` says on which images.
  package func sentence(on what: String) -> String {
    func share(_ errors: Int, _ answers: Int) -> String {
      "\(Figures.percent(answers > 0 ? Double(errors) / Double(answers) : nil)) of \(Figures.grouped(answers))"
    }
    let counts =
      "wrong in the last half hour of sessions: \(share(lateErrors, lateAnswers)) \(what); before it: "
      + share(earlyErrors, earlyAnswers)
    let need = needed.map { "; seven points more take about \(Figures.grouped($0)) late answers to find" } ?? ""
    return counts + (found == nil ? need : "; found in iteration \(found ?? 0)") + "."
  }
}

/// What the chances are that a picture of a class on somebody's sheet is a calibration image.
package struct ExposureSection: Codable, Sendable, Equatable {
  package var name: String
  /// Calibration images of the class on this iteration's sheets, each counted for everybody who had it.
  package var calibration: Int
  /// Images of the batch that came out as the class, counted likewise.
  package var batch: Int

  package init(name: String, calibration: Int, batch: Int) {
    self.name = name
    self.calibration = calibration
    self.batch = batch
  }

  /// The share of calibration images among the pictures of the class; nil without any.
  package var share: Double? {
    calibration + batch > 0 ? Double(calibration) / Double(calibration + batch) : nil
  }

  /// Above this share a person may guess what is being measured.
  package static let limit = 0.5
}

/// How a person's time went.
package struct PaceSection: Codable, Sendable, Equatable {
  /// Sessions this iteration: times of work without a break of half an hour.
  package var sessions: Int
  package var longestMinutes: Double
  /// Sessions of more than three hours.
  package var overlong: Int
  /// Sessions in which somebody worked for more than ninety minutes without a break of fifteen.
  package var unbroken: Int
  /// The median time for one answer by that of all others; nil where times are not known.
  package var relativeTime: Double?

  package init(sessions: Int, longestMinutes: Double, overlong: Int, unbroken: Int, relativeTime: Double?) {
    self.sessions = sessions
    self.longestMinutes = longestMinutes
    self.overlong = overlong
    self.unbroken = unbroken
    self.relativeTime = relativeTime
  }
}

/// What is done about a person's work.
package struct InterventionSection: Codable, Sendable, Equatable {
  package enum Step: String, Codable, Sendable {
    case none, warning, qualification, recalibration, suspension
  }

  package var step: Step
  /// The first iteration that it holds for.
  package var since: Int
  /// Steps taken since the person was last known to be good.
  package var taken: Int
  /// The last iteration whose report had nothing against the person; −1 if none.
  package var goodUntil: Int
  package var reason: String?

  package init(step: Step, since: Int, taken: Int, goodUntil: Int, reason: String?) {
    self.step = step
    self.since = since
    self.taken = taken
    self.goodUntil = goodUntil
    self.reason = reason
  }

  /// What it means, for people; nil where nothing is done.
  package var sentence: String? {
    let why = reason.map { ": \($0)" } ?? ""
    switch step {
    case .none: return nil
    case .warning: return "warned from iteration \(since) on\(why)"
    case .qualification: return "qualifies: the next sheet has calibration images alone"
    case .recalibration:
      return "to read the guidelines again and pass a sheet of calibration images, from iteration \(since) on\(why)"
    case .suspension: return "suspended from iteration \(since) on\(why)"
    }
  }
}
