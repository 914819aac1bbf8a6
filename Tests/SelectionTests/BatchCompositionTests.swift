import Draws
import Selection
import Testing

/// Twelve images on a line, the first six candidates, each of a run and a class of its own.
private func line() -> ListedSource {
  let source = ListedSource()
  source.names = (0..<12).map { "\($0)" }
  source.points = (0..<12).map { [1, Float($0)] }
  source.runs = (0..<12).map { $0 }
  source.classes = Array(repeating: 0, count: 12)
  source.measure = (0..<12).map { Double($0) / 12 }
  source.candidates = 6
  return source
}

private func account(_ share: Share, _ outcome: BatchOutcome) throws -> ShareAccount {
  try #require(outcome.accounts.first { $0.share == share })
}

struct BatchCompositionTests {
  @Test func withoutCapsTheStrategyChoosesOnceAmongAllCandidates() throws {
    let source = ListedSource(random: 80, candidates: 60, seed: 3)
    let outcome = try compose(declared(.kmeans, size: 12), source)
    let input = StrategyInput(
      keys: source.keys(Array(0..<60)), vectors: source.points[..<60].flatMap { $0 }, dimensions: 3, draw: .test,
      threads: 1)
    let choice = try KMeansStrategy().choose(12, from: input)
    #expect(outcome.picks.map(\.image) == choice.picks)
    #expect(outcome.picks.map(\.cluster) == choice.picks.map { choice.clusters[$0] })
    #expect(outcome.picks.map(\.distance) == choice.picks.map { choice.distances[$0] })
    #expect(outcome.picks.allSatisfy { $0.share == .uncertain && $0.inclusionProbability == 1 })
    #expect(outcome.centroids == choice.centroids)
    #expect(outcome.picks.reduce(0) { $0 + $1.standsFor } == 60)
    #expect(source.read == [Array(0..<60)], "the candidates' vectors are read once")
  }

  @Test(arguments: Batch.Method.allCases)
  func everyMethodFillsTheBatchWithoutPickingTwice(_ method: Batch.Method) throws {
    let source = ListedSource(random: 60, candidates: 40, seed: 4)
    let outcome = try compose(declared(method, size: 12, shares: BatchShares(random: 0.25)), source)
    #expect(Set(outcome.picks.map(\.image)).count == 12)
    #expect(outcome.picks(of: .random).count == (method == .random ? 12 : 3))
  }

  @Test func theRandomShareIsDrawnFromAllThatIsLeft() throws {
    let source = line()
    let outcome = try compose(declared(size: 6, shares: BatchShares(random: 1 / 3)), source)
    #expect(outcome.picks.map(\.image).prefix(4) == [0, 1, 2, 3])
    let drawn = outcome.picks(of: .random)
    #expect(drawn.map(\.image) == source.random(2, besides: [0, 1, 2, 3]).images)
    #expect(drawn.map(\.inclusionProbability) == [0.25, 0.25])
    #expect(outcome.drawnFrom == 8)
  }

  @Test func everyImageIsDrawnAsOftenAsItsProbabilitySays() throws {
    var counts = [Int](repeating: 0, count: 24)
    for seed in 0..<2_000 {
      let source = ListedSource(random: 24, candidates: 10, seed: 5)
      source.draw = Draw(randomSeed: UInt64(seed), iteration: 1, stage: "cluster/random")
      // Caps leave few deterministic picks; they do not hold for the random ones.
      let batch = declared(
        size: 9, shares: BatchShares(random: 5 / 9), whenShort: ShortageRules(uncertain: .smaller),
        nearDuplicates: 0.05, perGroup: 1)
      let outcome = try compose(batch, source)
      let deterministic = outcome.picks.count { $0.share != .random }
      for pick in outcome.picks(of: .random) {
        counts[pick.image] += 1
        #expect(pick.inclusionProbability == 5 / Double(24 - deterministic))
      }
      for pick in outcome.picks where pick.share != .random { counts[pick.image] = -100_000 }
    }
    // 2,000 draws of probability ¼ or so: 500 with a standard deviation of 19.
    let drawn = counts.filter { $0 >= 0 }
    let expected = 10_000 / Double(drawn.count)
    #expect(drawn.count >= 20 && drawn.allSatisfy { abs(Double($0) - expected) < 80 })
  }

