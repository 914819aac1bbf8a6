/// A multinomial logistic regression: softmax of one linear function of the features a class.
///
/// A class that had no training row of positive weight is *absent*: its weights are 0, its bias minus infinity and its
/// probability exactly 0. With one class present its probability is 1.
package struct LogisticRegression: Sendable, Equatable {
  /// How many classes there are, absent ones among them.
  package let classes: Int
  /// How many features a row has.
  package let dimensions: Int
  /// Classes × (dimensions + 1): the weight of each feature, then the bias.
  package let weights: [Double]

  /// How a model is fitted.
  package struct Options: Sendable, Equatable {
    /// C, the inverse strength of the penalty, as scikit-learn's.
    package var regularization: Double
    /// Whether each row's weight is multiplied by that of its class, as ``ClassBalance`` makes it.
    package var balanced: Bool
    /// The gradient at which the fit ends; see ``Fit/gradientNorm``.
    package var tolerance: Double
    /// The most Newton steps.
    package var maxIterations: Int

    /// Makes options.
    package init(
      regularization: Double = 1, balanced: Bool = false, tolerance: Double = 1e-7, maxIterations: Int = 100
    ) {
      self.regularization = regularization
      self.balanced = balanced
      self.tolerance = tolerance
      self.maxIterations = maxIterations
    }
  }

  /// A fitted model and how the fit went.
  package struct Fit: Sendable {
    /// The model.
    package let model: LogisticRegression
    /// Newton steps taken.
    package let iterations: Int
    /// The largest absolute entry of the gradient of the objective divided by C·Σw, its entries for features in units of
    /// the root mean square of their standard deviations, so that the unit of measurement does not matter.
    package let gradientNorm: Double
    /// The objective divided by C·Σw: the mean loss and the penalty.
    package let objective: Double
    /// Whether the tolerance was reached.
    ///
    /// If not, the steps ran out or double precision did.
    package let converged: Bool
  }

  /// Makes a model of weights that were fitted before.
  ///
  /// - Parameters:
  ///   - classes: How many classes there are.
  ///   - dimensions: How many features a row has.
  ///   - weights: Classes × (dimensions + 1), the bias last; the bias of an absent class is minus infinity.
  /// - Throws: ``LearningError`` if there are not as many weights, or one is NaN or infinite.
  package init(classes: Int, dimensions: Int, weights: [Double]) throws {
    guard classes >= 1 else { throw LearningError.option(.classes) }
    guard dimensions >= 0, dimensions < Int.max else { throw LearningError.option(.dimensions) }
    try Check.shape(.features, weights.count, rows: classes, columns: dimensions + 1)
    for (index, weight) in weights.enumerated() where !weight.isFinite {
      guard index % (dimensions + 1) == dimensions, weight == -.infinity else {
        throw LearningError.notFinite(
          .features, row: index / (dimensions + 1), column: index % (dimensions + 1))
      }
    }
    self.classes = classes
    self.dimensions = dimensions
    self.weights = weights
  }

  /// The classes that are not absent, ascending.
  package var presentClasses: [Int] {
    (0..<classes).filter { weights[$0 * (dimensions + 1) + dimensions] > -.infinity }
  }
}
