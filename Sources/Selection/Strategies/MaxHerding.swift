import CKernels
import Parallel

/// MaxHerding: again and again the point that makes what is chosen resemble all points most; a cold start without a model.
///
/// Bae, Noh, Sutherland, "Generalized Coverage for More Robust Low-Budget Active Learning" (2024, arXiv 2407.12212), with the
/// Gaussian kernel k(a, b) = exp(−‖a − b‖²) on vectors scaled to length 1. With m(x) the greatest k of x and a pick, 0 without
/// any, the next pick is the s with the largest mean over all x of max(0, k(x, s) − m(x)); of equal ones the one with the
/// smaller draw key. A vector of zeros stays one. The mean over all points is the same for all s but for a factor, so sums
/// are compared.
///
/// Exact and lazy: what a point adds only lessens as others are picked (the coverage is submodular; and a sum of terms of which
/// none grows does not grow when rounded, in the same order), so it is reckoned again only once it leads a heap.
/// O(n²·d) for the first pick, then O(n·d) for each point that is looked at again; memory a padded copy of the points.
package enum MaxHerding {
  /// More points than this are sampled by those who ask, as every point is compared with every other.
  package static let sample = 35_000

  /// Picks points.
  ///
  /// - Parameters:
  ///   - vectors: Rows of `dimensions` finite floats.
  ///   - dimensions: At least 1.
  ///   - keys: One draw key a point, for ties; equal keys are distinguished by the order of rows.
  ///   - count: From 0 to the number of points.
  ///   - threads: How many threads to use.
  /// - Returns: Rows in the order of picking.
  /// - Throws: `SelectionError` where shapes do not fit or a vector is not finite.
  package static func select(
    _ vectors: [Float], dimensions: Int, keys: [UInt64], count: Int, threads: Int
  ) throws -> [Int] {
    guard dimensions >= 1 else {
      throw SelectionError.outside(.dimensions, found: dimensions, least: 1, greatest: .max)
    }
    let (expected, overflow) = keys.count.multipliedReportingOverflow(by: dimensions)
    guard !overflow, vectors.count == expected else {
      throw SelectionError.count(of: .embeddings, expected: overflow ? .max : expected, found: vectors.count)
    }
    guard count >= 0, count <= keys.count, keys.count <= Int(Int32.max) else {
      throw SelectionError.outside(.batch, found: count, least: 0, greatest: keys.count)
    }
    let order = Ranking.byKey(Array(keys.indices), keys: keys)
    try PointSet.check(vectors, dimensions: dimensions, order: order, threads: threads)
    guard count > 0 else { return [] }
    let points = FloatRows(count: order.count, dimensions: dimensions)
    vectors.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      for (place, row) in order.enumerated() {
        _ = ck_unit_f32(source + row * dimensions, dimensions, points.row(place))
      }
    }
    return try HerdingSearch(points, threads: threads).run(count).map { order[$0] }
  }
}
