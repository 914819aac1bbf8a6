/// Reads vectors for a search, a bounded number of them at a time.
struct DuplicatePass<Source: VectorSource> {
  private let source: Source
  private let threads: Int
  /// How many vectors are decided together: with few, the lists of all cells are passed over often; with many, what is new
  /// in a block is compared without cells.
  private let block: Int
  /// How many vectors are read together.
  private let slab: Int
  /// How many leaders are held.
  private let mostHeld: Int

  init(_ source: Source, memory: NearDuplicates.Memory, threads: Int) {
    self.source = source
    self.threads = threads
    block = min(4096, max(1024, source.count / 128))
    let bytes = source.dimensions * MemoryLayout<Float>.size
    slab = max(block, memory.read / bytes)
    mostHeld = max(block, memory.leaders / bytes)
  }

  private var blockMemory: UnitBlock { UnitBlock(capacity: block, dimensions: source.dimensions) }

  /// The projections of all vectors onto directions that are learnt from evenly spaced ones.
  func projections() throws -> Projections {
    let wanted = min(source.count, PrincipalBasis.sample)
    let places = (0..<wanted).map { Int32($0 * source.count / wanted) }
    let sample = UnitBlock(capacity: wanted, dimensions: source.dimensions)
    try fill(sample, places, from: source.vectors(places), at: 0)
    let basis = try PrincipalBasis(sample.rows, dimensions: source.dimensions, threads: threads)
    let result = Projections(basis: basis, count: source.count)
    let memory = blockMemory
    for stretch in 0..<source.stretches {
      try forEachBlock(of: source.items(ofStretch: stretch)[...], memory) { items in
        try result.add(memory, items: items, threads: threads)
      }
    }
    return result
  }

  /// Decides all vectors in the order of their priority.
  func decide(_ search: LeaderSearch) throws {
    let memory = blockMemory
    var next = 0
    while next < source.count {
      var items: [Int32] = []
      while next < source.count, items.count < slab {
        if search.leaders[next] < 0 { items.append(Int32(next)) }
        next += 1
      }
      let values = try source.vectors(items)
      for start in stride(from: 0, to: items.count, by: block) {
        let some = Array(items[start..<min(items.count, start + block)])
        try fill(memory, some, from: values, at: start)
        try search.decide(some, memory)
        guard search.held + block > mostHeld else { continue }
        // The rest of the slab is read again, less what the leaders so far have taken.
        next = Int(some[some.count - 1]) + 1
        try sweep(from: next, search, memory)
        search.letGo()
        break
      }
    }
  }

  /// Compares all vectors from a number on that are not decided with the leaders that are held.
  private func sweep(from first: Int, _ search: LeaderSearch, _ memory: UnitBlock) throws {
    for stretch in 0..<source.stretches {
      let open = try source.items(ofStretch: stretch).filter { $0 >= first && search.leaders[Int($0)] < 0 }
      var wanted: [Int32] = []
      for start in stride(from: 0, to: open.count, by: block) {
        wanted += try search.mayJoin(Array(open[start..<min(open.count, start + block)]))
      }
      try forEachBlock(of: wanted[...], memory) { try search.join($0, memory) }
    }
  }

  /// Reads some vectors, a slab at a time, and puts them to use a block at a time.
  private func forEachBlock(of items: ArraySlice<Int32>, _ memory: UnitBlock, _ body: ([Int32]) throws -> Void) throws {
    var rest = items
    while !rest.isEmpty {
      let together = Array(rest.prefix(slab))
      let values = try source.vectors(together)
      for start in stride(from: 0, to: together.count, by: block) {
        let some = Array(together[start..<min(together.count, start + block)])
        try fill(memory, some, from: values, at: start)
        try body(some)
      }
      rest = rest.dropFirst(together.count)
    }
  }

  private func fill(_ memory: UnitBlock, _ items: [Int32], from values: [Float], at start: Int) throws {
    if let wrong = try memory.fill(values, from: start, count: items.count, threads: threads) {
      throw source.notFinite(Int(items[wrong]))
    }
  }
}