  @Test func diverseImagesLieFarFromWhatIsLabelledAndPicked() throws {
    let source = line()
    source.known = [1, 5]
    let outcome = try compose(declared(size: 4, shares: BatchShares(diverse: 0.5)), source)
    // 0 and 1 are picked for uncertainty, 5 is labelled: 11 is farthest, then 8, which lies between.
    #expect(outcome.picks.map(\.image) == [0, 1, 11, 8])
    #expect(outcome.picks.map(\.share) == [.uncertain, .uncertain, .diverse, .diverse])
    #expect(outcome.picks.map(\.distance) == [nil, nil, 6, 3])
    #expect(outcome.considered.count == 12)
  }

  @Test func rareImagesComeInTurnFromTheRarestClassFirst() throws {
    let source = line()
    source.classes = [0, 1, 0, 1, 0, 2, 0, 1, 0, 2, 0, 0]
    source.rareClasses = [2, 1]
    source.known = [1, 0]
    let outcome = try compose(declared(size: 8, shares: BatchShares(rare: 0.75)), source)
    let rare = outcome.picks(of: .rare)
    // Two of class 2, three of class 1, in turn; then what lies farthest from the labelled one.
    #expect(rare.map(\.image) == [5, 1, 9, 3, 7, 11])
    #expect(rare.map(\.forClass) == [2, 1, 2, 1, 1, nil])
    #expect(outcome.picks(of: .uncertain).map(\.image) == [0, 2])
  }

  @Test func aClassLongNotAskedAboutGetsItsMostProbableImage() throws {
    let source = line()
    source.due = [(3, [0, 7]), (2, [0, 9]), (1, [])]
    let outcome = try compose(declared(size: 4), source)
    #expect(outcome.picks.map(\.image) == [0, 9, 1, 2])
    #expect(outcome.picks.map(\.forClass) == [3, 2, nil, nil])
    #expect(outcome.picks(of: .coverage).count == 2)
    #expect(outcome.uncovered == [1])
    let given = try account(.uncertain, outcome).given
    #expect(given.map(\.share) == [.coverage] && given.map(\.images) == [2])
    #expect(outcome.picks.count == 4)
  }

  @Test func theUncertainShareGivesWayToAClassBeforeOthersDo() throws {
    for (diverse, giver) in [(0.5, Share.uncertain), (1, .diverse)] {
      let source = line()
      source.due = [(3, [7])]
      let outcome = try compose(declared(size: 4, shares: BatchShares(diverse: diverse)), source)
      #expect(outcome.picks.count == 4 && outcome.picks(of: .coverage).map(\.image) == [7])
      #expect(outcome.accounts.filter { !$0.given.isEmpty }.map(\.share) == [giver])
    }
  }

  @Test func theReviewShareHasNothingYetAndSaysSo() throws {
    let outcome = try compose(declared(size: 4, shares: BatchShares(review: 0.5)), line())
    let review = try account(.review, outcome)
    #expect(review.asked == 2 && review.available == 0 && review.taken == 0)
    #expect(review.given.map(\.share) == [.uncertain] && review.given.map(\.images) == [2])
    #expect(outcome.picks(of: .uncertain).count == 4)
  }

  // MARK: Shortages

  @Test func aShortageGoesWhereTheRuleSays() throws {
    func shares(_ rule: Shortage) throws -> [Share: Int] {
      let source = line()
      source.sampled = [10]
      let outcome = try compose(
        declared(size: 6, shares: BatchShares(diverse: 0.5), whenShort: ShortageRules(diverse: rule)), source)
      return Dictionary(grouping: outcome.picks, by: \.share).mapValues(\.count)
    }
    #expect(try shares(.uncertain) == [.uncertain: 5, .diverse: 1])
    #expect(try shares(.random) == [.uncertain: 3, .diverse: 1, .random: 2])
    #expect(try shares(.smaller) == [.uncertain: 3, .diverse: 1])
    #expect(throws: BatchError.short(.diverse, asked: 3, available: 1)) { try shares(.stop) }
  }

  @Test func tooFewCandidatesAreMadeUpForAtRandomOrAsTheRuleSays() throws {
    let source = line()
    source.candidates = 2
    func picks(_ rule: Shortage) throws -> [Share] {
      try compose(declared(size: 4, whenShort: ShortageRules(uncertain: rule)), source).picks.map(\.share)
    }
    #expect(try picks(.random) == [.uncertain, .uncertain, .random, .random])
    #expect(try picks(.smaller) == [.uncertain, .uncertain])
    #expect(throws: BatchError.short(.uncertain, asked: 4, available: 2)) { try picks(.stop) }
  }

