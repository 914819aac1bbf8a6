import Draws
import Selection
import Testing

/// What holds of every batch, tried on random pools and specs.
struct BatchPropertyTests {
  @Test(arguments: 0..<60)
  func everyBatchKeepsItsPromises(_ seed: Int) throws {
    var stream = DrawStream(seed: UInt64(1_000 + seed))
    let count = 30 + stream.below(90)
    let candidates = 5 + stream.below(count - 5)
    let source = ListedSource(random: count, candidates: candidates, seed: UInt64(seed))
    source.rareClasses = [1, 2].filter { _ in stream.below(2) == 0 }
    if stream.below(3) == 0 { source.due = [(3, Array((0..<count).reversed().prefix(9))), (2, [])] }
    source.hasFollowing = stream.below(2) == 0
    let methods = Batch.Method.allCases
    var batch = declared(
      methods[stream.below(methods.count)], size: 1 + stream.below(count),
      shares: BatchShares(
        random: Double(stream.below(3)) / 10, diverse: Double(stream.below(3)) / 10,
        rare: Double(stream.below(3)) / 10, review: Double(stream.below(3)) / 10))
    let rules: [Shortage] = [.uncertain, .random, .smaller]
    batch.whenShort = ShortageRules(
      uncertain: rules[1 + stream.below(2)], diverse: rules[stream.below(3)], rare: rules[stream.below(3)],
      review: rules[stream.below(3)])
    if stream.below(2) == 0 { batch.nearDuplicates = [0.0001, 0.01, 0.1][stream.below(3)] }
    if stream.below(2) == 0 { batch.perGroup = 1 + stream.below(5) }
    if stream.below(3) == 0 { batch.balance = [0, 0.1, 10][stream.below(3)] }
    if batch.method != .random, batch.balance == nil, stream.below(3) == 0 {
      batch.quota = [0.2, 0.5, 1][stream.below(3)]
    }
    let outcome = try compose(batch, source, threads: 1 + stream.below(3))
    try checkSize(outcome, batch)
    try checkCaps(outcome, batch, source)
    checkReceipts(outcome, candidates: candidates)
  }

  private func checkSize(_ outcome: BatchOutcome, _ batch: Batch) throws {
    #expect(Set(outcome.picks.map(\.image)).count == outcome.picks.count)
    #expect(outcome.picks.count == batch.size - outcome.accounts.reduce(0) { $0 + $1.missing })
    for account in outcome.accounts {
      let received = account.received.reduce(0) { $0 + $1.images }
      let given = account.given.reduce(0) { $0 + $1.images }
      #expect(account.taken == account.asked + received - given - account.missing, "\(account)")
      #expect(account.taken == outcome.picks(of: account.share).count)
    }
    #expect(outcome.accounts.reduce(0) { $0 + $1.asked } == batch.size)
  }

  private func checkCaps(_ outcome: BatchOutcome, _ batch: Batch, _ source: ListedSource) throws {
    let deterministic = outcome.picks.filter { $0.share != .random }.map(\.image)
    if let perGroup = batch.perGroup {
      let counts = Dictionary(grouping: deterministic.compactMap { source.runs[$0] }, by: { $0 })
      #expect(counts.values.allSatisfy { $0.count <= perGroup })
    }
    if let distance = batch.nearDuplicates {
      for (place, one) in deterministic.enumerated() {
        for other in deterministic[..<place] {
          #expect(cosineDistance(source.points[one], source.points[other]) > distance - 1e-6)
        }
      }
    }
    let drawn = outcome.picks(of: .random)
    let left = source.names.count - deterministic.count
    #expect(drawn.allSatisfy { $0.inclusionProbability == Double(drawn.count) / Double(left) })
    #expect(outcome.picks.allSatisfy { $0.share == .random || $0.inclusionProbability == 1 })
  }

  private func checkReceipts(_ outcome: BatchOutcome, candidates: Int) {
    let shares = Dictionary(uniqueKeysWithValues: outcome.picks.map { ($0.image, $0.share) })
    #expect(Set(outcome.considered.map(\.image)).count == outcome.considered.count)
    #expect(Set(outcome.considered.map(\.image)).isSuperset(of: 0..<candidates))
    for image in outcome.considered {
      #expect((image.fate == .picked) == (shares[image.image] != nil))
      if let share = shares[image.image] { #expect(share == image.share) }
      if let instead = image.instead { #expect(shares[instead] != nil && image.fate != .picked) }
      #expect((image.fate == .nearDuplicate) == (image.nearDuplicateOf != nil))
      guard image.fate == .notChosen, let cluster = image.cluster else { continue }
      // The first pick of a cluster stands for what was not picked of it.
      #expect(image.instead == outcome.picks.first { $0.share == .uncertain && $0.cluster == cluster }?.image)
    }
    #expect(outcome.considered.count { $0.fate == .picked } == outcome.picks.count)
    let replaced = outcome.considered.count { $0.instead != nil }
    #expect(outcome.picks.reduce(0) { $0 + $1.standsFor } == outcome.picks.count + replaced)
  }

  private func cosineDistance(_ a: [Float], _ b: [Float]) -> Double {
    func dot(_ x: [Float], _ y: [Float]) -> Double { zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    return 1 - dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }
}
