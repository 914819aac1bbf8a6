import CKernels
import Draws
import Quality
import Testing

@Suite("Evidence of higher odds")
struct OddsEvidenceTests {
  private func table(_ own: Int, of ownTrials: Int, _ others: Int, of othersTrials: Int) -> ErrorTable {
    ErrorTable(
      own: Proportion(successes: own, trials: ownTrials), others: Proportion(successes: others, trials: othersTrials))
  }

  private func value(_ tables: [ErrorTable], ratios: [Double]) -> Double {
    var evidence = OddsEvidence(ratios: ratios)
    evidence.add(tables)
    return ck_exp(evidence.log)
  }

  // Central and noncentral hypergeometric distributions of scipy 1.17.1: nchypergeom_fisher.pmf / hypergeom.pmf.
  @Test(
    "The evidence of a table is the ratio of Fisher's noncentral to his central hypergeometric distribution",
    arguments: [
      (5, 12, 8, 84, 6.0, 31.2466789124), (0, 12, 8, 84, 6.0, 0.0276429865), (3, 10, 3, 10, 2.0, 0.7684187049),
      (37, 60, 17, 420, 16.0, 4.7805986e+23),
    ])
  func againstSciPy(own: Int, ownTrials: Int, others: Int, othersTrials: Int, ratio: Double, expected: Double) {
    let found = value([table(own, of: ownTrials, others, of: othersTrials)], ratios: [ratio])
    #expect(abs(found / expected - 1) < 1e-6, "\(found) instead of \(expected)")
  }

  @Test("Where the odds are equal, the evidence is 1 on average, whatever the rate", arguments: [1, 5, 20, 60])
  func isFair(errors: Int) {
    let (own, others) = (12, 70)
    var mean = 0.0
    var all = 0.0
    for count in max(0, errors - others)...min(own, errors) {
      let weight = choose(own, count) * choose(others, errors - count)
      mean += weight * value([table(count, of: own, errors - count, of: others)], ratios: [3, 6, 12])
      all += weight
    }
    #expect(abs(mean / all - 1) < 1e-9)
  }

  private func choose(_ n: Int, _ k: Int) -> Double {
    guard k >= 0, k <= n else { return 0 }
    return (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
  }

  @Test("A table that could only come out one way says nothing")
  func sayNothing() {
    #expect(value([table(0, of: 0, 3, of: 7)], ratios: [6]) == 1)
    #expect(value([table(0, of: 9, 0, of: 7)], ratios: [6]) == 1)
    #expect(value([table(9, of: 9, 7, of: 7)], ratios: [6]) == 1)
    #expect(value([table(4, of: 9, 0, of: 0)], ratios: [6]) == 1)
  }

  @Test("Of equal odds the bound is passed at any look no oftener than declared")
  func falseAlarms() {
    let draw = Draw(randomSeed: 5, iteration: 0, stage: "test")
    let projects = 2_000
    var alarms = 0
    for project in 0..<projects {
      var stream = draw.stream("\(project)")
      var evidence = OddsEvidence(ratios: [3, 6, 12])
      var highest = 0.0
      for look in 0..<20 {
        // The rate itself moves from look to look.
        let rate = 0.05 + 0.02 * Double(look % 5)
        func errors(_ trials: Int) -> Int { (0..<trials).count { _ in stream.uniform() < rate } }
        evidence.add([table(errors(6), of: 6, errors(30), of: 30)])
        highest = max(highest, evidence.log)
      }
      if highest >= ck_log(1 / 0.1) { alarms += 1 }
    }
    #expect(alarms > 0)
    #expect(alarms <= projects / 10, "\(alarms) of \(projects) at a rate of 10 %")
  }

  @Test("A change that comes late is found, and when it came")
  func onset() {
    var evidence = OddsEvidence(ratios: [1.5, 3, 6], onset: .any)
    for look in 0..<12 { evidence.add([table(look < 6 ? 1 : 5, of: 12, 7, of: 84)]) }
    #expect(evidence.likeliestOnset == 6)
    #expect(evidence.log > ck_log(1_000))
    var quiet = OddsEvidence(ratios: [1.5, 3, 6], onset: .any)
    for _ in 0..<12 { quiet.add([table(1, of: 12, 7, of: 84)]) }
    #expect(quiet.log < 0)
  }

  @Test("The number of answers that it takes is about what finds four of five")
  func power() throws {
    let need = ck_log(64 / 0.018)
    let needed = try #require(
      OddsEvidence.answersNeeded(own: 0.38, others: 0.09, othersPerOwn: 7, ratios: 3, need: need))
    #expect((40...65).contains(needed), "\(needed)")
    let draw = Draw(randomSeed: 6, iteration: 0, stage: "test")
    let found = (0..<400).count { project in
      var stream = draw.stream("\(project)")
      var evidence = OddsEvidence(ratios: [3, 6, 12])
      var highest = 0.0
      for _ in 0..<(needed / 6) {
        func errors(_ trials: Int, _ rate: Double) -> Int { (0..<trials).count { _ in stream.uniform() < rate } }
        evidence.add([table(errors(6, 0.38), of: 6, errors(42, 0.09), of: 42)])
        highest = max(highest, evidence.log)
      }
      return highest >= need
    }
    #expect((280...380).contains(found), "\(found) of 400")
    #expect(OddsEvidence.answersNeeded(own: 0.09, others: 0.09, othersPerOwn: 7, ratios: 3, need: need) == nil)
  }
}
