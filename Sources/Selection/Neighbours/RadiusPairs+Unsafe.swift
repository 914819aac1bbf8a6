import CKernels
import Draws
import Parallel

/// Two points of which the earlier comes first.
struct PointPair {
  let first: Int32
  let second: Int32
}

/// The pairs of points that are no farther apart than a radius.
///
/// Points lie in cells of neighbours; two cells whose centres are farther apart than the radius and both cells reach are not
/// compared. O(n²·d / 2) where nothing can be left out, as in hundreds of dimensions with a radius of the spread's size.
struct RadiusPairs: Sendable {
  let points: GroupedPoints
  /// The greatest squared distance of a pair.
  let limit: Float
  private let radius: Double
  private let centres: FloatRows
  private let reaches: SharedBuffer<Double>

  /// Points of a cell at the most.
  static let cell = 256
  /// Pairs that are handed over at once, about.
  private static let batch = 1 << 14
  /// A distance from differences is off by less than this share of it.
  private static let slack = 1e-4

  /// Divides rows of an array into cells of neighbours.
  ///
  /// - Parameters:
  ///   - points: Rows of `dimensions` floats.
  ///   - dimensions: At least 1.
  ///   - order: The rows in an order that does not depend on how they lie in the array.
  ///   - draw: What the division is drawn from; it changes the time, not the pairs.
  ///   - threads: How many threads to use.
  /// - Returns: Rows, cell by cell.
  /// - Throws: Nothing of its own.
  static func cells(of points: [Float], dimensions: Int, order: [Int], draw: Draw, threads: Int) throws -> [[Int]] {
    try points.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      let source = RowSource(base, count: order.count, dimensions: dimensions, order: order)
      return try CellPartition(limit: cell, draw: draw, name: "neighbours", threads: threads)
        .cells(of: source, weights: nil).map { $0.map { order[Int($0)] } }
    }
  }

  /// Takes in the centres of the cells.
  ///
  /// - Parameters:
  ///   - points: Points whose groups are cells.
  ///   - limit: A squared distance.
  /// - Throws: Nothing of its own.
  init(_ points: GroupedPoints, squaredRadius limit: Double) throws {
    self.points = points
    var greatest = Float(min(limit, Double(Float.greatestFiniteMagnitude)))
    if Double(greatest) > limit { greatest = greatest.nextDown }
    self.limit = greatest
    radius = limit.squareRoot()
    let dimensions = points.source.dimensions
    let centres = FloatRows(count: points.groups.count, dimensions: dimensions)
    let reaches = SharedBuffer<Double>(repeating: 0, count: points.groups.count)
    try Parallel.forEach(points.groups.count, threads: points.threads) { cell in
      let group = points.groups[cell]
      let mean = points.source.mean(of: group.map { Int32(truncatingIfNeeded: $0) }[...])
      for dimension in 0..<dimensions { centres.row(cell)[dimension] = Float(mean[dimension]) }
      for position in group {
        let squared = ck_squared_distance_f32(points.source.row(position), centres.row(cell), dimensions)
        reaches[cell] = max(reaches[cell], Double(squared).squareRoot())
      }
    }
    self.centres = centres
    self.reaches = reaches
  }

  /// The square of a radius; 0 of one that is not positive.
  static func squared(_ radius: Float) -> Double { radius > 0 ? Double(radius) * Double(radius) : 0 }

  private func mayMeet(_ a: Int, _ b: Int) -> Bool {
    let squared = ck_squared_distance_f32(centres.row(a), centres.row(b), points.source.dimensions)
    return Double(squared).squareRoot() * (1 - Self.slack) <= (reaches[a] + reaches[b]) * (1 + Self.slack) + radius
  }

  /// Whether a pair is near enough: by the tile where that is certain, otherwise from the differences.
  @inline(__always)
  private func isNear(_ a: Int, _ b: Int, _ squared: Double, _ margin: Double) -> Bool {
    squared + margin < Double(limit) || points.squared(a, b) <= limit
  }

  /// Calls `body` with pairs of two different points, every pair once; on several threads at once, in no order that matters.
  func forEach(_ body: @escaping @Sendable ([PointPair]) -> Void) throws {
    guard limit >= 0 else { return }
    try Parallel.forEach(points.groups.count, threads: points.threads) { cell in
      let scratch = GroupedPoints.scratch()
      var found: [PointPair] = []
      let own = self.points.groups[cell].map { Int32(truncatingIfNeeded: $0) }
      for other in cell..<self.points.groups.count where self.mayMeet(cell, other) {
        for start in stride(from: 0, to: own.count, by: GroupedPoints.queries) {
          let queries = own[start..<min(own.count, start + GroupedPoints.queries)]
          self.points.scan(
            queries, self.points.groups[other], scratch: scratch, reach: { _ in self.limit },
            visit: { index, target, squared, margin in
              let query = Int(own[start + index])
              if target > query, self.isNear(query, target, squared, margin) {
                found.append(PointPair(first: own[start + index], second: Int32(truncatingIfNeeded: target)))
              }
              return self.limit
            })
        }
        if found.count >= Self.batch {
          body(found)
          found.removeAll(keepingCapacity: true)
        }
      }
      if !found.isEmpty { body(found) }
    }
  }

  /// The positions that are near each of some points, themselves left out, ascending.
  func neighbours(of queries: [Int32]) throws -> [[Int32]] {
    guard limit >= 0 else { return queries.map { _ in [] } }
    let width = GroupedPoints.queries / 4
    let parts = try Parallel.map((queries.count + width - 1) / width, threads: points.threads) { number in
      let part = queries[number * width..<min(queries.count, (number + 1) * width)]
      var lists = [[Int32]](repeating: [], count: part.count)
      self.points.scan(
        part, 0..<self.points.count, scratch: GroupedPoints.scratch(), reach: { _ in self.limit },
        visit: { index, target, squared, margin in
          let query = Int(part[part.startIndex + index])
          if target != query, self.isNear(query, target, squared, margin) {
            lists[index].append(Int32(truncatingIfNeeded: target))
          }
          return self.limit
        })
      return lists
    }
    return parts.flatMap(\.self)
  }
}
