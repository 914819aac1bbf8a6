import CKernels

extension LogisticRegression {
  /// Fits a model.
  ///
  /// The objective is scikit-learn's for `LogisticRegression(C=…)`: C · Σ w·loss + ½‖W‖², the loss the negative
  /// logarithm of the label's probability, biases not penalised. With two classes present scikit-learn has one weight
  /// vector, the difference; the same model comes of two vectors with a penalty of ‖W‖², so that is minimised then.
  ///
  /// Minimised by Newton's method, each step by preconditioned conjugate gradients cut short as the gradient shrinks
  /// (Lin, Weng, Keerthi, "Trust region Newton method for large-scale logistic regression", JMLR 2008, with a line
  /// search in place of the region). Rows are summed in fixed blocks, so the model has the same bits for any number of
  /// threads and on any processor.
  ///
  /// - Parameters:
  ///   - features: Rows × dimensions.
  ///   - dimensions: How many features a row has.
  ///   - labels: The class of each row.
  ///   - classes: How many classes there are.
  ///   - sampleWeights: A weight for each row; nil for 1 each.
  ///   - options: How to fit.
  ///   - start: A model to start from, passed over where its shape differs. The result is the same within the tolerance.
  ///   - threads: How many threads may work.
  /// - Returns: The model, and how the fit went.
  /// - Throws: ``LearningError``: wrong lengths, a label that is no class, a feature that is NaN or infinite (its row is
  ///   named), no row of positive weight, an option out of range.
  /// - Complexity: O(rows · dimensions · classes) for each of some hundred products; rows · classes · 40 bytes.
  package static func fit(
    features: [Float], dimensions: Int, labels: [Int], classes: Int, sampleWeights: [Double]? = nil,
    options: Options = Options(), start: LogisticRegression? = nil, threads: Int = 1
  ) throws -> Fit {
    guard options.regularization > 0, options.regularization.isFinite else {
      throw LearningError.option(.regularization)
    }
    guard options.tolerance >= 0 else { throw LearningError.option(.tolerance) }
    guard options.maxIterations >= 0 else { throw LearningError.option(.iterations) }
    guard dimensions >= 0 else { throw LearningError.option(.dimensions) }
    try Check.labels(labels, classes: classes)
    try Check.shape(.features, features.count, rows: labels.count, columns: dimensions)
    try Check.finite(.features, features, columns: dimensions)
    var weights = try Check.weights(sampleWeights, rows: labels.count)
    if options.balanced {
      weights = try ClassBalance.rowWeights(labels: labels, classes: classes, sampleWeights: sampleWeights)
    }

    var mass = [Double](repeating: 0, count: classes)
    for row in labels.indices { mass[labels[row]] += weights[row] }
    let present = (0..<classes).filter { mass[$0] > 0 }
    guard mass.reduce(0, +).isFinite else { throw LearningError.overflow }
    guard present.count > 1 else {
      guard let only = present.first else { throw LearningError.nothingToLearn }
      return try single(only, classes: classes, dimensions: dimensions)
    }

    var position = [Int](repeating: 0, count: classes)
    for (index, label) in present.enumerated() { position[label] = index }
    let rows = labels.indices.filter { weights[$0] > 0 }
    let objective = SoftmaxObjective(
      features: features, dimensions: dimensions, rows: rows, targets: rows.map { position[labels[$0]] },
      weights: rows.map { weights[$0] }, classes: present.count,
      penalty: (present.count == 2 ? 2 : 1) / options.regularization, threads: threads)
    let begin = start.flatMap { start in
      start.classes == classes && start.dimensions == dimensions ? start.rows(of: present) : nil
    }
    let solution = try NewtonSolver(objective, options: options)
      .solve(from: begin ?? priorStart(present.map { mass[$0] }, dimensions: dimensions))

    var all = [Double](repeating: 0, count: classes * (dimensions + 1))
    for label in 0..<classes { all[label * (dimensions + 1) + dimensions] = -.infinity }
    for (index, label) in present.enumerated() {
      all.replaceSubrange(
        label * (dimensions + 1)..<(label + 1) * (dimensions + 1),
        with: solution.weights[index * (dimensions + 1)..<(index + 1) * (dimensions + 1)])
    }
    return Fit(
      model: try LogisticRegression(classes: classes, dimensions: dimensions, weights: all),
      iterations: solution.iterations, gradientNorm: solution.gradientNorm, objective: solution.objective,
      converged: solution.gradientNorm <= options.tolerance)
  }

  /// The model of one class.
  private static func single(_ only: Int, classes: Int, dimensions: Int) throws -> Fit {
    var all = [Double](repeating: 0, count: classes * (dimensions + 1))
    for label in 0..<classes where label != only {
      all[label * (dimensions + 1) + dimensions] = -.infinity
    }
    return Fit(
      model: try LogisticRegression(classes: classes, dimensions: dimensions, weights: all), iterations: 0,
      gradientNorm: 0, objective: 0, converged: true)
  }

  /// The rows of weights of some classes, an absent one's bias 0.
  private func rows(of some: [Int]) -> [Double] {
    some.flatMap { label in
      let row = weights[label * (dimensions + 1)..<(label + 1) * (dimensions + 1)]
      return row.map { $0.isFinite ? $0 : 0 }
    }
  }
}

extension LogisticRegression {
  /// Weights of 0 and the logarithm of each class's mass as its bias, where a fit starts that is given no other start.
  private static func priorStart(_ mass: [Double], dimensions: Int) -> [Double] {
    mass.flatMap { [Double](repeating: 0, count: dimensions) + [ck_log($0)] }
  }
}
