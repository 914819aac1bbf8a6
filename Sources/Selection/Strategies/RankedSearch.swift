import Parallel

/// The state of a ranked batch: for each candidate the squared distance from the chosen points that it has been compared with.
///
/// Items are candidates in the order of their keys, at the same positions; the second group are the labelled points.
///
/// A candidate's score is a line in α, which falls from pick to pick, and lessens with its distance. So over the next few
/// picks no candidate comes to more than its present line does at one end or the other: the foremost by that bound are put on
/// a short list, and the picks come from it as long as no bound beyond it is greater.
final class RankedSearch: @unchecked Sendable {
  let points: GroupedPoints
  let count: Int
  let uncertainty: [Double]
  let picked: FloatRows
  let pickedNorms: SharedBuffer<Float>
  /// The squared distance of each candidate from the labelled points and the first `seen` picks.
  let least: SharedBuffer<Float>
  let seen: SharedBuffer<Int32>
  /// 1 − 1 / (1 + d) for that distance d.
  let novelty: SharedBuffer<Double>
  var picks: [(item: Int, squared: Float)] = []
  private var isPicked: [Bool]

  /// Candidates on the short list, and picks that it is to last for.
  private static let listed = 1024
  private static let window = 128

  /// A candidate on the short list, by its bound.
  private typealias Entry = (bound: Double, item: Int32)

  /// Starts without picks.
  init(_ points: GroupedPoints, uncertainty: [Double], picks: Int) {
    self.points = points
    self.uncertainty = uncertainty
    count = uncertainty.count
    picked = FloatRows(count: picks, dimensions: points.set.dimensions)
    pickedNorms = SharedBuffer(repeating: 0, count: picks)
    least = SharedBuffer(repeating: .infinity, count: count)
    seen = SharedBuffer(repeating: 0, count: count)
    novelty = SharedBuffer(repeating: 1, count: count)
    isPicked = [Bool](repeating: false, count: count)
  }

  /// Picks so many candidates.
  func run(_ wanted: Int) throws -> [(item: Int, squared: Float)] {
    try compareWithLabelled()
    if points.groups[1].isEmpty, wanted > 0 { pick(try middle()) }
    var window = Self.window
    while picks.count < wanted {
      let before = picks.count
      try pickFromList(lasting: min(window, wanted - picks.count))
      // A bound for one pick alone is the score itself: then some candidate is compared anew, or one is picked.
      window = max(1, min(Self.window, (picks.count - before) * 2))
    }
    return picks
  }

  /// The weight of the distance after so many picks.
  private func weight(_ picks: Int) -> Double {
    Double(count - picks) / Double(count + points.groups[1].count)
  }

  @inline(__always)
  private func score(_ item: Int, _ weight: Double) -> Double {
    weight * novelty[item] + (1 - weight) * uncertainty[item]
  }

  private func pick(_ item: Int) {
    let place = picks.count
    picked.row(place).update(from: points.set.rows.row(item), count: picked.stride)
    pickedNorms[place] = points.set.norms[item]
    picks.append((item, least[item]))
    isPicked[item] = true
  }

  /// Picks from a new short list until a candidate that is not on it may come next.
  private func pickFromList(lasting window: Int) throws {
    var (list, rest) = foremost(weight(picks.count), weight(picks.count + window - 1))
    try compareWithPicks(list.map(\.item).filter { Int(seen[Int($0)]) < picks.count })
    for _ in 0..<window {
      let now = weight(picks.count)
      while true {
        var best: Entry = (-.infinity, .max)
        var place = 0
        for (index, entry) in list.enumerated() {
          let score = score(Int(entry.item), now)
          if Self.precedes((score, entry.item), best) { (best, place) = ((score, entry.item), index) }
        }
        guard best.item < .max else { return }
        if let rest, Self.precedes(rest, best) { return }
        guard Int(seen[Int(best.item)]) < picks.count else {
          pick(Int(best.item))
          list.swapAt(place, list.count - 1)
          list.removeLast()
          break
        }
        try compareWithPicks([best.item])
      }
    }
  }

  /// The candidates with the greatest bounds between two weights, and the last of them if there are others.
  private func foremost(_ high: Double, _ low: Double) -> (list: [Entry], last: Entry?) {
    var list: [Entry] = []
    list.reserveCapacity(2 * Self.listed)
    var bar: Entry = (-.infinity, .max)
    var isCut = false
    func cut() {
      guard list.count > Self.listed else { return }
      list.sort(by: Self.precedes)
      list.removeSubrange(Self.listed...)
      bar = list[Self.listed - 1]
      isCut = true
    }
    // Between the two ends a score may be rounded up.
    let slack = high == low ? 0 : 0x1p-48
    for item in 0..<count where !isPicked[item] {
      let entry: Entry = (max(score(item, high), score(item, low)) + slack, Int32(truncatingIfNeeded: item))
      guard Self.precedes(entry, bar) else { continue }
      list.append(entry)
      if list.count == 2 * Self.listed { cut() }
    }
    cut()
    return (list, isCut ? bar : nil)
  }

  private static func precedes(_ a: Entry, _ b: Entry) -> Bool {
    a.bound > b.bound || (a.bound == b.bound && a.item < b.item)
  }
}
