import Parallel

/// Near-duplicates by cosine distance, each joined to a leader.
///
/// Leader clustering (Hartigan, 1975): in the order of priority, a vector joins the first leader that is near it, or else leads. So
/// no two leaders are near, every other vector is near its leader, and nothing is chained: what is near what is near a
/// leader need not be. Keeping the leaders alone keeps at most one of a group, the one of the highest priority.
///
/// Two vectors are near if half the squared Euclidean distance of their unit vectors, which is 1 − cos, is at most
/// `distance`. The unit vectors are rounded to floats and their distance is `ck_squared_distance_f32`, so the answer to
/// "are these two near" is the same on every path; equal vectors have distance 0. A vector of zeros has no direction and is
/// near other vectors of zeros only.
///
/// The search is exact: projections onto 32 principal directions and planes between cells rule out pairs that cannot be
/// near (`NeighbourCells`), and the unit vectors decide the others. Where a vector would look into more than 256 neighbouring
/// cells, which at distances far above those of near-duplicates happens, only the nearest 256 are looked into;
/// `Result.cutShort` counts such vectors, and is 0 where the result is exact.
/// O(n · √n) in the projections for data with near-duplicates, and 32 floats a vector and all leaders in memory.
package struct NearDuplicates: Sendable {
  /// What a search came to.
  package struct Result: Sendable, Equatable {
    /// For each vector the place of its leader, its own if it leads.
    package let leaders: [Int32]
    /// How many vectors were not compared with all that could be near.
    package let cutShort: Int
  }

  private let distance: Double
  private let threads: Int

  /// Declares a search.
  ///
  /// - Parameters:
  ///   - distance: The greatest cosine distance, 1 − cos, of near vectors: 0 to 1.
  ///   - threads: How many threads to use; no result depends on it.
  package init(distance: Double, threads: Int) {
    self.distance = distance
    self.threads = threads
  }

  /// For each vector the place of the leader it is a near-duplicate of, or its own place.
  ///
  /// - Parameters:
  ///   - vectors: Rows of `dimensions` floats in the order of priority, best first.
  ///   - dimensions: At least 1.
  /// - Returns: One place a vector; see `Result`.
  /// - Throws: `SelectionError` where shapes do not fit, a vector is not finite, or the distance is not from 0 to 1.
  package func leaders(_ vectors: [Float], dimensions: Int) throws -> [Int32] {
    try search(vectors, dimensions: dimensions).leaders
  }

  /// As `leaders`, and says whether it is exact.
  ///
  /// - Throws: As `leaders`.
  package func search(_ vectors: [Float], dimensions: Int) throws -> Result {
    try Self.check(distance: distance, dimensions: dimensions)
    let count = vectors.count / dimensions
    guard vectors.count % dimensions == 0, count <= Int(Int32.max) else {
      throw SelectionError.count(of: .embeddings, expected: count * dimensions, found: vectors.count)
    }
    guard count > 0 else { return Result(leaders: [], cutShort: 0) }
    let size = Self.block(count)
    let block = UnitBlock(capacity: max(1, min(count, max(size, PrincipalBasis.sample))), dimensions: dimensions)
    let projections = Projections(basis: try basis(vectors, count, dimensions), count: count)
    func forEachBlock(_ body: ([Int32]) throws -> Void) throws {
      for first in stride(from: 0, to: count, by: size) {
        let items = (first..<min(count, first + size)).map { Int32($0) }
        try block.fill(vectors, from: first, count: items.count, threads: threads) { first + $0 }
        try body(items)
      }
    }
    try forEachBlock { try projections.add(block, items: $0, threads: threads) }
    let search = try LeaderSearch(projections, distance: distance, dimensions: dimensions, threads: threads)
    try forEachBlock { try search.decide($0, block) }
    return Result(leaders: search.leaders.array, cutShort: search.cutShort)
  }

  /// The directions of evenly spaced vectors.
  private func basis(_ vectors: [Float], _ count: Int, _ dimensions: Int) throws -> PrincipalBasis {
    let wanted = min(count, PrincipalBasis.sample)
    let sample = UnitBlock(capacity: wanted, dimensions: dimensions)
    var values: [Float] = []
    values.reserveCapacity(wanted * dimensions)
    for place in 0..<wanted {
      let first = place * count / wanted * dimensions
      values += vectors[first..<first + dimensions]
    }
    try sample.fill(values, from: 0, count: wanted, threads: threads) { $0 * count / wanted }
    return try PrincipalBasis(sample.rows, dimensions: dimensions, threads: threads)
  }

  /// How many vectors are decided together: with few, the lists of all cells are passed over often; with many, what is new in
  /// a block is compared without cells.
  static func block(_ count: Int) -> Int { min(4096, max(1024, count / 128)) }

  /// - Throws: `SelectionError` where a search cannot be made.
  static func check(distance: Double, dimensions: Int) throws {
    guard (0...1).contains(distance) else { throw SelectionError.distance(distance) }
    guard dimensions >= 1 else {
      throw SelectionError.outside(.dimensions, found: dimensions, least: 1, greatest: .max)
    }
  }
}
