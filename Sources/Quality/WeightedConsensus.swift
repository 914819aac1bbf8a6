import CKernels

/// What the votes on an image come to, each with a weight of its own.
package struct WeightedDecision: Sendable, Equatable {
  /// The class of the highest score; nil where several share it, or where no vote has a weight.
  package let label: Int?
  /// The sum of the weights of the votes for each class.
  package let scores: [Double]
  /// The probability of each class: e to the power of its score, by the sum of all.
  package let posterior: [Double]
}

/// A consensus in which a vote counts by what is known of who gave it, and how sure they said they were.
///
/// The weight of a vote is c · max(0, log(a (K − 1) / (1 − a))): a is the accuracy of its annotator, c what the stated
/// confidence is worth (`LabelWeight.value`), K the number of classes. Of votes given independently, by annotators who
/// err equally often towards every other class, the sum of the log-odds is the log-likelihood of a class up to a
/// constant, so that the highest sum is the likeliest class and softmax its probability, all classes being as common:
/// S. Nitzan and J. Paroush, Optimal decision rules in uncertain dichotomous choice situations, International Economic
/// Review 23 (1982); L. Shapley and B. Grofman, Optimizing group judgmental accuracy in the presence of
/// interdependencies, Public Choice 43 (1984). Whoever is right less often than by chance has no weight: whether he errs
/// on purpose cannot be told from few answers. With one class alone no vote has a weight, and no image a label.
package struct WeightedConsensus: Sendable {
  /// Scores nearer to each other than this are the same: sums of equal weights in another order.
  private static let nearest = 1e-9

  /// How many classes there are.
  package let classes: Int
  /// Answers to images with known labels, by annotator: how many were right.
  package let calibration: [Int: Proportion]
  /// The prior of an accuracy, as right answers and as answers: Beta(right, answers − right).
  ///
  /// By default 4 of 5. With 1 of 2 somebody of whom nothing is known yet would have no weight at all between two classes.
  package let prior: Prior

  /// Answers that everybody is taken to have given before the first.
  package struct Prior: Sendable, Equatable {
    package let right: Double
    package let answers: Double

    /// Right answers of at least 0, and more answers than those; both are raised where they are less.
    package init(right: Double, answers: Double) {
      self.right = right > 0 && right.isFinite ? right : 0
      self.answers = answers.isFinite ? max(answers, self.right + 1e-3) : self.right + 1e-3
    }
  }

  package init(
    classes: Int, calibration: [Int: Proportion], prior: Prior = Prior(right: 4, answers: 5)
  ) {
    self.classes = max(0, classes)
    self.calibration = calibration
    self.prior = prior
  }

  /// The mean of the annotator's accuracy after their answers: (right + prior right) / (answers + prior answers).
  package func accuracy(of annotator: Int) -> Double {
    let known = calibration[annotator] ?? Proportion(successes: 0, trials: 0)
    let answers = max(0, known.trials)
    let right = min(max(0, known.successes), answers)
    return (Double(right) + prior.right) / (Double(answers) + prior.answers)
  }

  /// The weight of a vote, whatever its class.
  package func weight(of vote: Vote) -> Double {
    let accuracy = accuracy(of: vote.annotator)
    guard classes > 1, accuracy > 0 else { return 0 }
    let odds = ck_log(accuracy * Double(classes - 1) / (1 - accuracy))
    return LabelWeight.value(of: vote.confidence) * max(0, odds)
  }

  /// Decides an image by all its votes, of every round; the order of the votes does not matter.
  ///
  /// Abstentions, and votes for a class outside `0..<classes`, have no weight.
  package func decide(_ votes: [Vote]) -> WeightedDecision {
    var weights = [[Double]](repeating: [], count: classes)
    for vote in votes {
      guard let label = vote.label, weights.indices.contains(label) else { continue }
      weights[label].append(weight(of: vote))
    }
    // Sums of doubles depend on their order: the smallest first, whoever voted first.
    let scores = weights.map { $0.sorted().reduce(0, +) }
    let highest = scores.max() ?? 0
    let leaders = scores.indices.filter { scores[$0] >= highest - Self.nearest }
    let odds = scores.map { ck_exp($0 - highest) }
    let sum = odds.reduce(0, +)
    return WeightedDecision(
      label: highest > 0 && leaders.count == 1 ? leaders.first : nil, scores: scores, posterior: odds.map { $0 / sum })
  }
}
