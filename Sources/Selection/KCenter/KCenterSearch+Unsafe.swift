import CKernels
import Draws
import Parallel

/// The state of a k-center search: for each candidate an upper bound of its distance from the chosen points.
final class KCenterSearch: @unchecked Sendable {
  private let source: RowSource
  private let labelled: RowSource
  private let threads: Int
  /// The candidate with the smallest key: all points are taken less this one, so that norms are no larger than the
  /// spread.
  private let origin: [Float]
  /// The chosen points, and ‖x‖² of each.
  private let chosen: FloatRows
  private let chosenNorms: SharedBuffer<Float>
  /// The squared distance of each candidate from the chosen points that it has been compared with.
  private let bound: SharedBuffer<Float>
  /// How many picks, from the first, each candidate has been compared with.
  private let seenPicks: SharedBuffer<Int32>
  /// Whether it has been compared with all labelled points.
  private let seenLabelled: SharedBuffer<Bool>

  /// Candidates that are compared with picks together, and with labelled points.
  private static let group = 128
  private static let labelledGroup = 32
  /// Labelled points that every candidate is compared with at once; more are divided into cells for the first bounds.
  private static let fewLabelled = 512
  private static let block = 256

  /// Takes in the labelled points.
  init(_ source: RowSource, labelled: RowSource, batch: Int, threads: Int) {
    self.source = source
    self.labelled = labelled
    self.threads = threads
    origin = source.array([0])
    chosen = FloatRows(count: labelled.count + batch, dimensions: source.dimensions)
    chosenNorms = SharedBuffer(repeating: 0, count: labelled.count + batch)
    bound = SharedBuffer(repeating: .infinity, count: source.count)
    seenPicks = SharedBuffer(repeating: 0, count: source.count)
    seenLabelled = SharedBuffer(repeating: labelled.count == 0, count: source.count)
    let all = (0..<labelled.count).map { Int32(truncatingIfNeeded: $0) }
    labelled.copy(all[...], less: origin, to: chosen)
    for index in all.indices { chosenNorms[index] = norm(chosen.row(index)) }
  }

  private func norm(_ row: UnsafeMutablePointer<Float>) -> Float { ck_dot_f32(row, row, chosen.stride) }

  /// Gives every candidate a bound: its distance from all labelled points if they are few, otherwise from those of the
  /// cell whose mean is nearest.
  func bound(draw: Draw) throws {
    guard labelled.count > 0 else { return }
    let all = (0..<source.count).map { Int32(truncatingIfNeeded: $0) }
    guard labelled.count > Self.fewLabelled else {
      try Parallel.forEach((all.count + Self.block - 1) / Self.block, threads: threads) { number in
        self.compare(
          all[number * Self.block..<min(all.count, (number + 1) * Self.block)], with: self.chosen.base,
          self.chosenNorms.base, self.labelled.count)
      }
      for item in 0..<source.count { seenLabelled[item] = true }
      return
    }
    let limit = max(Self.block, Int(Double(labelled.count).squareRoot()) * 2)
    let cells = try CellPartition(limit: limit, draw: draw, name: "k-center", threads: threads)
      .cells(of: labelled, weights: nil)
    let means = FloatRows(count: cells.count, dimensions: source.dimensions)
    let norms = SharedBuffer<Float>(repeating: 0, count: cells.count)
    try Parallel.forEach(cells.count, threads: threads) { cell in
      let mean = self.labelled.mean(of: cells[cell][...])
      for (dimension, value) in mean.enumerated() { means.row(cell)[dimension] = Float(value) - self.origin[dimension] }
      norms[cell] = self.norm(means.row(cell))
    }
    let own = SharedBuffer<Int32>(repeating: 0, count: source.count)
    try blocks(all) { items, rows, index, score in
      ck_nearest_f32(rows.base, nil, items.count, means.base, norms.base, cells.count, rows.stride, index, score)
      for (position, item) in items.enumerated() { own[Int(item)] = max(0, index[position]) }
    }
    let members = Members(own, clusters: cells.count)
    try Parallel.forEach(cells.count, threads: threads) { cell in
      let known = FloatRows(count: cells[cell].count, dimensions: self.source.dimensions)
      let knownNorms = SharedBuffer<Float>(repeating: 0, count: known.count)
      for (index, item) in cells[cell].enumerated() {
        known.row(index).update(from: self.chosen.row(Int(item)), count: known.stride)
        knownNorms[index] = self.chosenNorms[Int(item)]
      }
      let items = members.of(cell)
      for start in stride(from: items.startIndex, to: items.endIndex, by: Self.block) {
        self.compare(
          items[start..<min(items.endIndex, start + Self.block)], with: known.base, knownNorms.base, known.count)
      }
    }
  }

