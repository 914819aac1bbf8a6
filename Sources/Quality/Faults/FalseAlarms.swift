import CKernels

/// The false alarms of a whole project, shared out among all that is tested in it.
///
/// A project has one rate: the probability that anything is claimed, of anybody, in any report, where nothing is the matter. It
/// is divided (Bonferroni) among kinds of claims, and within a kind among people and classes. When guidelines or the
/// calibration set change, evidence begins anew: the first period has four fifths of the rate, the next four fifths of the rest.
package struct FalseAlarms: Sendable, Equatable {
  /// For the whole project, in (0, 1).
  package let rate: Double
  /// Everybody who is tested.
  package let people: Int
  package let classes: Int
  /// From 0: how often evidence has begun anew.
  package let period: Int

  package init(rate: Double, people: Int, classes: Int, period: Int = 0) {
    self.rate = rate
    self.people = people
    self.classes = classes
    self.period = period
  }

  /// What is claimed.
  package enum Claim: Sendable, CaseIterable {
    /// A person errs more often than the others, whatever the class.
    case everything
    /// A person errs more often on the images of one class.
    case ofClass
    /// A person calls one class another more often.
    case confusion
    /// The team errs more often at the end of a session, by calibration answers.
    case fatigue
    /// The same by how often votes agree.
    case fatigueOfVotes

    /// The part of the rate that is spent on the kind; all together 1.
    var part: Double {
      switch self {
      case .everything: 0.1
      case .ofClass: 0.45
      case .confusion: 0.3
      case .fatigue: 0.1
      case .fatigueOfVotes: 0.05
      }
    }

    /// The odds ratios that are looked for.
    package var ratios: [Double] {
      switch self {
      case .everything: [1.5, 3, 6]
      case .ofClass: [3, 6, 12]
      case .confusion: [4, 16, 64]
      case .fatigue, .fatigueOfVotes: [1.5, 2, 3]
      }
    }
  }

  /// ln of the evidence at which something is claimed.
  package func need(_ claim: Claim) -> Double {
    let tests =
      switch claim {
      case .everything: people
      case .ofClass: people * classes
      case .confusion: people * classes * (classes - 1)
      case .fatigue, .fatigueOfVotes: 1
      }
    var share = 0.8
    for _ in 0..<max(0, period) { share *= 0.2 }
    return ck_log(Double(max(1, tests)) / (rate * claim.part * share))
  }
}
