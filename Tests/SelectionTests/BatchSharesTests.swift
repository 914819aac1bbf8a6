import Selection
import Testing

struct BatchSharesTests {
  @Test func randomIsTheNearestWholeNumberHalvesUp() {
    func drawn(_ size: Int, _ share: Double) -> Int? { BatchShares(random: share).counts(size)[.random] }
    #expect(drawn(150, 0.05) == 8)
    #expect(drawn(100, 0.05) == 5)
    #expect(drawn(10, 0) == 0)
    #expect(drawn(10, 1) == 10)
  }

  @Test func candidatesAreAMultipleOfWhatIsNotDrawnRoundedUp() {
    var batch = Batch(method: .rank, size: 9, candidateMultiple: 1.5, shares: BatchShares(random: 0.2))
    #expect(batch.randomCount == 2 && batch.wanted == 7 && batch.candidateCap == 11)
    batch.candidateMultiple = 0.1
    #expect(batch.candidateCap == 7)
  }

  @Test func countsAddUpAndFollowTheShares() {
    let shares = BatchShares(random: 0.05, diverse: 0.1, rare: 0.1, review: 0.05)
    #expect(shares.counts(200) == [.random: 10, .diverse: 20, .rare: 20, .review: 10, .uncertain: 140, .coverage: 0])
    // Binary fractions: 0.29 of 100 is 29.
    #expect(BatchShares(diverse: 0.29).counts(100)[.diverse] == 29)
    for size in 0..<120 {
      let counts = shares.counts(size)
      #expect(counts.values.reduce(0, +) == size && counts.values.allSatisfy { $0 >= 0 })
      #expect(abs(Double(counts[.rare] ?? 0) - 0.1 * Double(size)) <= 1)
    }
  }

  @Test func withoutAnUncertainShareNothingFallsToIt() {
    let thirds = BatchShares(random: 1 / 3, diverse: 1 / 3, rare: 1 / 3)
    #expect(thirds.counts(10) == [.random: 3, .rare: 4, .diverse: 3, .review: 0, .uncertain: 0, .coverage: 0])
    #expect(thirds.counts(2).values.reduce(0, +) == 2)
  }
}

struct ClassQuotasTests {
  @Test func smoothingLeadsFromEqualToProportionalQuotas() {
    #expect(ClassQuotas.allocate(100, available: [900, 100], smoothing: 0) == [50, 50])
    #expect(ClassQuotas.allocate(100, available: [900, 100], smoothing: 1e6) == [90, 10])
    // 0.9 / 1.0 to 0.1 / 0.2.
    #expect(ClassQuotas.allocate(140, available: [900, 100], smoothing: 0.1) == [90, 50])
  }

  @Test func aClassGivesNoMoreThanItHas() {
    #expect(ClassQuotas.allocate(100, available: [900, 10, 0, 3], smoothing: 0) == [87, 10, 0, 3])
    #expect(ClassQuotas.allocate(50, available: [20, 10], smoothing: 0.1) == [20, 10])
    #expect(ClassQuotas.allocate(0, available: [20, 10], smoothing: 0.1) == [0, 0])
    #expect(ClassQuotas.allocate(3, available: [], smoothing: 0.1) == [])
  }

  @Test func aClassThatHasLittleMoreThanItsQuotaIsNoExceptionToIt() {
    // Weights 0.533, 0.364, 0.851 and 0.72: the first two give all, and 12 are left for 6.5 and 5.5.
    #expect(ClassQuotas.allocate(18, available: [4, 2, 20, 9], smoothing: 0.1) == [4, 2, 7, 5])
  }

  @Test func oneTooManyGoesToTheSmallerClass() {
    #expect(ClassQuotas.allocate(3, available: [9, 8], smoothing: 0) == [1, 2])
  }

  @Test func quotasAlwaysAddUp() {
    for total in 0..<40 {
      for smoothing in [0, 0.05, 3] {
        let quotas = ClassQuotas.allocate(total, available: [17, 1, 0, 5, 9], smoothing: smoothing)
        #expect(quotas.reduce(0, +) == min(total, 32))
        #expect(zip(quotas, [17, 1, 0, 5, 9]).allSatisfy { $0 <= $1 && $0 >= 0 })
      }
    }
  }
}

struct CutoffTests {
  private func cutoff(_ threshold: Threshold?, cap: Int) throws -> Cutoff? {
    let scores = [0.125, 0.25, 0.25, 0.5, 0.875]
    var head = CandidateHead(.init(largerFirst: false, threshold: threshold, cap: cap, atLeast: cap))
    try head.offer(scores: scores, tiebreak: nil) {
      $0
    } draw: {
      UInt64($0)
    }
    var acquisition = Acquisition(.margin)
    acquisition.threshold = threshold
    let found = head.finish()
    return Cutoff(found, scores: found.rows.map { scores[$0] }, acquisition: acquisition)
  }

  @Test func theGapIsThatToTheThresholdOrToTheLastWhereTheCapCut() throws {
    let open = try #require(try cutoff(.below(0.75), cap: 5))
    #expect([0.125, 0.5, 0.875].map { open.gap($0) } == [0.625, 0.25, -0.125])
    let capped = try #require(try cutoff(.below(0.75), cap: 3))
    #expect([0.125, 0.25].map { capped.gap($0) } == [0.125, 0])
    #expect(try cutoff(nil, cap: 5) == nil)
    #expect(Cutoff(score: 0.5, largerFirst: true).gap(0.75) == 0.25)
  }
}
