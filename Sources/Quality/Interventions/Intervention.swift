/// What is done about a person's work, one step after the other.
package struct Intervention: Sendable, Equatable {
  /// A step.
  package enum Step: String, Sendable, CaseIterable {
    /// The person works like everybody.
    case none
    /// The person is told what went wrong, and works on.
    case warning
    /// A newcomer's next sheet has calibration images alone, until one is passed.
    case qualification
    /// The guidelines are to be read again; the next sheet has calibration images alone, and must be passed.
    case recalibration
    /// The person gets no sheet; what the person's votes decided since the last good calibration is asked again.
    case suspension

    /// Whether the person's next sheet has calibration images alone.
    package var isTrial: Bool { self == .qualification || self == .recalibration }
  }

  package var step: Step
  /// The first iteration that it holds for.
  ///
  /// Answers before it are no evidence any more.
  package var since: Int
  /// Steps taken since the person was last known to be good.
  package var taken: Int
  /// The last iteration whose report had nothing against the person; −1 if none.
  package var goodUntil: Int
  /// Why; nil where nothing is done.
  package var reason: String?

  package init(
    step: Step = .none, since: Int = 0, taken: Int = 0, goodUntil: Int = -1, reason: String? = nil
  ) {
    self.step = step
    self.since = since
    self.taken = taken
    self.goodUntil = goodUntil
    self.reason = reason
  }

  /// What a report has seen of a person.
  package struct Observation: Sendable {
    /// The iteration of the report.
    package var iteration: Int
    /// What is found against the person since `since`; nil if nothing is.
    package var fault: String?
    /// Whether there is enough to say that nothing is the matter.
    package var isGood: Bool
    /// Right answers on a sheet of calibration images alone, in this iteration.
    package var trial: Proportion

    package init(iteration: Int, fault: String?, isGood: Bool, trial: Proportion) {
      self.iteration = iteration
      self.fault = fault
      self.isGood = isGood
      self.trial = trial
    }
  }

  /// What holds from the next iteration on.
  ///
  /// A fault leads to the next of the steps that are declared, in their order; the last is taken again. A trial is passed with the
  /// agreement asked for; a newcomer tries again, a failed recalibration ends in suspension where that is declared.
  ///
  /// - Parameters:
  ///   - seen: What the report has seen.
  ///   - declared: The steps that may be taken, of warning, recalibration and suspension.
  ///   - line: The agreement asked for.
  /// - Returns: The same if nothing follows.
  package func next(_ seen: Observation, declared: [Step], line: Double) -> Intervention {
    var next = self
    switch step {
    case .suspension: break
    case .qualification, .recalibration:
      guard let agreement = seen.trial.value else { break }
      if agreement >= line {
        next = Intervention(since: seen.iteration + 1, taken: taken, goodUntil: seen.iteration)
      } else if step == .recalibration, declared.contains(.suspension) {
        next.step = .suspension
        next.since = seen.iteration + 1
      }
    case .none, .warning:
      if let fault = seen.fault {
        guard let last = declared.last else { break }
        next.step = declared.dropFirst(taken).first ?? last
        next.since = seen.iteration + 1
        next.taken = taken + 1
        next.reason = fault
      } else if seen.isGood {
        next = Intervention(since: since, goodUntil: seen.iteration)
      } else if step == .none, taken == 0 {
        next.goodUntil = seen.iteration
      }
    }
    return next
  }
}
