import CKernels
import Parallel

/// Cells of neighbours in the projection: each vector is in that of the nearest centre and may be near vectors of others.
///
/// Two vectors no farther apart than r lie together no deeper in their cells than r: the distances of the two from the
/// plane that is as far from the one centre as from the other add up to at most r, because the distance from a plane
/// is linear with slope 1. So one of the two lies within r / 2 of the plane. If every vector visits the cells whose plane is
/// within r / 2 of it, then of two near vectors in different cells one visits the cell of the other.
final class NeighbourCells: @unchecked Sendable {
  private static let mostCells = 4096
  private static let sweeps = 4
  /// The rounding of scores, whatever the gap: they are sums of products of numbers up to 1.
  private static let rounding: Float = 1e-5

  /// How many cells there are.
  let count: Int
  private let centres: FloatRows
  private let norms: SharedBuffer<Float>
  /// The distance of each centre from each.
  private let gaps: SharedBuffer<Float>
  /// How many cells a vector visits besides its own, at most: those of the nearest planes.
  private let mostVisits: Int

  /// Learns centres from evenly spaced items by a few passes of Lloyd's algorithm (1982).
  init(_ projections: Projections, mostVisits: Int, threads: Int) throws {
    self.mostVisits = mostVisits
    let items = projections.rows.count
    count = max(1, min(Self.mostCells, Int(2 * Double(items).squareRoot()) / 16 * 16))
    let dimensions = projections.rows.stride
    centres = FloatRows(count: count, dimensions: dimensions)
    norms = SharedBuffer(repeating: 0, count: count)
    gaps = SharedBuffer(repeating: 0, count: count * count)
    for cell in 0..<count {
      centres.row(cell).update(from: projections.rows.row(cell * items / count), count: dimensions)
    }
    let sample = min(items, 16 * count)
    let rows = (0..<sample).map { Int32($0 * items / sample) }
    measure()
    for _ in 0..<Self.sweeps {
      try move(to: rows, of: projections, threads: threads)
      measure()
    }
    try Parallel.forEach(count, threads: threads) { [self] cell in
      for other in 0..<count {
        gaps[cell * count + other] = ck_squared_distance_f32(
          centres.row(cell), centres.row(other), dimensions
        ).squareRoot()
      }
    }
  }

  private func measure() {
    for cell in 0..<count { norms[cell] = ck_dot_f32(centres.row(cell), centres.row(cell), centres.stride) }
  }

  private func move(to rows: [Int32], of projections: Projections, threads: Int) throws {
    let nearest = SharedBuffer<Int32>(repeating: 0, count: rows.count)
    let scores = SharedBuffer<Float>(repeating: 0, count: rows.count)
    let share = 256
    try Parallel.forEach((rows.count + share - 1) / share, threads: threads) { [self] part in
      rows.withUnsafeBufferPointer { rows in
        guard let base = rows.baseAddress else { return }
        let first = part * share
        ck_nearest_f32(
          projections.rows.base, base + first, min(share, rows.count - first), centres.base, norms.base, count,
          centres.stride, nearest.base + first, scores.base + first)
      }
    }
    let stride = centres.stride
    let sums = SharedBuffer<Double>(repeating: 0, count: count * stride)
    var sizes = [Int](repeating: 0, count: count)
    for (place, row) in rows.enumerated() where nearest[place] >= 0 {
      let cell = Int(nearest[place])
      ck_add_f32(sums.base + cell * stride, projections.rows.row(Int(row)), stride)
      sizes[cell] += 1
    }
    for cell in 0..<count where sizes[cell] > 0 {
      for dimension in 0..<stride {
        centres.row(cell)[dimension] = Float(sums[cell * stride + dimension] / Double(sizes[cell]))
      }
    }
  }

  /// Finds the cell of some items, and the cells that they visit where vectors within `reach` are near.
  func places(_ items: [Int32], of projections: Projections, reach: Float, threads: Int) throws -> CellPlaces {
    let share = 64
    let parts = try Parallel.map((items.count + share - 1) / share, threads: threads) { [self] part in
      let first = part * share
      let number = min(share, items.count - first)
      let scores = SharedBuffer<Float>(repeating: 0, count: number * count)
      let found = SharedBuffer<Int32>(repeating: 0, count: count)
      items.withUnsafeBufferPointer { items in
        guard let base = items.baseAddress else { return }
        ck_scores_f32(
          projections.rows.base, base + first, number, centres.base, norms.base, count, centres.stride, scores.base)
      }
      var places = CellPlaces()
      for place in 0..<number {
        let row = scores.base + place * count
        let own = ck_first_least_f32(row, count)
        let gap = gaps.base + own * count
        let hits = ck_within_reach_f32(row, gap, row[own] + Self.rounding, reach, count, found.base)
        var visits = (0..<hits).map { found[$0] }.filter { $0 != Int32(own) }
        if visits.count > mostVisits {
          places.cutShort.append(Int32(place))
          let planes = visits.map { (row[Int($0)] - row[own]) / max(gap[Int($0)], 1e-9) }
          let nearest = visits.indices.sorted { (planes[$0], visits[$0]) < (planes[$1], visits[$1]) }
          visits = nearest.prefix(mostVisits).map { visits[$0] }.sorted()
        }
        places.append(Int32(own), visits)
      }
      return places
    }
    return parts.reduce(into: CellPlaces()) { $0.append(contentsOf: $1) }
  }

}

/// For each of some items the cell that it is in and those that it visits.
struct CellPlaces: Sendable {
  private(set) var cells: [Int32] = []
  private var offsets: [Int] = [0]
  /// The places of the items that would visit more cells than are allowed.
  var cutShort: [Int32] = []

  /// How many items there are.
  var count: Int { offsets.count - 1 }

  mutating func append(_ own: Int32, _ visits: [Int32]) {
    cells.append(own)
    cells += visits
    offsets.append(cells.count)
  }

  mutating func append(contentsOf other: CellPlaces) {
    let start = cells.count
    let first = Int32(count)
    cutShort += other.cutShort.map { first + $0 }
    cells += other.cells
    offsets += other.offsets.dropFirst().map { $0 + start }
  }

  /// The cell of an item.
  func own(_ place: Int) -> Int { Int(cells[offsets[place]]) }

  /// The cells that an item visits.
  func visits(_ place: Int) -> ArraySlice<Int32> { cells[(offsets[place] + 1)..<offsets[place + 1]] }
}
