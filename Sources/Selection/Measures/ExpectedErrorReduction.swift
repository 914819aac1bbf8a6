import CKernels
import Parallel

/// By how much the label of an image is expected to lower the error of a linear probe on other unlabelled images.
///
/// Roy, McCallum, "Toward Optimal Active Learning through Monte Carlo Estimation of Error Reduction" (ICML 2001), where in place of
/// training anew for every image and class the weights take one Newton step: what was fitted before is replaced by its second-order
/// model, and only the loss of the new image stays as it is. With h the image's vector and a 1 for the bias, p its probabilities,
/// C the inverse penalty, K the number of classes that have a label, and over the labelled images i of weight wᵢ
///
///     H_k = λ I + C Σᵢ wᵢ a_k(i) hᵢ hᵢᵀ,  a_k = K/(K − 1) · p_k (1 − p_k),  λ = 2 for K = 2, else 1, on the bias 1e-8 of its own sum
///     G_k(z, x) = C · h_zᵀ H_k⁻¹ h_x
///     r_k = δ_ky − p′_k(x),  p′_k(x) ∝ p_k(x) · exp(G_k(x, x) r_k)        what x called y still leaves, solved for all k at once
///     p′_k(z) ∝ p_k(z) · exp(G_k(z, x) r_k)                               the model when x is called y
///     score(x) = mean over z ≠ x of (1 − max_k p_k(z)) − Σ_y p_y(x) · mean over z ≠ x of (1 − max_k p′_k(z))
///
/// H_k is a class's block of the Hessian, scaled by K/(K − 1): so the second-order model is exact for two classes, and for more where
/// all classes are alike. The z are a bounded sample of the unlabelled images. With D dimensions, L labelled, n candidates and m in
/// the sample it takes O(K D² (L + D + n + m) + n m K (D + K)) time and O(K D (D + m)) memory.
package struct ExpectedErrorReduction: Sendable {
  /// How many unlabelled images the error is measured on at the most.
  package static let sample = 500

  private let dimensions: Int
  private let classes: Int
  private let regularization: Double
  private let scale: Double
  /// The classes that any labelled image may have.
  private let present: [Int]
  private let blocks: [TriangularFactor]

  /// Takes what the probe was fitted on.
  ///
  /// - Parameters:
  ///   - labelled: Rows of `dimensions` floats.
  ///   - dimensions: From 1 to 4,096.
  ///   - probabilities: The probe's own for the labelled images, rows of `classes`.
  ///   - classes: At least 2.
  ///   - weights: What each labelled image counts in the fit.
  ///   - regularization: C.
  ///   - threads: How many threads to use.
  /// - Throws: `SelectionError` where the shapes do not fit or a number is not finite.
  package init(
    labelled: [Float], dimensions: Int, probabilities: [Float], classes: Int, weights: [Double],
    regularization: Double, threads: Int
  ) throws {
    guard (1...4_096).contains(dimensions) else {
      throw SelectionError.outside(.dimensions, found: dimensions, least: 1, greatest: 4_096)
    }
    guard (2...1 << 12).contains(classes) else {
      throw SelectionError.outside(.classes, found: classes, least: 2, greatest: 1 << 12)
    }
    guard !weights.isEmpty else { throw SelectionError.missing(.labelled) }
    try Self.check(.labelled, labelled, rows: weights.count, columns: dimensions)
    try Self.check(.probabilities, probabilities, rows: weights.count, columns: classes)
    if let bad = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw SelectionError.notFinite(.weights, row: bad)
    }
    let present = (0..<classes).filter { label in
      weights.indices.contains { probabilities[$0 * classes + label] > 0 }
    }
    guard present.count * (dimensions + 1) <= (1 << 28) / (dimensions + 1) else {
      throw SelectionError.outside(
        .dimensions, found: dimensions, least: 1,
        greatest: Int((Double(1 << 28) / Double(present.count)).squareRoot()) - 1)
    }
    self.dimensions = dimensions
    self.classes = classes
    self.regularization = regularization
    self.present = present
    let scale = present.count > 1 ? Double(present.count) / Double(present.count - 1) : 0
    self.scale = scale
    blocks = try Parallel.map(present.count, threads: threads) { index in
      let curvature = weights.indices.map { row in
        let p = Double(probabilities[row * classes + present[index]])
        return regularization * weights[row] * scale * p * (1 - p)
      }
      return TriangularFactor(
        rows: labelled, dimensions: dimensions, weights: curvature, penalty: present.count == 2 ? 2 : 1)
    }
  }

  /// The score of each candidate: larger = ask first.
  ///
  /// - Parameters:
  ///   - vectors: Rows of `dimensions` floats, one a candidate.
  ///   - probabilities: The probe's own, rows of `classes`, one a candidate.
  ///   - sample: Rows of `dimensions` floats: unlabelled images, in the order of their draw.
  ///   - sampleProbabilities: The probe's own, rows of `classes`.
  ///   - own: The row of the sample that is the candidate itself, −1 for none; one a candidate.
  ///   - threads: How many threads to use.
  /// - Returns: One score a candidate; 0 where the sample has no other image.
  /// - Throws: `SelectionError` where the shapes do not fit or a number is not finite.
  package func scores(
    _ vectors: [Float], probabilities: [Float], sample: [Float], sampleProbabilities: [Float], own: [Int], threads: Int
  ) throws -> [Double] {
    let count = sample.count / dimensions
    try Self.check(.embeddings, vectors, rows: own.count, columns: dimensions)
    try Self.check(.probabilities, probabilities, rows: own.count, columns: classes)
    try Self.check(.sample, sample, rows: count, columns: dimensions)
    try Self.check(.probabilities, sampleProbabilities, rows: count, columns: classes)
    let solved = try Parallel.map(present.count, threads: threads) { index in
      (0..<count).map { blocks[index].solve(sample, row: $0) }
    }
    let known = (0..<count).map { row in present.map { Double(sampleProbabilities[row * classes + $0]) } }
    let now = known.map { 1 - ($0.max() ?? 1) }
    return try Parallel.map(own.count, threads: threads) { row in
      let p = present.map { Double(probabilities[row * classes + $0]) }
      var gains: [[Double]] = []
      var ofItself: [Double] = []
      for index in present.indices {
        let mine = blocks[index].solve(vectors, row: row)
        gains.append(solved[index].map { regularization * Self.dot($0, mine) })
        ofItself.append(regularization * Self.dot(mine, mine))
      }
      return reduction(p, gains, ofItself: ofItself, known, now, skipping: own[row])
    }
  }

  /// The score of a candidate.
  ///
  /// - Parameters:
  ///   - p: Its probabilities.
  ///   - gains: For each class and image of the sample, how much a unit of gradient moves that class's logit there.
  ///   - ofItself: For each class, how much it moves it at the candidate.
  ///   - known: The sample's probabilities.
  ///   - now: The sample's errors.
  ///   - own: The image of the sample that is the candidate.
  /// - Returns: By how much the error is expected to fall.
  private func reduction(
    _ p: [Double], _ gains: [[Double]], ofItself: [Double], _ known: [[Double]], _ now: [Double], skipping own: Int
  ) -> Double {
    var reduced = 0.0
    for label in p.indices where p[label] > 0 {
      let residual = Self.residuals(p, gains: ofItself, label: label)
      var total = 0.0
      for image in known.indices where image != own {
        // The greatest share of the exponentials is 1 less the error.
        var (greatest, sum) = (0.0, 0.0)
        for index in p.indices where known[image][index] > 0 {
          // Without a bound an exponential may overflow.
          let moved = known[image][index] * ck_exp(min(300, max(-300, residual[index] * gains[index][image])))
          sum += moved
          greatest = max(greatest, moved)
        }
        total += now[image] - (sum > 0 ? 1 - greatest / sum : now[image])
      }
      reduced += p[label] * total
    }
    let rest = known.count - (known.indices.contains(own) ? 1 : 0)
    return rest > 0 ? reduced / Double(rest) : 0
  }

  /// What the label still leaves to be fitted at the candidate itself once the weights have moved, class by class.
  ///
  /// The logits there move by Δ_k = g_k (δ_ky − p′_k), the least of the convex Σ Δ² / 2g − ln p′_y; found by Newton's method, of
  /// which no step moves a logit by more than 1.
  static func residuals(_ p: [Double], gains: [Double], label: Int) -> [Double] {
    var moved = [Double](repeating: 0, count: p.count)
    var now = p
    for _ in 0..<100 {
      var (inner, curved) = (0.0, 1.0)
      var step = [Double](repeating: 0, count: p.count)
      for index in p.indices {
        let width = 1 + gains[index] * now[index]
        step[index] = (moved[index] - gains[index] * ((index == label ? 1 : 0) - now[index])) / width
        inner += now[index] * step[index]
        curved -= now[index] * gains[index] * now[index] / width
      }
      var greatest = 0.0
      for index in p.indices {
        if curved > 0 { step[index] += gains[index] * now[index] / (1 + gains[index] * now[index]) * inner / curved }
        greatest = max(greatest, abs(step[index]))
      }
      for index in p.indices { moved[index] -= step[index] / max(1, greatest) }
      now = softmax(p, moved)
      if !(greatest > 1e-13) { break }
    }
    return p.indices.map { ($0 == label ? 1 : 0) - now[$0] }
  }

  /// p · exp(Δ), scaled to sum to one.
  private static func softmax(_ p: [Double], _ moved: [Double]) -> [Double] {
    let highest = moved.max() ?? 0
    let shares = p.indices.map { p[$0] * ck_exp(moved[$0] - highest) }
    let sum = shares.reduce(0, +)
    return sum > 0 ? shares.map { $0 / sum } : p
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func check(_ argument: SelectionError.Argument, _ values: [Float], rows: Int, columns: Int) throws {
    guard values.count == rows * columns else {
      throw SelectionError.count(of: argument, expected: rows * columns, found: values.count)
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw SelectionError.notFinite(argument, row: bad / max(1, columns))
    }
  }
}
