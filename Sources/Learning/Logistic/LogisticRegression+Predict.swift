import CKernels

extension LogisticRegression {
  /// The linear function of each class, for each row.
  ///
  /// - Parameters:
  ///   - features: Rows × dimensions, the next chunk of however many rows there are.
  ///   - rows: How many rows there are in it.
  ///   - threads: How many threads may work.
  /// - Returns: Rows × classes; minus infinity for an absent class.
  /// - Throws: ``LearningError`` if the length is no whole number of rows, or a feature or a logit is not finite.
  package func logits(
    features: UnsafeBufferPointer<Float>, rows: Int, threads: Int = 1
  ) throws -> [Double] {
    guard rows >= 0 else { throw LearningError.option(.rows) }
    try Check.shape(.features, features.count, rows: rows, columns: dimensions)
    try Check.finite(.features, features, columns: dimensions)
    let present = presentClasses
    let map = LinearMap(model: self, classes: present)
    let products = try map.products(features, rows: rows, threads: threads)
    try Check.finite(.logits, products, columns: present.count)
    guard present.count < classes else { return products }
    var all = [Double](repeating: -.infinity, count: rows * classes)
    for row in 0..<rows {
      for (index, label) in present.enumerated() {
        all[row * classes + label] = products[row * present.count + index]
      }
    }
    return all
  }

  /// The linear function of each class, for each row.
  ///
  /// - Throws: ``LearningError``.
  package func logits(features: [Float], rows: Int, threads: Int = 1) throws -> [Double] {
    try features.withUnsafeBufferPointer { try logits(features: $0, rows: rows, threads: threads) }
  }

  /// The probability of each class, for each row.
  ///
  /// - Parameters:
  ///   - features: Rows × dimensions.
  ///   - rows: How many rows there are.
  ///   - temperature: What logits are divided by first.
  ///   - threads: How many threads may work.
  /// - Returns: Rows × classes, each row's sum 1 within 1e-6; exactly 0 for an absent class.
  /// - Throws: ``LearningError``.
  package func probabilities(
    features: UnsafeBufferPointer<Float>, rows: Int, temperature: Double = 1, threads: Int = 1
  ) throws -> [Float] {
    try Self.probabilities(
      logits: logits(features: features, rows: rows, threads: threads), classes: classes,
      temperature: temperature)
  }

  /// The probability of each class, for each row.
  ///
  /// - Throws: ``LearningError``.
  package func probabilities(
    features: [Float], rows: Int, temperature: Double = 1, threads: Int = 1
  ) throws -> [Float] {
    try features.withUnsafeBufferPointer {
      try probabilities(features: $0, rows: rows, temperature: temperature, threads: threads)
    }
  }

  /// Softmax of logits divided by a temperature.
  ///
  /// - Parameters:
  ///   - logits: Rows × classes; minus infinity gives a probability of exactly 0.
  ///   - classes: How many classes there are.
  ///   - temperature: What logits are divided by first.
  /// - Returns: Rows × classes, each row's sum 1 within 1e-6.
  /// - Throws: ``LearningError`` if a logit is NaN or infinity, a row has none that is finite, or the temperature is not
  ///   a positive number.
  package static func probabilities(
    logits: [Double], classes: Int, temperature: Double = 1
  ) throws -> [Float] {
    guard classes >= 1 else { throw LearningError.option(.classes) }
    guard temperature > 0, temperature.isFinite else { throw LearningError.option(.temperature) }
    let rows = logits.count / classes
    try Check.shape(.logits, logits.count, rows: rows, columns: classes)
    var result = [Float](repeating: 0, count: logits.count)
    var shares = [Double](repeating: 0, count: classes)
    for row in 0..<rows {
      let base = row * classes
      var largest = -Double.infinity
      for label in 0..<classes {
        let logit = logits[base + label]
        guard logit < .infinity else { throw LearningError.notFinite(.logits, row: row, column: label) }
        largest = max(largest, logit)
      }
      guard largest > -.infinity else { throw LearningError.notFinite(.logits, row: row, column: 0) }
      var mass = 0.0
      for label in 0..<classes {
        shares[label] = ck_exp((logits[base + label] - largest) / temperature)
        mass += shares[label]
      }
      for label in 0..<classes { result[base + label] = Float(shares[label] / mass) }
    }
    return result
  }
}

extension LinearMap {
  /// Lays out the weights of `classes` of a model.
  init(model: LogisticRegression, classes: [Int]) {
    let dimensions = model.dimensions
    let width = LinearKernels.padded(dimensions)
    var weights = [Double](repeating: 0, count: max(1, classes.count * width))
    var bias: [Double] = []
    for (index, label) in classes.enumerated() {
      let row = model.weights[label * (dimensions + 1)..<(label + 1) * (dimensions + 1)]
      weights.replaceSubrange(index * width..<index * width + dimensions, with: row.dropLast())
      bias.append(row.last ?? 0)
    }
    self.init(dimensions: dimensions, classes: classes.count, weights: weights, bias: bias)
  }
}
