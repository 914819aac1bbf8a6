import CKernels
import Parallel

/// Cells of neighbours among sketches: each is in that of the nearest centre and may be near sketches of others.
///
/// If two points no farther apart than r are in different cells, then the plane that is as far from the one centre as from the
/// other is between them, so that neither is farther from it than r. A point that visits all cells whose plane is within r of
/// it visits those of all that are near it. Centres are of one length, as in spherical k-means (Dhillon, Modha, 2001), since the
/// shorter of two would draw more points.
final class NeighbourCells: @unchecked Sendable {
  /// Memory for one item at a time.
  struct Scratch {
    fileprivate let scores: SharedBuffer<Int32>
    fileprivate let found: SharedBuffer<Int32>

    init(_ cells: NeighbourCells) {
      scores = SharedBuffer(repeating: 0, count: cells.count)
      found = SharedBuffer(repeating: 0, count: cells.count)
    }
  }

  private static let mostCells = 4096
  private static let sweeps = 4

  /// How many cells there are.
  let count: Int
  private let sketches: Sketches
  private let centres: SharedBuffer<UInt8>
  private let norms: SharedBuffer<Int32>
  /// By how much the score of each cell may exceed that of a point's own if the plane between is within reach.
  private let slack: SharedBuffer<Int32>
  /// How many cells a point visits besides its own, at most: those of the nearest planes.
  private let mostVisits: Int

  /// Learns centres from evenly spaced items by a few passes of Lloyd's algorithm (1982).
  ///
  /// - Parameters:
  ///   - sketches: The points.
  ///   - reach: How far apart near points may be.
  ///   - mostVisits: How many cells a point visits at most.
  ///   - threads: How many threads to use.
  /// - Throws: Nothing of its own.
  init(_ sketches: Sketches, reach: Double, mostVisits: Int, threads: Int) throws {
    self.sketches = sketches
    self.mostVisits = mostVisits
    let (items, width) = (sketches.count, sketches.width)
    count = max(1, min(Self.mostCells, Int(2 * Double(items).squareRoot()) / 16 * 16))
    centres = SharedBuffer(repeating: Sketches.zero, count: count * width)
    norms = SharedBuffer(repeating: 0, count: count)
    slack = SharedBuffer(repeating: 0, count: count * count)
    for cell in 0..<count {
      (centres.base + cell * width).update(from: sketches.row(cell * items / count), count: width)
      norms[cell] = sketches.norms[cell * items / count]
    }
    let sample = min(items, 16 * count)
    let rows = (0..<sample).map { $0 * items / sample }
    for _ in 0..<Self.sweeps { try move(to: rows, threads: threads) }
    try Parallel.forEach(count, threads: threads) { [self] cell in
      let scores = SharedBuffer<Int32>(repeating: 0, count: count)
      score(centres.base + cell * width, into: scores)
      for other in 0..<count {
        let gap = Double(max(0, scores[other] + norms[cell])).squareRoot()
        // Scores differ by twice the gap times the distance from the plane.
        slack[cell * count + other] = Int32(min(2 * reach * gap, 0x1p30).rounded(.up))
      }
    }
  }

  /// The cell of an item.
  func own(_ item: Int, _ scratch: Scratch) -> Int {
    score(sketches.row(item), into: scratch.scores)
    return ck_first_least_i32(scratch.scores.base, count)
  }

  /// The cells that an item visits besides its own, ascending, and whether there would be more.
  func visits(_ item: Int, _ scratch: Scratch) -> (cells: [UInt16], isCutShort: Bool) {
    let own = own(item, scratch)
    let slack = slack.base + own * count
    let (scores, found) = (scratch.scores, scratch.found)
    let hits = ck_within_i32(scores.base, slack, scores[own], count, found.base)
    guard hits - 1 > mostVisits else {
      return ((0..<hits).map { UInt16(found[$0]) }.filter { $0 != own }, false)
    }
    // By the distances from the planes, which are not below zero and so in the order of their bits.
    var (nearest, bound) = ([UInt64](), UInt64.max)
    for hit in 0..<hits where Int(found[hit]) != own {
      let cell = Int(found[hit])
      let excess = Float(scores[cell] - scores[own]) / Float(max(1, slack[cell]))
      let key = UInt64(excess.bitPattern) << 16 | UInt64(cell)
      guard key < bound else { continue }
      nearest.append(key)
      if nearest.count == 2 * mostVisits {
        nearest.sort()
        nearest.removeLast(mostVisits)
        bound = nearest[mostVisits - 1]
      }
    }
    return (nearest.sorted().prefix(mostVisits).map { UInt16(truncatingIfNeeded: $0) }.sorted(), true)
  }

  /// The squared distance of each centre from a point, less the point's square.
  private func score(_ point: UnsafePointer<UInt8>, into scores: SharedBuffer<Int32>) {
    ck_sketch_scores_i32(centres.base, norms.base, nil, count, point, sketches.width, scores.base)
  }

  private func move(to rows: [Int], threads: Int) throws {
    let share = 256
    let nearest = try Parallel.map((rows.count + share - 1) / share, threads: threads) { [self] part in
      let scratch = Scratch(self)
      return rows[part * share..<min(rows.count, (part + 1) * share)].map { own($0, scratch) }
    }.joined()
    let (width, zero) = (sketches.width, Int(Sketches.zero))
    let length = (rows.reduce(0.0) { $0 + Double(sketches.norms[$1]) } / Double(rows.count)).squareRoot()
    var sums = [Int](repeating: 0, count: count * width)
    var sizes = [Int](repeating: 0, count: count)
    for (row, cell) in zip(rows, nearest) {
      let sketch = sketches.row(row)
      for byte in 0..<width { sums[cell * width + byte] += Int(sketch[byte]) - zero }
      sizes[cell] += 1
    }
    for cell in 0..<count where sizes[cell] > 0 {
      var own = 0.0
      for byte in 0..<width { own += Double(sums[cell * width + byte]) * Double(sums[cell * width + byte]) }
      let scale = own > 0 ? length / own.squareRoot() : 0
      var norm = 0
      for byte in 0..<width {
        let mean = max(-127, min(127, (Double(sums[cell * width + byte]) * scale).rounded()))
        centres[cell * width + byte] = UInt8(Int(mean) + zero)
        norm += Int(mean * mean)
      }
      norms[cell] = Int32(norm)
    }
  }
}
