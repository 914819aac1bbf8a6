import Draws
import Learning

/// How many labels fewer a strategy needs for the quality that another has at the end.
///
/// Curves of quality by labels are averaged over random seeds and made monotone; the level is the end of the baseline's. Where it
/// is first reached, between two points by a straight line, is how many labels it takes. The interval is by the bootstrap
/// over the seeds, in pairs: each resample draws seeds with replacement, the same for both (Efron, Tibshirani: "An introduction to
/// the bootstrap", 1993).
package struct LabelSaving: Sendable, Codable, Equatable {
  /// Quality by labels of one random seed.
  package struct Curve: Sendable, Equatable {
    /// Labels, ascending.
    package let labels: [Double]
    package let quality: [Double]

    /// Takes points.
    package init(labels: [Double], quality: [Double]) {
      self.labels = labels
      self.quality = quality
    }
  }

  /// The quality that the baseline reaches.
  package let level: Double
  /// The labels that the baseline needs for it.
  package let baseline: Double
  /// The labels that the strategy needs for it; nil if it does not reach it.
  package let needed: Double?
  /// One less the share of the baseline's labels; of a strategy that does not reach the level by all that it had.
  package let saving: Double
  /// The 95 % interval's ends; nil of one random seed, which says nothing of its spread.
  package let low: Double?
  package let high: Double?

  /// Whether the interval holds no zero.
  package var isShown: Bool { low.map { $0 > 0 } ?? false }

  private static let resamples = 2_000

  /// Compares two strategies; nil without a curve of two points.
  ///
  /// - Parameters:
  ///   - curves: One a random seed.
  ///   - baseline: One a random seed, in the same order.
  ///   - further: Labels that both need besides, as those of holdouts.
  ///   - draw: What is drawn from.
  package init?(_ curves: [Curve], over baseline: [Curve], further: Double = 0, draw: Draw) {
    guard curves.count == baseline.count, !curves.isEmpty,
      (curves + baseline).allSatisfy({ $0.labels.count == curves[0].labels.count && $0.labels.count > 1 })
    else { return nil }
    let seeds = Array(curves.indices)
    let found = Self.compared(seeds, curves, baseline, further)
    (level, self.baseline, needed, saving) = (found.level, found.baseline, found.needed, found.saving)
    guard seeds.count > 1 else {
      (low, high) = (nil, nil)
      return
    }
    var savings: [Double] = []
    for resample in 0..<Self.resamples {
      var stream = draw.stream(String(resample))
      savings.append(Self.compared(seeds.map { _ in stream.below(seeds.count) }, curves, baseline, further).saving)
    }
    savings.sort()
    (low, high) = (Metrics.quantile(savings, 0.025), Metrics.quantile(savings, 0.975))
  }

  private static func compared(
    _ seeds: [Int], _ curves: [Curve], _ baseline: [Curve], _ further: Double
  ) -> (level: Double, baseline: Double, needed: Double?, saving: Double) {
    let (ours, theirs) = (mean(seeds.map { curves[$0] }), mean(seeds.map { baseline[$0] }))
    let level = theirs.quality[theirs.quality.count - 1]
    let base = reached(level, theirs) ?? theirs.labels[theirs.labels.count - 1]
    let needed = reached(level, ours)
    let labels = needed ?? max(base, ours.labels[ours.labels.count - 1])
    return (level, base + further, needed.map { $0 + further }, 1 - (labels + further) / (base + further))
  }

  /// The mean of curves, made monotone.
  private static func mean(_ curves: [Curve]) -> Curve {
    func mean(_ values: KeyPath<Curve, [Double]>) -> [Double] {
      curves[0].labels.indices.map { place in
        curves.reduce(0) { $0 + $1[keyPath: values][place] } / Double(curves.count)
      }
    }
    return Curve(labels: mean(\.labels), quality: Isotonic.ascending(mean(\.quality)))
  }

  /// The labels at which a monotone curve first has a level; nil if it never has.
  private static func reached(_ level: Double, _ curve: Curve) -> Double? {
    guard let place = curve.quality.firstIndex(where: { $0 >= level - 1e-12 }) else { return nil }
    guard place > 0 else { return curve.labels[0] }
    let (low, high) = (curve.quality[place - 1], curve.quality[place])
    let share = high > low ? (level - low) / (high - low) : 1
    return curve.labels[place - 1] + share * (curve.labels[place] - curve.labels[place - 1])
  }
}
