/// Minimises a softmax objective by Newton's method with conjugate gradients and a line search.
struct NewtonSolver {
  private let objective: SoftmaxObjective
  private let options: LogisticRegression.Options

  /// The most conjugate-gradient steps of one Newton step.
  private static let innerSteps = 250
  /// The most trial steps of one line search.
  private static let trials = 60

  /// Where the solver ended.
  struct Solution {
    /// Classes × (dimensions + 1).
    let weights: [Double]
    let iterations: Int
    let gradientNorm: Double
    let objective: Double
  }

  /// Makes a solver.
  init(_ objective: SoftmaxObjective, options: LogisticRegression.Options) {
    self.objective = objective
    self.options = options
  }

  /// Goes from a start, classes × (dimensions + 1), to the minimum.
  ///
  /// - Throws: ``LearningError/overflow`` if the objective or its gradient is not a number.
  func solve(from start: [Double]) throws -> Solution {
    let place = objective.parameters(start)
    let logits = Scratch<Double>(objective.rows * objective.classes)
    let change = Scratch<Double>(objective.rows * objective.classes)
    let probabilities = Scratch<Double>(objective.rows * objective.classes)
    let gradient = Scratch<Double>(objective.size)
    let step = Scratch<Double>(objective.size)

    try objective.products(place, into: logits)
    let first = try objective.loss(logits: logits, direction: change, step: 0, probabilities: probabilities)
    var value = first.value + objective.penalty / 2 * objective.weightProduct(place, place)
    try objective.gradient(place, probabilities: probabilities, into: gradient)
    var norm = objective.scaledMaximum(gradient)
    guard value.isFinite, norm.isFinite else { throw LearningError.overflow }
    let initialNorm = norm

    var iterations = 0
    while iterations < options.maxIterations && norm > options.tolerance {
      let forcing = min(0.25, max((norm / max(initialNorm, norm)).squareRoot(), 1e-4))
      try direction(gradient, probabilities: probabilities, forcing: forcing, into: step)
      try objective.products(step, into: change)
      guard
        let found = try search(
          place, step, logits: logits, change: change, probabilities: probabilities, value: value)
      else { break }
      iterations += 1
      LinearKernels.add(found.length, step.base, to: place.base, objective.size)
      LinearKernels.add(found.length, change.base, to: logits.base, logits.count)
      value = found.value
      try objective.gradient(place, probabilities: probabilities, into: gradient)
      norm = objective.scaledMaximum(gradient)
      guard value.isFinite, norm.isFinite else { throw LearningError.overflow }
    }
    return Solution(
      weights: objective.weights(place), iterations: iterations, gradientNorm: norm, objective: value)
  }

  /// The Newton direction −H⁻¹g, up to a residual of `forcing` times the gradient, both in the preconditioner's norm.
  private func direction(
    _ gradient: Scratch<Double>, probabilities: Scratch<Double>, forcing: Double, into step: Scratch<Double>
  ) throws {
    let size = objective.size
    let diagonal = Scratch<Double>(size)
    let residual = Scratch<Double>(size)
    let scaled = Scratch<Double>(size)
    let search = Scratch<Double>(size)
    let product = Scratch<Double>(size)
    objective.diagonal(probabilities: probabilities, into: diagonal)
    step.clear()
    for index in 0..<size {
      residual.base[index] = -gradient.base[index]
      scaled.base[index] = residual.base[index] / diagonal.base[index]
    }
    search.base.update(from: scaled.base, count: size)
    var energy = LinearKernels.dot(residual.base, scaled.base, size)
    let goal = energy * forcing * forcing
    for _ in 0..<Self.innerSteps where energy > goal && energy > 0 && energy.isFinite {
      try objective.hessianProduct(search, probabilities: probabilities, into: product)
      let curvature = LinearKernels.dot(search.base, product.base, size)
      guard curvature > 0, curvature.isFinite else { break }
      let length = energy / curvature
      LinearKernels.add(length, search.base, to: step.base, size)
      LinearKernels.add(-length, product.base, to: residual.base, size)
      for index in 0..<size { scaled.base[index] = residual.base[index] / diagonal.base[index] }
      let next = LinearKernels.dot(residual.base, scaled.base, size)
      let keep = next / energy
      for index in 0..<size { search.base[index] = scaled.base[index] + keep * search.base[index] }
      energy = next
    }
  }

  /// A step along a direction that lowers the objective enough.
  ///
  /// The objective is convex along the line, so its slope crosses zero once; the crossing is bracketed, and a step is
  /// taken where the slope has shrunk to nine tenths or less on the near side, or to half on the far side with the value
  /// lower (or equal to the last bits, where differences of values say nothing any more).
  ///
  /// - Returns: Nil if no step can be determined to be an improvement.
  private func search(
    _ place: Scratch<Double>, _ step: Scratch<Double>, logits: Scratch<Double>, change: Scratch<Double>,
    probabilities: Scratch<Double>, value: Double
  ) throws -> (length: Double, value: Double)? {
    let own = objective.weightProduct(place, place)
    let cross = objective.weightProduct(place, step)
    let square = objective.weightProduct(step, step)
    let penalty = objective.penalty
    func at(_ length: Double) throws -> (value: Double, slope: Double) {
      let loss = try objective.loss(
        logits: logits, direction: change, step: length, probabilities: probabilities)
      return (
        loss.value + penalty / 2 * (own + length * (2 * cross + length * square)),
        loss.slope + penalty * (cross + length * square)
      )
    }
    let initial = try at(0).slope
    guard initial < 0 else { return nil }
    let noise = 1e-13 * max(1, abs(value))
    var low = 0.0
    var lowSlope = initial
    var high = Double.infinity
    var highSlope = 0.0
    var length = 1.0
    for _ in 0..<Self.trials {
      let there = try at(length)
      if there.slope <= 0, there.slope >= 0.9 * initial, there.value.isFinite {
        return (length, there.value)
      }
      if there.slope > 0, there.slope <= -0.5 * initial,
        there.value <= value + 1e-4 * length * initial || abs(there.value - value) <= noise
      {
        return (length, there.value)
      }
      if there.slope <= 0 && there.value.isFinite {
        (low, lowSlope) = (length, there.slope)
      } else {
        (high, highSlope) = (length, there.slope)
      }
      if high == .infinity {
        length *= 4
      } else {
        // Where the straight line through the two slopes crosses zero, kept away from the ends.
        let share = highSlope.isFinite ? -lowSlope / (highSlope - lowSlope) : 0.5
        length = low + (high - low) * min(max(share, 0.1), 0.9)
      }
    }
    return nil
  }
}
