/// Reads vectors for a search, a bounded number of them at a time.
struct DuplicatePass<Source: VectorSource> {
  private let source: Source
  private let threads: Int
  /// How many vectors are read together.
  private let slab: Int
  /// How many leaders are held.
  let mostHeld: Int
  private let block: UnitBlock

  init(_ source: Source, memory: NearDuplicates.Memory, threads: Int) {
    self.source = source
    self.threads = threads
    let bytes = source.dimensions * MemoryLayout<Float>.size
    // As they are read, and as unit vectors.
    slab = max(1, min(source.count, max(1024, memory.read / (2 * bytes))))
    mostHeld = min(max(1, source.count), max(1024, memory.leaders / bytes))
    block = UnitBlock(capacity: slab, dimensions: source.dimensions)
  }

  /// The sketches of all vectors, in directions that are learnt from evenly spaced ones.
  func sketches() throws -> Sketches {
    let wanted = min(source.count, PrincipalBasis.sample)
    let places = (0..<wanted).map { Int32($0 * source.count / wanted) }
    let sample = UnitBlock(capacity: wanted, dimensions: source.dimensions)
    try fill(sample, places)
    let basis = try PrincipalBasis(sample.rows, dimensions: source.dimensions, threads: threads)
    let result = Sketches(basis: basis, count: source.count)
    for stretch in 0..<source.stretches {
      try forEachSlab(of: source.items(ofStretch: stretch)) { items in
        try result.add(block, items: items, threads: threads)
      }
    }
    return result
  }

  /// Decides all vectors in the order of their priority.
  func decide(_ search: LeaderSearch) throws {
    var next = 0
    while next < source.count {
      if mostHeld - search.held < max(1, min(slab, mostHeld, source.count - next) / 4) {
        try sweep(from: next, search)
        search.letGo()
      }
      // All of a block may turn out to lead.
      let most = min(slab, mostHeld - search.held)
      var items: [Int32] = []
      while next < source.count, items.count < most {
        if search.leaders[next] < 0 { items.append(Int32(next)) }
        next += 1
      }
      try fill(block, items)
      try search.decide(items, block)
    }
  }

  /// Compares all vectors from a number on that are not decided with the leaders that are held.
  private func sweep(from first: Int, _ search: LeaderSearch) throws {
    let open = (first..<source.count).filter { search.leaders[$0] < 0 }.map { Int32($0) }
    var may = [Bool](repeating: false, count: source.count)
    // Many at a time, so that many are of one cell.
    let together = 1 << 18
    for start in stride(from: 0, to: open.count, by: together) {
      let some = Array(open[start..<min(open.count, start + together)])
      for item in try search.mayJoin(some) { may[Int(item)] = true }
    }
    for stretch in 0..<source.stretches {
      let wanted = try source.items(ofStretch: stretch).filter { may[Int($0)] }
      try forEachSlab(of: wanted) { try search.join($0, block) }
    }
  }

  /// Reads some vectors, a slab at a time, and puts them to use.
  private func forEachSlab(of items: [Int32], _ body: ([Int32]) throws -> Void) throws {
    for start in stride(from: 0, to: items.count, by: slab) {
      let some = Array(items[start..<min(items.count, start + slab)])
      try fill(block, some)
      try body(some)
    }
  }

  private func fill(_ block: UnitBlock, _ items: [Int32]) throws {
    var wrong: Int?
    try source.read(items) { places, values in
      guard let place = try block.fill(values, at: places, threads: threads) else { return }
      wrong = min(wrong ?? place, place)
    }
    if let wrong { throw source.notFinite(Int(items[wrong])) }
  }
}
