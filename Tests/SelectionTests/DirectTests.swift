import Draws
import Selection
import Testing

/// DIRECT against its definition, written out.
@Suite struct DirectTests {
  private struct Pool {
    var classes: Int
    var probabilities: [[Float]]
    var keys: [UInt64]
    var labels: [Int32]

    /// Images whose probabilities have few values, so that there are many ties, and labels that are sometimes wrong.
    init(_ seed: UInt64, coarse: Bool) {
      var stream = DrawStream(seed: seed)
      let classes = 2 + stream.below(4)
      let count = 5 + stream.below(120)
      self.classes = classes
      probabilities = (0..<count).map { _ in
        let values = (0..<classes).map { _ in
          coarse ? Float(stream.below(3)) : Float(stream.uniform()) * Float(stream.uniform())
        }
        let sum = max(1e-3, values.reduce(0, +))
        return values.map { $0 / sum }
      }
      keys = (0..<count).map { _ in stream.below(9) == 0 ? 7 : stream.next() }
      let labelled = stream.below(3) == 0 ? 0 : 1 + stream.below(3)
      labels = probabilities.map { row in
        guard stream.below(4) < labelled else { return -1 }
        return Int32(stream.below(5) == 0 ? stream.below(classes) : row.firstIndex(of: row.max() ?? 0) ?? 0)
      }
    }

    func search() throws -> Direct {
      try Direct(
        leads: (0..<classes).flatMap { label in
          probabilities.map { row in row.withUnsafeBufferPointer { Direct.lead($0, of: label) } }
        }, keys: keys, labels: labels, classes: classes)
    }

    /// Every image sorted, every cut tried.
    func nearest(_ label: Int) -> [Int] {
      func lead(_ row: Int) -> Float {
        let own = probabilities[row]
        return own[label] - (own.enumerated().filter { $0.offset != label }.map(\.element).max() ?? 0)
      }
      let order = keys.indices.sorted { a, b in
        lead(a) == lead(b) ? (keys[a], a) < (keys[b], b) : lead(a) > lead(b)
      }
      let weights = order.map { labels[$0] < 0 ? 0 : labels[$0] == label ? 1 : -1 }
      let values = (0...order.count).map { cut in
        weights[..<cut].reduce(0, +) - weights[cut...].reduce(0, +)
      }
      let best = values.indices.filter { values[$0] == values.max() }
      let cut = best[best.count / 2]
      return order.indices.filter { labels[order[$0]] < 0 }
        .sorted { (abs($0 - cut), $0) < (abs($1 - cut), $1) }.map { order[$0] }
    }
  }

  @Test(arguments: 0..<120) func agreesWithTheDefinition(_ seed: UInt64) throws {
    let pool = Pool(seed, coarse: seed.isMultiple(of: 2))
    let search = try pool.search()
    for label in 0..<pool.classes {
      let all = pool.nearest(label)
      for count in [0, 1, 2, 7, all.count / 2, all.count, all.count + 5] {
        #expect(search.nearest(label, count: count) == Array(all.prefix(count)), "class \(label), \(count)")
      }
    }
  }

  /// The cut lies behind the last that is labelled so, and a wrong label among them is outvoted.
  @Test func aWrongLabelMovesTheCutByLittle() throws {
    let leads: [Float] = (0..<20).map { 1 - Float($0) / 10 }
    func nearest(_ labels: [Int: Int32]) throws -> [Int] {
      let labels = (0..<20).map { labels[$0] ?? -1 }
      return try Direct(
        leads: leads.map { -$0 } + leads, keys: (0..<20).map { $0 }, labels: labels, classes: 2
      ).nearest(1, count: 4)
    }
    // Cuts from 7 to 12 are as good: the middle one is 10.
    #expect(try nearest([2: 1, 4: 1, 6: 1, 12: 0, 14: 0]) == [10, 9, 11, 8])
    // A wrong label within is outvoted.
    #expect(try nearest([2: 1, 4: 0, 6: 1, 5: 1, 12: 0, 14: 0]) == [10, 9, 11, 8])
    // Without a label every cut is as good.
    #expect(try nearest([:]) == [10, 9, 11, 8])
  }

  @Test func classesWithFewLabelsComeFirst() throws {
    let leads = Array(repeating: Float(0), count: 4 * 6)
    let search = try Direct(leads: leads, keys: [1, 2, 3, 4, 5, 6], labels: [0, 0, 1, 3, -1, -1], classes: 4)
    #expect(search.order == [2, 1, 3, 0])
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(throws: SelectionError.count(of: .labelled, expected: 2, found: 1)) {
      try Direct(leads: [0, 0], keys: [1, 2], labels: [0], classes: 1)
    }
    #expect(throws: SelectionError.count(of: .probabilities, expected: 4, found: 2)) {
      try Direct(leads: [0, 0], keys: [1, 2], labels: [0, 1], classes: 2)
    }
    #expect(throws: SelectionError.notFinite(.probabilities, row: 1)) {
      try Direct(leads: [0, .nan], keys: [1, 2], labels: [0, 0], classes: 1)
    }
  }

  // MARK: In a batch

  @Test func oneImageAClassInTurnPassingOverWhatIsTaken() throws {
    let source = ListedSource(random: 40, candidates: 10, seed: 3)
    // Two classes want the same images.
    source.classes = (0..<40).map { $0 < 8 ? 1 : 0 }
    let outcome = try compose(declared(.direct, size: 8), source)
    // Classes 0, 1, 2 and 3 in turn: those of 0 from image 8 on, the other three from 0 on.
    #expect(outcome.picks.map(\.image) == [8, 0, 1, 2, 9, 3, 4, 5])
    #expect(outcome.picks.map(\.forClass) == [0, 1, 2, 3, 0, 1, 2, 3])
    #expect(outcome.picks.allSatisfy { $0.share == .uncertain })
  }

  @Test func quotasGoToTheClassesInEqualPartsAndWhatOneHasNotToTheNext() throws {
    let source = ListedSource(random: 40, candidates: 40, seed: 3)
    source.classes = Array(repeating: 0, count: 40)
    var batch = declared(.rank, size: 10)
    batch.quota = 0.5
    let outcome = try compose(batch, source)
    // Five for three classes: two, two, one.
    #expect(outcome.picks.prefix(5).map(\.forClass) == [1, 1, 2, 2, 3])
    #expect(outcome.picks.prefix(5).map(\.image) == [0, 1, 2, 3, 4])
    #expect(outcome.picks.dropFirst(5).map(\.image) == [5, 6, 7, 8, 9], "the rest by the method")
    #expect(outcome.picks.dropFirst(5).allSatisfy { $0.forClass == nil })

    // One image a run: whoever runs out passes its places on.
    source.runs = (0..<40).map { $0 / 4 }
    batch.perGroup = 1
    let capped = try compose(batch, source)
    #expect(capped.picks.prefix(5).map(\.forClass) == [1, 1, 2, 2, 3])
    #expect(Set(capped.picks.map { source.runs[$0.image] }).count == capped.picks.count)
  }
}
