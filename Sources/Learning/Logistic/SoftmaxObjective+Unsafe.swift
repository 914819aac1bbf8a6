import CKernels
import Parallel

/// The objective of a multinomial logistic regression, divided by the sum of the weights, and its derivatives.
///
/// f(W, b) = Σ w·loss / Σ w + (λ/2)‖W‖². The features are centred on their weighted mean by adding to the biases, which
/// changes no objective value and makes features and biases nearly independent. Parameters are `classes` rows of `width`
/// weights and then `classes` biases, these for centred features.
///
/// Rows are summed in blocks whose number and bounds depend on the number of rows alone, blocks in order.
struct SoftmaxObjective {
  let rows: Int
  let dimensions: Int
  let width: Int
  let classes: Int
  /// The penalty λ on ½‖W‖².
  let penalty: Double
  /// The root mean square of the features' standard deviations; 1 if they are all constant.
  let unit: Double

  private let threads: Int
  private let features: Scratch<Float>
  private let targets: [Int]
  private let weights: [Double]
  private let mean: [Double]
  private let variance: [Double]
  private let blockRows: Int
  private let partials: Scratch<Double>

  /// How many parameters there are.
  var size: Int { classes * width + classes }

  private var blocks: Int { (rows + blockRows - 1) / blockRows }
  /// Rows that pass through the kernels together.
  private static let tile = 128
  /// The most blocks, each with a gradient of its own.
  private static let mostBlocks = 128

  /// Copies the rows that are learned from.
  ///
  /// - Parameters:
  ///   - all: The features of all rows: rows × dimensions, finite.
  ///   - dimensions: How many features a row has.
  ///   - chosen: The rows that are learned from, at least one.
  ///   - targets: The class of each of these, from 0.
  ///   - weights: The weight of each of these, positive.
  ///   - classes: How many classes there are.
  ///   - penalty: The penalty on ½‖W‖² beside the undivided sum of losses.
  ///   - threads: How many threads may work.
  init(
    features all: [Float], dimensions: Int, rows chosen: [Int], targets: [Int], weights: [Double],
    classes: Int, penalty: Double, threads: Int
  ) {
    rows = chosen.count
    self.dimensions = dimensions
    self.classes = classes
    self.threads = threads
    self.targets = targets
    let width = LinearKernels.padded(dimensions)
    self.width = width
    let total = weights.reduce(0, +)
    let shares = weights.map { $0 / total }
    self.weights = shares
    self.penalty = penalty / total

    let tiles = (rows + Self.tile - 1) / Self.tile
    blockRows = max(1, (tiles + Self.mostBlocks - 1) / Self.mostBlocks) * Self.tile

    let copy = Scratch<Float>(rows * width)
    all.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for (index, row) in chosen.enumerated() {
        (copy.base + index * width).update(from: base + row * dimensions, count: dimensions)
      }
    }
    self.features = copy

