import Draws

/// Which image of which run shows which defect.
struct DefectPlan: Sendable {
  /// A defect that is to be drawn.
  struct Order: Sendable, Equatable {
    let kind: DefectKind
    /// What the defects of one burst have in common: a name for their draws.
    let burst: String
  }

  /// The orders by image; nil for a sound one.
  private(set) var orders: [Order?]
  private var free: [Int]
  private let runs: [Range<Int>]

  /// Spreads the defects over the runs.
  ///
  /// Two thirds come in bursts in the third of the runs that are prone to them, the rest alone in any run. At
  /// most two fifths of a run's images are defective, except where the images are too few for that.
  ///
  /// - Parameters:
  ///   - runs: The images of each run.
  ///   - edged: Whether a run's part can be chipped; the first run's can.
  ///   - randomSeed: The seed of the data set.
  init(runs: [Range<Int>], edged: [Bool], randomSeed: UInt64) {
    self.runs = runs
    orders = Array(repeating: nil, count: runs.last?.upperBound ?? 0)
    free = runs.map { max(1, $0.count * 2 / 5) }
    let count = orders.count
    let draw = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/defects")
    var shuffler = draw.stream("prone")
    let prone = shuffler.shuffled(Array(runs.indices)).prefix(max(1, runs.count * 3 / 10))

    for (kind, total) in zip(DefectKind.allCases, DefectKind.totals(count: count)).reversed() {
      var stream = draw.stream(kind.rawValue)
      let fits = { (run: Int) in kind != .edgeChip || edged[run] }
      var left = total
      let clustered = total * 2 / 3
      for run in stream.shuffled(prone.filter(fits)) where total - left < clustered {
        let wanted = kind.burst.lowerBound + stream.below(kind.burst.count)
        left -= placeBurst(kind, run: run, wanted: min(wanted, left), &stream)
      }
      let hosts = stream.shuffled(Array(runs.indices).filter(fits))
      var round = 0
      var before = left + 1
      while left > 0 && (round < 4 || left < before) {
        before = left
        for run in hosts where left > 0 && (round > 1 || stream.chance(0.6)) {
          if round == 3 { free[run] = runs[run].count { orders[$0] == nil } }
          left -= placeBurst(kind, run: run, wanted: 1, &stream)
        }
        round += 1
      }
    }
  }

  /// Orders up to `wanted` defects in images of a run that follow each other closely; the number ordered.
  private mutating func placeBurst(
    _ kind: DefectKind, run: Int, wanted: Int, _ stream: inout DrawStream
  ) -> Int {
    let images = runs[run]
    let wanted = min(wanted, free[run])
    guard wanted > 0 else { return 0 }
    let start = stream.below(images.count)
    let burst = "\(kind.rawValue)/\(run)/\(start)"
    var placed = 0
    for step in 0..<images.count where placed < wanted {
      let image = images.lowerBound + (start + step) % images.count
      guard orders[image] == nil, wanted == 1 || stream.chance(0.75) else { continue }
      orders[image] = Order(kind: kind, burst: burst)
      placed += 1
    }
    free[run] -= placed
    return placed
  }
}
