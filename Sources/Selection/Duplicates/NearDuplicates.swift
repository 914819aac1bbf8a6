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
/// The search is exact: projections onto 32 principal directions and planes between cells rule out pairs that cannot be
/// near (`NeighbourCells`), and the unit vectors decide the others. Where a vector would look into more than 1,024
/// neighbouring cells, as happens at distances far above those of near-duplicates, only the nearest 1,024 are looked into;
/// `Result.cutShort` counts such vectors and is 0 where the result is exact.
///
/// Of n vectors each meets the leaders in a few of 2·√n cells: O(n · √n) products of 32 numbers where near ones are few.
/// In memory are 32 floats a vector and the unit vectors of leaders, these up to `Memory`; when it is full, the vectors not
/// yet decided are compared with the leaders in it, and it is begun afresh.
package struct NearDuplicates: Sendable {
  /// What a search came to.
  package struct Result: Sendable, Equatable {
    /// For each vector the place of its leader, its own if it leads.
    package let leaders: [Int32]
    /// The cosine distance to the leader, 0 of a leader.
    package let distances: [Float]
    /// How many vectors were not compared with all that could be near; 0: the result is exact.
    package let cutShort: Int
  }

  /// How much of the vectors a search holds at once, in bytes.
  package struct Memory: Sendable {
    /// Unit vectors of leaders.
    package var leaders: Int
    /// Vectors that are read.
    package var read: Int

    /// What a search of millions of vectors holds: 256 MiB and 128 MiB.
    package static let bounded = Memory(leaders: 256 << 20, read: 128 << 20)
    static let unbounded = Memory(leaders: .max, read: 128 << 20)

    /// Declares amounts of memory; a few thousand vectors are held whatever they say.
    package init(leaders: Int, read: Int) {
      self.leaders = leaders
      self.read = read
    }
  }

  private let distance: Double
  private let threads: Int
  private let cellsAtMost: Int

  /// Declares a search.
  ///
  /// - Parameters:
  ///   - distance: The greatest cosine distance, 1 − cos, of near vectors: 0 to 1.
  ///   - threads: How many threads to use; no result depends on it.
  ///   - cellsAtMost: Into how many neighbouring cells a vector looks at the most.
  package init(distance: Double, threads: Int, cellsAtMost: Int = 1024) {
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
  /// They are read once for their projections, once in the order of priority, and those that may be near a leader once more
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
    let projections = try pass.projections()
    let search = try LeaderSearch(
      projections, near: Nearness(distance: distance, dimensions: source.dimensions), dimensions: source.dimensions,
      cellsAtMost: cellsAtMost, threads: threads)
    try pass.decide(search)
    return Result(leaders: search.leaders.array, distances: search.distances.array, cutShort: search.cutShort)
  }
}