    var mean = [Double](repeating: 0, count: width)
    var variance = [Double](repeating: 0, count: width)
    for row in 0..<rows {
      for column in 0..<width { mean[column] += shares[row] * Double(copy.base[row * width + column]) }
    }
    for row in 0..<rows {
      for column in 0..<width {
        let deviation = Double(copy.base[row * width + column]) - mean[column]
        variance[column] += shares[row] * (deviation * deviation)
      }
    }
    self.mean = mean
    self.variance = variance
    let square = variance.reduce(0, +) / Double(max(1, dimensions))
    unit = square > 0 ? square.squareRoot() : 1
    partials = Scratch<Double>((rows + blockRows - 1) / blockRows * (classes * width + classes))
  }

  // MARK: Parameters

  /// The parameters of rows of `dimensions` weights and a bias, for features as they are.
  func parameters(_ weights: [Double]) -> Scratch<Double> {
    let result = Scratch<Double>(size)
    for label in 0..<classes {
      var bias = weights[label * (dimensions + 1) + dimensions]
      for column in 0..<dimensions {
        let weight = weights[label * (dimensions + 1) + column]
        result.base[label * width + column] = weight
        bias += mean[column] * weight
      }
      result.base[classes * width + label] = bias
    }
    return result
  }

  /// Rows of `dimensions` weights and a bias, for features as they are; the biases sum to zero.
  func weights(_ parameters: Scratch<Double>) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(classes * (dimensions + 1))
    let biases = shiftedBiases(parameters.base)
    let centre = biases.reduce(0, +) / Double(classes)
    for label in 0..<classes {
      for column in 0..<dimensions { result.append(parameters.base[label * width + column]) }
      result.append(biases[label] - centre)
    }
    return result
  }

  /// The biases for features as they are.
  private func shiftedBiases(_ parameters: UnsafePointer<Double>) -> [Double] {
    mean.withUnsafeBufferPointer { mean in
      (0..<classes).map { label in
        var shift = 0.0
        if let mean = mean.baseAddress { shift = LinearKernels.dot(mean, parameters + label * width, width) }
        return parameters[classes * width + label] - shift
      }
    }
  }

  /// ‖W‖², biases left out, or the inner product of two such.
  func weightProduct(_ a: Scratch<Double>, _ b: Scratch<Double>) -> Double {
    LinearKernels.dot(a.base, b.base, classes * width)
  }

  /// The largest absolute entry, those of weights divided by ``unit``.
  func scaledMaximum(_ gradient: Scratch<Double>) -> Double {
    var ofWeights = 0.0
    for index in 0..<classes * width { ofWeights = max(ofWeights, abs(gradient.base[index])) }
    var ofBiases = 0.0
    for index in classes * width..<size { ofBiases = max(ofBiases, abs(gradient.base[index])) }
    return max(ofWeights / unit, ofBiases)
  }

  // MARK: Values and derivatives

  /// Rows × classes: the linear functions of the parameters.
  func products(_ parameters: Scratch<Double>, into out: Scratch<Double>) throws {
    let bias = shiftedBiases(parameters.base)
    try Parallel.forEach(blocks, threads: threads) { block in
      let first = block * blockRows
      let count = min(blockRows, rows - first)
      bias.withUnsafeBufferPointer { bias in
        guard let bias = bias.baseAddress else { return }
        LinearKernels.products(
          x: features.base + first * width, rows: count, width: width, weights: parameters.base, bias: bias,
          classes: classes, out: out.base + first * classes)
      }
    }
  }

  /// The mean loss at logits + step · direction, its derivative in the step, and the probabilities there.
  func loss(
    logits: Scratch<Double>, direction: Scratch<Double>, step: Double, probabilities: Scratch<Double>
  ) throws -> (value: Double, slope: Double) {
    let sums = try Parallel.map(blocks, threads: threads) { block in
      var value = 0.0
      var slope = 0.0
      for row in block * blockRows..<min((block + 1) * blockRows, rows) {
        let z = logits.base + row * classes
        let d = direction.base + row * classes
        let p = probabilities.base + row * classes
        var largest = -Double.infinity
        for label in 0..<classes {
          p[label] = z[label] + step * d[label]
          largest = max(largest, p[label])
        }
        let target = targets[row]
        let own = p[target] - largest
        var mass = 0.0
        var along = 0.0
        for label in 0..<classes {
          let share = ck_exp(p[label] - largest)
          p[label] = share
          mass += share
          along += share * d[label]
        }
        for label in 0..<classes { p[label] /= mass }
        value += weights[row] * (ck_log(mass) - own)
        slope += weights[row] * (along / mass - d[target])
      }
      return (value, slope)
    }
    return sums.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
  }

  /// The gradient where the probabilities are these.
  func gradient(
    _ parameters: Scratch<Double>, probabilities: Scratch<Double>, into out: Scratch<Double>
  ) throws {
    try sumRows(into: out) { first, count, residuals in
      for row in 0..<count {
        let p = probabilities.base + (first + row) * classes
        let weight = weights[first + row]
        for label in 0..<classes { residuals[row * classes + label] = weight * p[label] }
        residuals[row * classes + targets[first + row]] -= weight
      }
    }
    LinearKernels.add(penalty, parameters.base, to: out.base, classes * width)
  }

  /// The Hessian, where the probabilities are these, times a vector.
  func hessianProduct(
    _ vector: Scratch<Double>, probabilities: Scratch<Double>, into out: Scratch<Double>
  ) throws {
    let bias = shiftedBiases(vector.base)
    try sumRows(into: out) { first, count, residuals in
      bias.withUnsafeBufferPointer { bias in
        guard let bias = bias.baseAddress else { return }
        LinearKernels.products(
          x: features.base + first * width, rows: count, width: width, weights: vector.base, bias: bias,
          classes: classes, out: residuals)
      }
      for row in 0..<count {
        let p = probabilities.base + (first + row) * classes
        let z = residuals + row * classes
        var average = 0.0
        for label in 0..<classes { average += p[label] * z[label] }
        for label in 0..<classes { z[label] = weights[first + row] * (p[label] * (z[label] - average)) }
      }
    }
    LinearKernels.add(penalty, vector.base, to: out.base, classes * width)
  }

  /// An estimate of the Hessian's diagonal: each feature's variance times the mean of p(1 − p), plus the penalty.
  func diagonal(probabilities: Scratch<Double>, into out: Scratch<Double>) {
    var spread = [Double](repeating: 0, count: classes)
    for row in 0..<rows {
      for label in 0..<classes {
        let p = probabilities.base[row * classes + label]
        spread[label] += weights[row] * (p * (1 - p))
      }
    }
    for label in 0..<classes {
      for column in 0..<width {
        out.base[label * width + column] = max(spread[label] * variance[column] + penalty, 1e-300)
      }
      out.base[classes * width + label] = max(spread[label], 1e-12)
    }
  }

  /// Σ over rows of residual ⊗ (centred features, 1), the residuals made tile by tile.
  private func sumRows(
    into out: Scratch<Double>,
    _ residuals: @escaping @Sendable (_ first: Int, _ count: Int, _ out: UnsafeMutablePointer<Double>) -> Void
  ) throws {
    try Parallel.forEach(blocks, threads: threads) { block in
      let sum = partials.base + block * size
      sum.update(repeating: 0, count: size)
      let tile = Scratch<Double>(Self.tile * classes)
      let end = min((block + 1) * blockRows, rows)
      for first in stride(from: block * blockRows, to: end, by: Self.tile) {
        let count = min(Self.tile, end - first)
        residuals(first, count, tile.base)
        LinearKernels.accumulate(
          x: features.base + first * width, rows: count, width: width, residuals: tile.base, classes: classes,
          sum: sum)
        for row in 0..<count {
          for label in 0..<classes { sum[classes * width + label] += tile.base[row * classes + label] }
        }
      }
    }
    out.clear()
    for block in 0..<blocks { LinearKernels.add(1, partials.base + block * size, to: out.base, size) }
    mean.withUnsafeBufferPointer { mean in
      guard let mean = mean.baseAddress else { return }
      for label in 0..<classes {
        LinearKernels.add(-out.base[classes * width + label], mean, to: out.base + label * width, width)
      }
    }
  }
}
