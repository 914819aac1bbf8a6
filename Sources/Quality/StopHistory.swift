/// An iteration as it could have been the last.
package struct StopMoment: Sendable, Equatable {
  /// Its number.
  package var iteration: Int
  /// Labels at its end.
  package var labels: Int
  /// What was spent at its end.
  package var spent: Double
  /// The macro-F1 of its model; nil without a model or a holdout.
  package var macroF1: Double?

  /// Makes a moment.
  package init(iteration: Int, labels: Int, spent: Double, macroF1: Double?) {
    self.iteration = iteration
    self.labels = labels
    self.spent = spent
    self.macroF1 = macroF1
  }
}

/// When a condition was first met, and what going on since has come to.
package struct StopOccasion: Sendable, Equatable {
  /// How a condition stood at the end of an iteration.
  package enum Standing: Sendable, Equatable {
    case met, open
    /// It cannot be told.
    case untold
  }

  /// The first iteration at whose end it was met; nil: not yet.
  package var first: StopMoment?
  /// The iterations before it, or all, of which it cannot be told.
  package var untold: [Int]
  /// What was spent since.
  package var saved: Double?
  /// The macro-F1 that was won since; below 0 where the model is worse now.
  package var lost: Double?

  /// Looks for the occasion.
  ///
  /// - Parameters:
  ///   - moments: One an iteration, in their order, the present one last.
  ///   - standings: How the condition stood at each.
  package init(_ moments: [StopMoment], _ standings: [Standing]) {
    let place = standings.firstIndex(of: .met)
    untold = zip(moments, standings).prefix(place ?? moments.count).filter { $0.1 == .untold }.map(\.0.iteration)
    guard let place, moments.indices.contains(place), let now = moments.last else { return }
    let first = moments[place]
    self.first = first
    saved = now.spent - first.spent
    lost = now.macroF1.flatMap { now in first.macroF1.map { now - $0 } }
  }
}
