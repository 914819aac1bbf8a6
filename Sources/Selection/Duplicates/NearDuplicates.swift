/// Near-duplicates by cosine distance, each joined to a leader.
///
/// Leader clustering (Hartigan, 1975): in the order of priority, a vector joins the first leader that is near it, or else
/// leads. So no two leaders are near, every other vector is near its leader, and nothing is chained: what is near what is near
/// a leader need not be. Keeping the leaders alone keeps at most one of a group, the one of the highest priority.
///
/// Two vectors are near if half the squared Euclidean distance of their unit vectors, which is 1 − cos, is at most
/// `distance`. The unit vectors are rounded to floats (`ck_unit_f32`) and their distance is `ck_squared_distance_f32`, so
/// whether two are near is the same on every path; equal vectors have distance 0. A vector of zeros has no direction and
/// is near other vectors of zeros only.
///
/// Sketches (`Sketches`) and planes between cells (`NeighbourCells`) rule out pairs that cannot be near, and the unit vectors
/// decide the others. So the search is exact, but where a leader would be listed in more than 2²⁵ / n neighbouring cells, 32
/// at least: it is then listed in the nearest ones. `Result.cutShort` counts such leaders; where it is 0 the result is
/// exact.
///
/// Of n vectors each meets the leaders that are listed in one of 2·√n cells: O(n · √n) products of 128 bytes. In memory are the
/// sketches, 128 bytes a vector, and the unit vectors of leaders, these up to `Memory`; when it is full, the vectors not yet
/// decided are compared with the leaders in it, and it is begun afresh.
package struct NearDuplicates: Sendable {
  /// What a search came to.
  package struct Result: Sendable, Equatable {
    /// For each vector the place of its leader, its own if it leads.
    package let leaders: [Int32]
    /// The cosine distance to the leader, 0 of a leader.
    package let distances: [Float]
    /// How many leaders were not compared with all that could be near; 0: the result is exact.
    package let cutShort: Int
  }

  /// How much of the vectors a search holds at once, in bytes.
  package struct Memory: Sendable {
    /// Unit vectors of leaders.
    package var leaders: Int
    /// Vectors that are read, as they are and scaled to length 1.
    package var read: Int

    /// What a search of millions of vectors holds: 224 MiB and 96 MiB.
    package static let bounded = Memory(leaders: 224 << 20, read: 96 << 20)
    static let unbounded = Memory(leaders: .max, read: 96 << 20)

    /// Declares amounts of memory; a thousand vectors are held whatever they say.
    package init(leaders: Int, read: Int) {
      self.leaders = leaders
      self.read = read
    }
  }

  private let distance: Double
  private let threads: Int
  private let cellsAtMost: Int?

  /// Declares a search.
  ///
  /// - Parameters:
  ///   - distance: The greatest cosine distance, 1 − cos, of near vectors: 0 to 1.
  ///   - threads: How many threads to use; no result depends on it.
  ///   - cellsAtMost: In how many neighbouring cells a leader is listed at the most; nil: by the number of vectors.
  package init(distance: Double, threads: Int, cellsAtMost: Int? = nil) {
    self.distance = distance
    self.threads = threads
    self.cellsAtMost = cellsAtMost
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

  /// As `leaders`, with distances, and says whether it is exact.
  ///
  /// - Throws: As `leaders`.
  package func search(_ vectors: [Float], dimensions: Int) throws -> Result {
    try search(MemoryVectors(vectors, dimensions: dimensions), memory: .unbounded)
  }

  /// The same of vectors that are read as they are needed.
  ///
  /// They are read once for their sketches, once in the order of priority, and those that may be near a leader once more
  /// each time that the memory for leaders is full.
  ///
  /// - Parameters:
  ///   - source: The vectors.
  ///   - memory: How much is held.
  /// - Returns: Leaders by the vectors' numbers.
  /// - Throws: `SelectionError` where the distance is not from 0 to 1 or there are too many vectors; what the source throws.
  package func search(_ source: some VectorSource, memory: Memory = .bounded) throws -> Result {
    guard (0...1).contains(distance) else { throw SelectionError.distance(distance) }
    guard source.dimensions >= 1 else {
      throw SelectionError.outside(.dimensions, found: source.dimensions, least: 1, greatest: .max)
    }
    guard source.count <= Int(Int32.max) else {
      throw SelectionError.outside(.embeddings, found: source.count, least: 0, greatest: Int(Int32.max))
    }
    guard source.count > 0 else { return Result(leaders: [], distances: [], cutShort: 0) }
    let pass = DuplicatePass(source, memory: memory, threads: threads)
    let sketches = try pass.sketches()
    let near = Nearness(distance: distance, dimensions: source.dimensions)
    let cells = try NeighbourCells(
      sketches, reach: sketches.reach(near), mostVisits: cellsAtMost ?? Self.cellsAtMost(source.count),
      threads: threads)
    let index = LeaderIndex(
      sketches, cells, near: near, dimensions: source.dimensions, capacity: pass.mostHeld)
    let search = try LeaderSearch(sketches, index, threads: threads)
    try pass.decide(search)
    return Result(leaders: search.leaders.array, distances: search.distances.array, cutShort: search.cutShort)
  }

  /// As many cells as a few seconds allow, which up to about 50,000 vectors are all of them, and no fewer than find nearly all
  /// that there is to find: with 32 no more than one near-duplicate in 9,000 was missed, of 200,000 vectors in any data tried.
  private static func cellsAtMost(_ count: Int) -> Int { max(32, (1 << 25) / count) }
}
