/// How a batch is divided over predicted classes so that the rare ones are not lost among the common ones.
package enum ClassQuotas {
  /// How many images each class is to have.
  ///
  /// An image of a class that has the share f of the candidates weighs 1 / (f + s), its inverse frequency smoothed by s,
  /// so that the class's quota is in proportion to f / (f + s): equal for all classes where s = 0, in proportion to f where
  /// s is large. A class that has fewer images than its quota gives all, and the others share what it leaves. Quotas are
  /// made whole by the largest remainder, of equal ones the smaller class's and then the first's. O(classes²).
  ///
  /// The idea, to select in strata of predicted classes with regard to their rarity, is that of Chen et al. (2025); this formula
  /// is our own, with the smoothing as its one parameter.
  ///
  /// - Parameters:
  ///   - total: How many images are wanted.
  ///   - available: How many images each class has.
  ///   - smoothing: s, at least 0.
  /// - Returns: One quota a class, which add up to `total` or to all that there are.
  package static func allocate(_ total: Int, available: [Int], smoothing: Double) -> [Int] {
    let all = available.reduce(0, +)
    guard total < all else { return available }
    var quotas = Array(repeating: 0, count: available.count)
    guard total > 0 else { return quotas }
    let weights = available.map { count in
      count == 0 ? 0 : Double(count) / (Double(count) + smoothing * Double(all))
    }
    var open = available.indices.filter { available[$0] > 0 }
    var left = total
    while true {
      let sum = open.reduce(0.0) { $0 + weights[$1] }
      let full = open.filter { Double(left) * weights[$0] / sum >= Double(available[$0]) }
      if full.isEmpty || full.count == open.count { break }
      for index in full {
        quotas[index] = available[index]
        left -= available[index]
      }
      open.removeAll { quotas[$0] == available[$0] }
    }
    let sum = open.reduce(0.0) { $0 + weights[$1] }
    var remainders: [(index: Int, rest: Double)] = []
    let share = left
    for index in open {
      let quota = Double(share) * weights[index] / sum
      let whole = min(available[index], Int(quota.rounded(.down)))
      quotas[index] = whole
      left -= whole
      remainders.append((index, quota - Double(whole)))
    }
    remainders.sort { a, b in
      if a.rest != b.rest { return a.rest > b.rest }
      if available[a.index] != available[b.index] { return available[a.index] < available[b.index] }
      return a.index < b.index
    }
    while left > 0 {
      let before = left
      for (index, _) in remainders where left > 0 && quotas[index] < available[index] {
        quotas[index] += 1
        left -= 1
      }
      if left == before { break }
    }
    return quotas
  }
}
