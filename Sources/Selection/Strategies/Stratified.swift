import Draws

/// A sample that covers groups: the first batch, drawn before there is a model.
package enum Stratified {
  /// Rows drawn in turn over strata, some of them more often, in each stratum by draw key.
  ///
  /// The j-th row of a stratum of weight w, counted from 0, has its turn at (j + ½) / w (Sainte-Laguë's divisors); the
  /// `size` rows with the earliest turns are taken. With equal weights that is one of each stratum in turn; a
  /// stratum of weight 3 has three turns for one of a stratum of weight 1. Strata at the same turn go in an order drawn
  /// from the least key of each, in which large and small strata are alike. A stratum that is used up is passed over; one of weight 0 is not drawn from. O(n log n).
  ///
  /// - Parameters:
  ///   - strata: The stratum of each row, an index into `weights`.
  ///   - weights: One a stratum, 1 for a stratum that is not over-sampled.
  ///   - keys: One draw key a row.
  ///   - size: How many rows are wanted; all there are if they are fewer.
  /// - Returns: Row numbers in the order of their turns.
  /// - Throws: `SelectionError` where lengths differ, a stratum has no weight or a weight is not usable.
  package static func seed(strata: [Int], weights: [Double], keys: [UInt64], size: Int) throws -> [Int] {
    guard keys.count == strata.count else {
      throw SelectionError.count(of: .keys, expected: strata.count, found: keys.count)
    }
    for (stratum, weight) in weights.enumerated() where !(weight >= 0 && weight.isFinite) {
      throw SelectionError.weight(stratum: stratum)
    }
    for stratum in strata where !weights.indices.contains(stratum) {
      throw SelectionError.outside(.strata, found: stratum, least: 0, greatest: weights.count - 1)
    }
    var taken = [Int](repeating: 0, count: weights.count)
    var turns = [Double](repeating: .infinity, count: strata.count)
    var position = [Double](repeating: 0, count: weights.count)
    for row in Ranking.byKey(Array(strata.indices), keys: keys) {
      let stratum = strata[row]
      if taken[stratum] == 0 {
        var stream = DrawStream(seed: keys[row])
        position[stratum] = stream.uniform()
      }
      turns[row] = (Double(taken[stratum]) + 0.5) / weights[stratum]
      taken[stratum] += 1
    }
    let order = try Ranking.rank(
      scores: turns, largerFirst: false, tiebreak: strata.map { position[$0] }, tiebreakLargerFirst: false,
      keys: keys)
    return Array(order.lazy.filter { weights[strata[$0]] > 0 }.prefix(max(0, size)))
  }

  /// The probability with which `seed` draws a row of each stratum.
  ///
  /// Which turns a stratum has depends on its weight alone, and in it the rows are alike, so only the strata at the last
  /// turn are left to the draw: of M of them with room for m each is as likely as any other. A stratum of N rows with n turns
  /// before the last gives a row the probability n / N, and one at the last turn (n + m / M) / N. O(n log n).
  ///
  /// - Parameters:
  ///   - sizes: How many rows each stratum has.
  ///   - weights: As for `seed`.
  ///   - size: As for `seed`.
  /// - Returns: One probability a stratum, 0 for one that is not drawn from.
  package static func inclusion(sizes: [Int], weights: [Double], size: Int) -> [Double] {
    func turns(_ stratum: Int) -> [Double] {
      weights[stratum] > 0 ? (0..<sizes[stratum]).map { (Double($0) + 0.5) / weights[stratum] } : []
    }
    let all = sizes.indices.flatMap(turns).sorted()
    guard size > 0 else { return sizes.map { _ in 0 } }
    let last = size < all.count ? all[size - 1] : .infinity
    let room = size - all.count { $0 < last }
    let tied = all.count { $0 == last }
    return sizes.indices.map { stratum in
      guard sizes[stratum] > 0 else { return 0 }
      let own = turns(stratum)
      let sure = Double(own.count { $0 < last })
      let drawn = own.contains(last) ? Double(room) / Double(tied) : 0
      return (sure + drawn) / Double(sizes[stratum])
    }
  }
}
