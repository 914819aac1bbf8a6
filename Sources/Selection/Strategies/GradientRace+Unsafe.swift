import CKernels
import Draws
import Parallel

/// The race of BADGE: which gradient embedding is drawn next.
///
/// Items are candidates in the order of their keys.
final class GradientRace: @unchecked Sendable {
  /// An embedding's two factors.
  private struct Factors {
    let gradients: FloatRows
    let vectors: FloatRows
    /// ‖a‖²‖h‖² of each.
    let norms: SharedBuffer<Double>
  }

  /// Where an item stands.
  fileprivate struct Runner: BitwiseCopyable {
    /// What it still had to gather at the time `since`.
    var left: Double
    var since = 0.0
    /// Its squared distance from the nearest of the first `seen` picks.
    var squared = Double.infinity
    /// When it falls, if no further pick comes nearer.
    var falls = 0.0
    var seen: Int32 = 0
  }

  private let all: Factors
  private let picked: Factors
  private let runners: SharedBuffer<Runner>
  private let count: Int
  private let threads: Int
  /// When each pick fell.
  private var times: [Double] = []

  /// Items that are brought up to date together, those that a thread takes at once, and picks of a tile.
  private static let group = 128
  private static let part = 32
  private static let tile = 256
  private static let block = 1024

  /// Takes in the candidates in the given order.
  init(_ input: StrategyInput, order: [Int], picks: Int) {
    count = order.count
    threads = input.threads
    func factors(_ count: Int) -> Factors {
      Factors(
        gradients: FloatRows(count: count, dimensions: input.classes),
        vectors: FloatRows(count: count, dimensions: input.dimensions),
        norms: SharedBuffer(repeating: 0, count: count))
    }
    all = factors(count)
    picked = factors(picks)
    runners = SharedBuffer(repeating: Runner(left: 0), count: count)
    let classes = input.classes
    for (item, row) in order.enumerated() {
      let gradient = all.gradients.row(item)
      var greatest = 0
      for label in 0..<classes {
        gradient[label] = input.probabilities[row * classes + label]
        if gradient[label] > gradient[greatest] { greatest = label }
      }
      gradient[greatest] -= 1
      let vector = all.vectors.row(item)
      for dimension in 0..<input.dimensions { vector[dimension] = input.vectors[row * input.dimensions + dimension] }
      all.norms[item] =
        Double(ck_dot_f32(gradient, gradient, all.gradients.stride))
        * Double(ck_dot_f32(vector, vector, all.vectors.stride))
      let bytes = withUnsafeBytes(of: input.keys[row].littleEndian) { input.draw.key($0) }
      // In (0, 1], so that the logarithm is finite.
      runners[item].left = -ck_log(Double((bytes >> 11) + 1) * 0x1p-53)
    }
  }

  /// Draws picks until there are so many or all items lie on one.
  ///
  /// - Returns: Items with their squared distance from the nearest pick before; infinite for the first.
  func run(_ wanted: Int) throws -> [(item: Int, squared: Double)] {
    guard var first = (0..<count).first else { return [] }
    for item in 0..<count where all.norms[item] > all.norms[first] { first = item }
    var found = [(item: first, squared: Double.infinity)]
    pick(first, at: 0)
    try Parallel.forEach((count + Self.block - 1) / Self.block, threads: threads) { number in
      let items = (number * Self.block..<min(self.count, (number + 1) * Self.block)).map { Int32($0) }
      self.update(items[...])
    }
    var heap = LeastHeap((0..<count).lazy.filter { $0 != first }.map { (self.runners[$0].falls, Int32($0)) })
    while found.count < wanted, let next = heap.first, next.value < .infinity {
      let item = Int(next.item)
      guard Int(runners[item].seen) < times.count else {
        heap.removeFirst()
        found.append((item, runners[item].squared))
        pick(item, at: next.value)
        continue
      }
      var group: [Int32] = []
      while group.count < Self.group, let next = heap.first, Int(runners[Int(next.item)].seen) < times.count {
        group.append(next.item)
        heap.removeFirst()
      }
      let items = group.sorted { (runners[Int($0)].seen, $0) < (runners[Int($1)].seen, $1) }
      try Parallel.forEach((items.count + Self.part - 1) / Self.part, threads: threads) { number in
        self.update(items[number * Self.part..<min(items.count, (number + 1) * Self.part)])
      }
      for item in group { heap.insert((runners[Int(item)].falls, item)) }
    }
    return found
  }

  private func pick(_ item: Int, at time: Double) {
    let place = times.count
    picked.gradients.row(place).update(from: all.gradients.row(item), count: all.gradients.stride)
    picked.vectors.row(place).update(from: all.vectors.row(item), count: all.vectors.stride)
    picked.norms[place] = all.norms[item]
    times.append(time)
  }

  /// Compares items, by ascending `seen`, with the picks that they have not seen.
  private func update(_ items: ArraySlice<Int32>) {
    guard let least = items.first.map({ Int(runners[Int($0)].seen) }) else { return }
    let width = min(Self.tile, times.count)
    let zeros = SharedBuffer<Float>(repeating: 0, count: width)
    let gradients = SharedBuffer<Float>(repeating: 0, count: items.count * width)
    let vectors = SharedBuffer<Float>(repeating: 0, count: items.count * width)
    for start in stride(from: least, to: times.count, by: width) {
      let end = min(times.count, start + width)
      // Those that have seen the tile already are at the end.
      let open = items.prefix { Int(runners[Int($0)].seen) < end }
      func products(_ rows: FloatRows, _ others: FloatRows, _ result: SharedBuffer<Float>) {
        open.withUnsafeBufferPointer {
          ck_scores_f32(
            rows.base, $0.baseAddress, $0.count, others.row(start), zeros.base, end - start, rows.stride, result.base)
        }
      }
      products(all.gradients, picked.gradients, gradients)
      products(all.vectors, picked.vectors, vectors)
      for (index, item) in open.enumerated() {
        var runner = runners[Int(item)]
        for place in max(start, Int(runner.seen))..<end {
          // Each score is −2 times a product.
          let at = index * (end - start) + place - start
          let both = Double(gradients[at]) * Double(vectors[at]) / 2
          runner.meet(max(0, all.norms[Int(item)] + picked.norms[place] - both), at: times[place])
        }
        runner.seen = Int32(truncatingIfNeeded: end)
        runners[Int(item)] = runner
      }
    }
  }
}

extension GradientRace.Runner {
  /// Takes note of a pick at a squared distance.
  ///
  /// The time to fall never lessens, not by rounding either: a lazy search and one that keeps all up to date agree.
  fileprivate mutating func meet(_ distance: Double, at time: Double) {
    guard distance < squared else { return }
    if squared.isFinite { left = max(0, left - squared * (time - since)) }
    since = time
    squared = distance
    falls = distance > 0 ? max(falls, time + left / distance) : .infinity
  }
}
