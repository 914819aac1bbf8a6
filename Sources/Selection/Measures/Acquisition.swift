/// Everything that says which images are asked about first: a measure with its parameters, its tie-break, and the rules that a
/// candidate must pass.
package struct Acquisition: Sendable, Equatable {
  /// What images are ranked by.
  package var measure: Measure
  /// What ranks images that the measure does not tell apart, of probabilities or draws; nil leaves them to the draw.
  package var tiebreak: Measure?
  /// What `consensus_kl` makes of the members.
  package var reduce: Measure.Reduce
  /// Whether `gradient_norm` is the expected one.
  package var expected: Bool
  /// What `cost_sensitive` reckons with; nil: 1 for every mistake.
  package var costs: CostMatrix?
  /// What finds the candidates of a measure that does not stream.
  package var uncertainty: Measure
  /// The uncertainty's weight in `combined`, from 0 to 1.
  package var weight: Double
  /// What the measure is multiplied by; nil: nothing.
  package var density: Density?
  /// What the streaming measure of a candidate must be; nil lets all pass.
  package var threshold: Threshold?
  /// What the greatest probability of a candidate must lie in; nil lets all pass.
  package var topProbability: ProbabilityRange?

  /// Declares an acquisition with the defaults of every parameter.
  package init(_ measure: Measure, tiebreak: Measure? = nil) {
    self.measure = measure
    self.tiebreak = tiebreak
    reduce = .mean
    expected = false
    uncertainty = .margin
    weight = 0.5
  }

  /// The measure that the pool streams through: what the rules look at.
  package var base: Measure { measure.isStreaming ? measure : uncertainty }

  /// Whether candidates are put in another order than the one they were found in.
  package var reorders: Bool { !measure.isStreaming || density != nil }

  /// Whether the greatest of the scores that candidates end up with is best.
  package var largerFirst: Bool { reorders || measure.largerFirst }

  /// The scores of the measure that the pool streams through.
  ///
  /// - Throws: `SelectionError.missing` where the input lacks what it looks at, and where shapes do not fit or a number is not finite.
  package func scores(_ input: MeasureInput) throws -> [Double] { try scores(base, input) }

  /// The scores of the tie-break, nil where there is none.
  ///
  /// - Throws: As `scores`.
  package func tiebreaks(_ input: MeasureInput) throws -> [Double]? {
    try tiebreak.map { try scores($0, input) }
  }

  private func scores(_ measure: Measure, _ input: MeasureInput) throws -> [Double] {
    func members() throws -> MemberRows {
      guard let members = input.members else { throw SelectionError.missing(.members) }
      return members
    }
    switch measure {
    case .margin: return try Measure.margin(input.probabilities, classes: input.classes)
    case .leastConfidence: return try Measure.leastConfidence(input.probabilities, classes: input.classes)
    case .entropy: return try Measure.entropy(input.probabilities, classes: input.classes)
    case .costSensitive:
      return try Measure.costSensitive(
        input.probabilities, classes: input.classes, costs: costs ?? CostMatrix(classes: input.classes))
    case .voteEntropy: return Measure.voteEntropy(try members())
    case .consensusKL: return Measure.consensusKL(try members(), reduce: reduce)
    case .bald: return Measure.bald(try members())
    case .variationRatio: return Measure.variationRatio(try members())
    case .gradientNorm:
      if !expected, let given = input.gradients { return given }
      guard let norms = input.norms else { throw SelectionError.missing(.norms) }
      return try Measure.gradientNorm(input.probabilities, classes: input.classes, norms: norms, expected: expected)
    case .random:
      if input.classes > 0 {
        let rows = try input.probabilities.withUnsafeBufferPointer { try Measure.rows($0, classes: input.classes) }
        guard input.keys.count == rows else {
          throw SelectionError.count(of: .keys, expected: rows, found: input.keys.count)
        }
      }
      return Measure.random(input.keys)
    case .combined, .expectedErrorReduction: throw SelectionError.missing(.candidates)
    }
  }
}

/// What is known of images one by one.
package struct MeasureInput: Sendable {
  /// Rows of `classes` probabilities.
  package var probabilities: [Float]
  /// The number of classes; 0 where there are no probabilities.
  package var classes: Int
  /// One draw key a row; only `random` looks at them.
  package var keys: [UInt64]
  /// What the members of a committee say; nil where there is none.
  package var members: MemberRows?
  /// Lengths of gradients that the model itself has found; nil where it has not.
  package var gradients: [Double]?
  /// The length of each vector that the last layer sees; nil where that is not known.
  package var norms: [Double]?

  /// Puts an input together.
  package init(
    probabilities: [Float], classes: Int, keys: [UInt64] = [], members: MemberRows? = nil, gradients: [Double]? = nil,
    norms: [Double]? = nil
  ) {
    self.probabilities = probabilities
    self.classes = classes
    self.keys = keys
    self.members = members
    self.gradients = gradients
    self.norms = norms
  }
}
