/// How far one model differs from the one before it on the same images.
package struct ModelStep: Sendable, Equatable {
  /// How many images both gave a class to.
  package var images: Int
  /// Cohen's kappa between the two.
  package var kappa: Double
  /// The share of the images that the later model puts in another class.
  package var changed: Double

  /// Compares two models; nil without an image.
  ///
  /// Kappa is 1 where both put every image into one class: they agree on all, and chance leaves nothing to correct for.
  ///
  /// - Parameters:
  ///   - before: The class that the earlier model gives to each image.
  ///   - since: The class that the later model gives to each.
  ///   - classes: How many classes there are; images with a class beyond them are left out.
  package init?(before: [Int], since: [Int], classes: Int) {
    var matrix = [[Int]](repeating: [Int](repeating: 0, count: max(0, classes)), count: max(0, classes))
    for (before, since) in zip(before, since) where matrix.indices.contains(before) && matrix.indices.contains(since) {
      matrix[before][since] += 1
    }
    images = matrix.reduce(0) { $0 + $1.reduce(0, +) }
    guard images > 0 else { return nil }
    let same = matrix.indices.reduce(0) { $0 + matrix[$1][$1] }
    kappa = Kappa.cohen(matrix) ?? 1
    changed = Double(images - same) / Double(images)
  }
}

/// Whether the models of the last iterations still differ from one another, which needs no label.
///
/// That a model has settled does not say that it is good.
package enum Settling {
  /// The mean kappa of the last pairs of successive models (Bloodgood and Vijay-Shanker, A method for stopping active
  /// learning based on stabilizing predictions and the need for user-adjustable stopping, CoNLL 2009).
  ///
  /// - Parameters:
  ///   - kappas: One an iteration, in their order; nil where it is not known.
  ///   - rounds: How many pairs are looked at.
  /// - Returns: Nil where there are fewer, or one of them is not known.
  package static func agreement(_ kappas: [Double?], rounds: Int) -> Double? {
    last(kappas, rounds).map { $0.reduce(0, +) / Double($0.count) }
  }

  /// The largest share of images of another class in the last pairs of successive models (Zhu, Wang and Hovy,
  /// Multi-criteria-based strategy to stop active learning for data annotation, COLING 2008).
  ///
  /// - Parameters:
  ///   - shares: One an iteration, in their order; nil where it is not known.
  ///   - rounds: How many pairs are looked at.
  /// - Returns: Nil where there are fewer, or one of them is not known.
  package static func change(_ shares: [Double?], rounds: Int) -> Double? {
    last(shares, rounds).flatMap { $0.max() }
  }

  private static func last(_ values: [Double?], _ rounds: Int) -> [Double]? {
    guard rounds > 0, values.count >= rounds else { return nil }
    let known = values.suffix(rounds).compactMap(\.self)
    return known.count == rounds ? known : nil
  }
}