  @Test func wherePoolAndBatchAreTooSmallAllAreDrawnForCertain() throws {
    let source = line()
    source.candidates = 0
    let outcome = try compose(declared(size: 14, shares: BatchShares(random: 1)), source)
    #expect(outcome.picks.count == 12 && outcome.picks.allSatisfy { $0.inclusionProbability == 1 })
    #expect(try account(.random, outcome).missing == 2)
  }

  // MARK: Caps

  @Test func aNearDuplicateComesInWhereItsLeaderHasNoRoom() throws {
    let source = line()
    // 1 is of the run of 0 and so is left out; 2, which nearly equals it, is of none.
    source.points[1] = [0, 1]
    source.points[2] = [0.0001, 1]
    source.runs = [7, 7, nil, 8, 9, 10] + Array(repeating: 9, count: 6)
    let outcome = try compose(declared(size: 2, nearDuplicates: 0.0001, perGroup: 1), source)
    #expect(outcome.picks(of: .uncertain).count == 2 && outcome.picks[0].image == 0)
    source.candidates = 3
    #expect(try compose(declared(size: 2, nearDuplicates: 0.0001, perGroup: 1), source).picks.map(\.image) == [0, 2])
  }

  @Test func ofNearDuplicatesTheBestIsPickedAndStandsForTheOthers() throws {
    let source = line()
    // 1 and 3 point where 0 points, 4 where 2 does.
    source.points[0] = [1, 0]
    source.points[1] = [2, 0.001]
    source.points[2] = [0, 1]
    source.points[3] = [5, 0]
    source.points[4] = [0.001, 1]
    source.points[5] = [1, 1]
    let outcome = try compose(declared(size: 3, nearDuplicates: 0.01), source)
    #expect(outcome.picks.map(\.image) == [0, 2, 5])
    #expect(outcome.picks.map(\.standsFor) == [3, 2, 1])
    #expect(
      outcome.considered.map(\.fate) == [.picked, .nearDuplicate, .picked, .nearDuplicate, .nearDuplicate, .picked])
    #expect(outcome.considered.map(\.instead) == [nil, 0, nil, 0, 2, nil])
    #expect(outcome.considered.map(\.nearDuplicateOf) == [nil, 0, nil, 0, 2, nil])
  }

  @Test func aShareKeepsAwayFromWhatAnotherPicked() throws {
    let source = line()
    source.points = source.points.indices.map { $0 < 6 ? [1, Float($0) * 0.0001] : [-1, Float($0)] }
    source.classes[0] = 1
    source.rareClasses = [1]
    let outcome = try compose(
      declared(
        size: 4, shares: BatchShares(rare: 0.25), whenShort: ShortageRules(uncertain: .smaller), nearDuplicates: 0.01),
      source)
    // All candidates are near the rare one.
    #expect(outcome.picks.map(\.image) == [0])
    #expect(outcome.considered.filter { $0.fate == .nearDuplicate }.map(\.instead) == [0, 0, 0, 0, 0])
  }

  @Test func aProductionRunGivesAtMostSoMany() throws {
    let source = line()
    source.runs = [7, 7, 7, 8, nil, nil] + Array(repeating: 9, count: 6)
    let outcome = try compose(declared(size: 5, perGroup: 1), source)
    // The random share, which makes up for the shortage, is not capped.
    #expect(outcome.picks(of: .uncertain).map(\.image) == [0, 3, 4, 5])
    #expect(outcome.picks(of: .random).count == 1)
    #expect(outcome.considered.filter { $0.fate == .groupCap }.map(\.image).allSatisfy { [1, 2].contains($0) })
  }

  @Test func whatACapLeavesOutIsChosenAgain() throws {
    let source = ListedSource(random: 90, candidates: 90, seed: 6)
    source.runs = (0..<90).map { $0 < 60 ? 0 : $0 }
    let outcome = try compose(declared(.kmeans, size: 20, perGroup: 2), source)
    #expect(outcome.picks.count == 20)
    #expect(outcome.picks.count { $0.image < 60 } == 2)
  }

  // MARK: Behind the candidates

  @Test func whereCapsLeaveTooFewCandidatesTheNextInRankAreTaken() throws {
    let source = line()
    source.hasFollowing = true
    source.runs = [7, 7, 7, 7, 8, 8, 8, 9, 9, nil, 10, 11]
    let outcome = try compose(declared(size: 5, perGroup: 1), source)
    #expect(outcome.picks.map(\.image) == [0, 4, 7, 9, 10])
    #expect(outcome.picks.allSatisfy { $0.share == .uncertain && $0.inclusionProbability == 1 })
    let uncertain = try account(.uncertain, outcome)
    #expect(uncertain.taken == 5 && uncertain.available == 12 && uncertain.given.isEmpty)
    let behind = outcome.considered.filter { $0.image > 5 }
    #expect(behind.map(\.image) == [6, 7, 8, 9, 10, 11])
    #expect(behind.map(\.fate) == [.groupCap, .picked, .groupCap, .picked, .picked, .notChosen])
  }

  @Test func nearDuplicatesAmongTheCandidatesAreMadeUpForFromBehindThem() throws {
    let source = line()
    source.hasFollowing = true
    source.points = (0..<12).map { $0 < 6 ? [1, Float($0) * 0.0001] : [Float($0) - 8, 1] }
    let outcome = try compose(declared(.kmeans, size: 3, nearDuplicates: 0.01), source)
    // The candidates are one image; behind them 6 and 7 differ from it and from each other.
    #expect(outcome.picks.map(\.image) == [0, 6, 7])
    #expect(outcome.picks[0].standsFor == 6)
  }

  @Test func theNextInRankAreLookedThroughUntilThereAreEnough() throws {
    let source = ListedSource(random: 200, candidates: 2, seed: 9)
    source.hasFollowing = true
    source.runs = (0..<200).map { [90, 199].contains($0) ? $0 : 0 }
    let outcome = try compose(declared(size: 4, whenShort: ShortageRules(uncertain: .smaller), perGroup: 1), source)
    #expect(outcome.picks.map(\.image) == [0, 90, 199])
    #expect(try account(.uncertain, outcome).missing == 1)
  }

  @Test func withoutCapsNothingBehindTheCandidatesIsTaken() throws {
    let source = line()
    source.hasFollowing = true
    source.candidates = 2
    let outcome = try compose(declared(size: 4), source)
    #expect(outcome.picks.map(\.share) == [.uncertain, .uncertain, .random, .random])
    #expect(outcome.considered.count { $0.share == .uncertain } == 2)
  }

  // MARK: Balance

  @Test func aBalancedBatchHasItsQuotas() throws {
    let source = ListedSource(random: 100, candidates: 100, seed: 7)
    source.classes = (0..<100).map { $0 % 10 == 3 ? 1 : 0 }
    let outcome = try compose(declared(.kmeans, size: 20, balance: 0), source)
    #expect(outcome.quotas.map(\.quota) == [10, 10])
    #expect(outcome.picks.count { source.classes[$0.image] == 1 } == 10)
    #expect(outcome.clusterSizes.count == 20 && outcome.clusterSizes.reduce(0, +) == 100)
    #expect(outcome.picks.reduce(0) { $0 + $1.standsFor } == 100)
  }

  // MARK: Determinism

  @Test func nothingDependsOnThreads() throws {
    for seed in 0..<6 {
      let source = ListedSource(random: 120, candidates: 70, seed: UInt64(seed))
      source.rareClasses = [1, 3]
      let batch = declared(
        .kmeans, size: 30, shares: BatchShares(random: 0.1, diverse: 0.2, rare: 0.2), nearDuplicates: 0.02,
        perGroup: 9, balance: 0.1)
      let one = try compose(batch, source, threads: 1)
      for threads in [2, 4] { #expect(try compose(batch, source, threads: threads) == one) }
    }
  }

  @Test func nothingDependsOnTheOrderOfImagesThatAreNoCandidates() throws {
    let source = ListedSource(random: 120, candidates: 50, seed: 8)
    source.rareClasses = [2]
    let batch = declared(
      .kcenter, size: 30, shares: BatchShares(random: 0.1, diverse: 0.2, rare: 0.2), nearDuplicates: 0.02, perGroup: 9)
    let expected = try compose(batch, source).picks.map { source.names[$0.image] }
    var stream = DrawStream(seed: 1)
    let order = Array(0..<50) + stream.shuffled(Array(50..<120))
    let other = ListedSource(random: 120, candidates: 50, seed: 8)
    other.names = order.map { source.names[$0] }
    other.points = order.map { source.points[$0] }
    other.runs = order.map { source.runs[$0] }
    other.classes = order.map { source.classes[$0] }
    other.measure = order.map { source.measure[$0] }
    other.rareClasses = [2]
    // Within a class images come best first.
    let rare = other.names.indices.filter { other.classes[$0] == 2 }.sorted { other.measure[$0] < other.measure[$1] }
    other.rareOrder = rare
    #expect(try compose(batch, other).picks.map { other.names[$0.image] } == expected)
  }
}
