import CKernels
import Parallel

/// Points side by side, group after group, for comparing very many of them exactly.
///
/// A tile of squared distances by ‖x‖² − 2 x·y + ‖y‖² only shows which pairs may matter, with a margin no smaller than what
/// rounding can do to it; those are computed again from the differences of the numbers as they were given
/// (`ck_squared_distance_f32`). So what is found is what comparing everything by differences finds, to the bit, and the
/// grouping shows in the time alone.
///
/// Memory: a padded copy of the points. It borrows the memory of an array for as long as that array lends it.
final class GroupedPoints: @unchecked Sendable {
  /// The points as they were given; item p is the point at position p.
  let source: RowSource
  /// The points less their mean, in the same order.
  let set: PointSet
  /// The positions of each group.
  let groups: [Range<Int>]
  /// The row of the array at each position.
  let order: [Int]
  let threads: Int
  /// Rounding changes a distance of the tile by no more than this, times the sum of the two squared norms.
  private let rounding: Double

  /// Queries and targets of a tile at the most.
  static let queries = 128
  static let targets = 512

  private init(_ points: [Float], base: UnsafePointer<Float>, dimensions: Int, groups: [[Int]], threads: Int) throws {
    order = groups.flatMap(\.self)
    source = RowSource(base, count: order.count, dimensions: dimensions, order: order)
    set = try PointSet(points, dimensions: dimensions, order: order, threads: threads)
    var ranges: [Range<Int>] = []
    for group in groups {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + group.count)
    }
    self.groups = ranges
    self.threads = threads
    // A product of n terms in 16 chains is off by n / 16 + 4 roundings at the most, norms too, and so is the distance from
    // the differences; twice that again for the mean.
    rounding = 4 * Double(set.rows.stride / 16 + 8) * 0x1p-24
  }

  /// Arranges rows of `points` and calls `body`.
  ///
  /// - Throws: `SelectionError.notFinite` where a point is not finite or too large to be squared, and what `body` throws.
  static func with<Result>(
    _ points: [Float], dimensions: Int, groups: [[Int]], threads: Int, _ body: (GroupedPoints) throws -> Result
  ) throws -> Result {
    try points.withUnsafeBufferPointer { buffer in
      let nothing = UnsafeMutablePointer<Float>.allocate(capacity: 1)
      defer { nothing.deallocate() }
      return try body(
        GroupedPoints(
          points, base: buffer.baseAddress ?? UnsafePointer(nothing), dimensions: dimensions, groups: groups,
          threads: threads))
    }
  }

  /// How many points there are.
  var count: Int { order.count }

  /// The squared distance of two points from the differences.
  @inline(__always)
  func squared(_ a: Int, _ b: Int) -> Float {
    ck_squared_distance_f32(source.row(a), source.row(b), source.dimensions)
  }

  /// Scratch memory for a tile.
  static func scratch() -> SharedBuffer<Float> { SharedBuffer(repeating: 0, count: queries * targets) }

  /// Calls `visit` for every query and target whose squared distance may be at most the query's reach.
  ///
  /// - Parameters:
  ///   - queries: Positions, at most `Self.queries`.
  ///   - targets: Positions one after the other.
  ///   - scratch: Of `Self.scratch()`.
  ///   - reach: The squared distance that matters, of the query of a number.
  ///   - visit: Gets the query's number, the target's position, their distance by the tile and by how much that may be
  ///     off; returns the query's reach from now on.
  @inline(__always)
  func scan(
    _ queries: ArraySlice<Int32>, _ targets: Range<Int>, scratch: SharedBuffer<Float>, reach: (Int) -> Float,
    visit: (Int, Int, Double, Double) -> Float
  ) {
    guard !targets.isEmpty else { return }
    scan(
      queries, rows: set.rows.row(targets.lowerBound), norms: set.norms.base + targets.lowerBound, count: targets.count,
      scratch: scratch, reach: reach
    ) { visit($0, targets.lowerBound + $1, $2, $3) }
  }

  /// `scan` of padded rows less the mean, such as copies of points, and their squared norms; `visit` gets a row's number.
  @inline(__always)
  func scan(
    _ queries: ArraySlice<Int32>, rows: UnsafePointer<Float>, norms: UnsafePointer<Float>, count: Int,
    scratch: SharedBuffer<Float>, reach: (Int) -> Float, visit: (Int, Int, Double, Double) -> Float
  ) {
    queries.withUnsafeBufferPointer { queries in
      for start in stride(from: 0, to: count, by: Self.targets) {
        let width = min(Self.targets, count - start)
        ck_scores_f32(
          set.rows.base, queries.baseAddress, queries.count, rows + start * set.rows.stride, norms + start, width,
          set.rows.stride, scratch.base)
        var greatest: Float = 0
        for target in start..<start + width { greatest = max(greatest, norms[target]) }
        for number in 0..<queries.count {
          let scores = scratch.base + number * width
          let norm = Double(set.norms[Int(queries[number])])
          let margin = rounding * (norm + Double(greatest))
          var bound = Float(Double(reach(number)) + margin - norm).nextUp
          for target in 0..<width where scores[target] <= bound {
            let now = visit(number, start + target, norm + Double(scores[target]), margin)
            bound = Float(Double(now) + margin - norm).nextUp
          }
        }
      }
    }
  }
}