  /// Picks the farthest candidate, as often as wanted.
  func run(batch: Int) throws -> [(item: Int, distance: Float)] {
    var heap = LeastHeap((0..<source.count).map { (-bound[$0], Int32(truncatingIfNeeded: $0)) })
    var picks: [(item: Int, distance: Float)] = []
    while picks.count < batch, let first = heap.first {
      let item = Int(first.item)
      if Int(seenPicks[item]) < picks.count {
        // Picks are few and may lie close: a comparison with them may spare the one with all labelled points.
        var group: [Int32] = []
        while group.count < Self.group, let next = heap.first, Int(seenPicks[Int(next.item)]) < picks.count {
          group.append(next.item)
          heap.removeFirst()
        }
        try compareWithPicks(group, count: picks.count)
        for item in group { heap.insert((-bound[Int(item)], item)) }
      } else if !seenLabelled[item] {
        try compareWithLabelled(&heap, picks: picks.count)
      } else {
        heap.removeFirst()
        let place = labelled.count + picks.count
        source.copy([first.item], less: origin, to: chosen, at: place)
        chosenNorms[place] = norm(chosen.row(place))
        picks.append((item, -first.value))
      }
    }
    return picks
  }

  /// Compares the foremost candidates with all labelled points, but for those that the first of them would cover.
  private func compareWithLabelled(_ heap: inout LeastHeap<Float>, picks: Int) throws {
    var group: [Int32] = []
    var passed: [Int32] = []
    let rows = FloatRows(count: Self.labelledGroup, dimensions: source.dimensions)
    while group.count < Self.labelledGroup, passed.count < Self.group, let next = heap.first {
      let item = Int(next.item)
      guard Int(seenPicks[item]) == picks, !seenLabelled[item] else { break }
      heap.removeFirst()
      source.copy([next.item], less: origin, to: rows, at: group.count)
      let isCovered = group.indices.contains { other in
        ck_squared_distance_f32(rows.row(group.count), rows.row(other), rows.stride) < -next.value
      }
      if isCovered { passed.append(next.item) } else { group.append(next.item) }
    }
    // Each thread takes a part of the labelled points: they are what has to come from memory.
    let part = max(Self.block, (labelled.count + threads - 1) / threads)
    let items = group
    let found = try Parallel.map((labelled.count + part - 1) / part, threads: threads) { number in
      let from = number * part
      return self.distances(
        rows, items.count, from: self.chosen.row(from), self.chosenNorms.base + from,
        min(part, self.labelled.count - from))
    }
    for distances in found {
      for (index, item) in group.enumerated() { bound[Int(item)] = min(bound[Int(item)], distances[index]) }
    }
    for item in group { seenLabelled[Int(item)] = true }
    for item in group + passed { heap.insert((-bound[Int(item)], item)) }
  }

  /// Compares candidates with the picks that they have not been compared with.
  private func compareWithPicks(_ items: [Int32], count: Int) throws {
    let sorted = items.sorted { (seenPicks[Int($0)], $0) < (seenPicks[Int($1)], $1) }
    var start = 0
    while start < sorted.count {
      let from = Int(seenPicks[Int(sorted[start])])
      let end = sorted[start...].firstIndex { Int(seenPicks[Int($0)]) != from } ?? sorted.count
      let at = labelled.count + from
      compare(sorted[start..<end], with: chosen.row(at), chosenNorms.base + at, count - from)
      start = end
    }
    for item in items { seenPicks[Int(item)] = Int32(truncatingIfNeeded: count) }
  }

  /// Lessens the bounds of candidates by their distances from some points.
  private func compare(
    _ items: ArraySlice<Int32>, with others: UnsafePointer<Float>, _ norms: UnsafePointer<Float>, _ count: Int
  ) {
    let rows = FloatRows(count: items.count, dimensions: source.dimensions)
    source.copy(items, less: origin, to: rows)
    let found = distances(rows, items.count, from: others, norms, count)
    for (index, item) in items.enumerated() { bound[Int(item)] = min(bound[Int(item)], found[index]) }
  }

  /// The least squared distance of each of the first `rowCount` rows from some points.
  private func distances(
    _ rows: FloatRows, _ rowCount: Int, from others: UnsafePointer<Float>, _ norms: UnsafePointer<Float>, _ count: Int
  ) -> [Float] {
    var index = [Int32](repeating: 0, count: rowCount)
    var score = [Float](repeating: 0, count: rowCount)
    ck_nearest_f32(rows.base, nil, rowCount, others, norms, count, rows.stride, &index, &score)
    return (0..<rowCount).map { max(0, norm(rows.row($0)) + score[$0]) }
  }

  /// Copies blocks of candidates and calls `body` with each, on several threads.
  private func blocks(
    _ items: [Int32],
    _ body:
      @escaping @Sendable (ArraySlice<Int32>, FloatRows, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Float>)
      -> Void
  ) throws {
    try Parallel.forEach((items.count + Self.block - 1) / Self.block, threads: threads) { number in
      let part = items[number * Self.block..<min(items.count, (number + 1) * Self.block)]
      let rows = FloatRows(count: part.count, dimensions: self.source.dimensions)
      self.source.copy(part, less: self.origin, to: rows)
      let index = SharedBuffer<Int32>(repeating: 0, count: part.count)
      let score = SharedBuffer<Float>(repeating: 0, count: part.count)
      body(part, rows, index.base, score.base)
    }
  }
}
