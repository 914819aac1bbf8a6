import CKernels
import Draws
import Quality
import Testing

@Suite("Faults of people")
struct FaultSearchTests {
  private let alarms = FalseAlarms(rate: 0.05, people: 8, classes: 4)

  /// Answers of eight people, `each` to every class and look; `rates[person][true class][answer]`.
  private func looks(_ count: Int, each: Int, seed: UInt64, _ rates: (Int, Int) -> [Double]) -> [[ConfusionMatrix]] {
    let draw = Draw(randomSeed: seed, iteration: 0, stage: "test")
    return (0..<count).map { look in
      (0..<8).map { person in
        var stream = draw.stream("\(look) \(person)")
        var matrix = ConfusionMatrix(classes: 4)
        for truth in 0..<4 {
          for _ in 0..<each {
            var left = stream.uniform()
            var answer = 0
            for (place, rate) in rates(person, truth).enumerated() {
              answer = place
              left -= rate
              if left < 0 { break }
            }
            matrix.add(expected: truth, answered: answer)
          }
        }
        return matrix
      }
    }
  }

  private func right(_ share: Double, _ truth: Int) -> [Double] {
    (0..<4).map { $0 == truth ? share : (1 - share) / 3 }
  }

  @Test("Who calls one class another is found by name, with the rate of the others beside it")
  func confusion() throws {
    let found = FaultSearch.faults(
      looks(5, each: 12, seed: 3) { person, truth in
        person == 2 && truth == 1 ? [0.02, 0.6, 0.36, 0.02] : right(0.91, truth)
      }, alarms: alarms)
    let first = try #require(found.first)
    #expect(first.person == 2)
    #expect(first.kind == .confusion(1, 2))
    #expect(first.own.trials == 60)
    #expect(first.others.trials == 420)
    #expect((0.2...0.5).contains(first.own.value ?? 0))
    #expect((first.others.value ?? 1) < 0.06)
    #expect(found.allSatisfy { $0.person == 2 })
  }

  @Test("Who is weak on a class is found, however the errors are spread")
  func weakness() {
    let found = FaultSearch.faults(
      looks(5, each: 12, seed: 4) { person, truth in right(person == 5 && truth == 3 ? 0.55 : 0.91, truth) },
      alarms: alarms)
    #expect(found.contains { $0.person == 5 && $0.kind == .ofClass(3) })
  }

  @Test("A class that is hard for everybody is nobody's fault")
  func hardClass() {
    let found = FaultSearch.faults(
      looks(10, each: 12, seed: 5) { _, truth in right(truth == 2 ? 0.6 : 0.93, truth) }, alarms: alarms)
    #expect(found.isEmpty)
  }

  @Test("Who has become worse is found with the time since when")
  func drift() throws {
    var all = looks(6, each: 8, seed: 6) { _, truth in right(0.93, truth) }
    all += looks(6, each: 8, seed: 7) { person, truth in right(person == 4 ? 0.7 : 0.93, truth) }
    let fault = try #require(FaultSearch.faults(all, alarms: alarms).first { $0.kind == .everything })
    #expect(fault.person == 4)
    #expect((5...7).contains(fault.since))
    #expect(fault.own.trials == (12 - fault.since) * 32)
  }

  @Test("A difference of less than five points is not claimed, however many answers there are")
  func immaterial() {
    let found = FaultSearch.faults(
      looks(4, each: 4_000, seed: 8) { person, truth in right(person == 1 ? 0.9 : 0.93, truth) }, alarms: alarms)
    #expect(found.isEmpty)
    let material = FaultSearch.faults(
      looks(4, each: 4_000, seed: 8) { person, truth in right(person == 1 ? 0.86 : 0.93, truth) }, alarms: alarms)
    #expect(material.contains { $0.person == 1 })
  }

  @Test("The parts of the rate are the whole, and each period has a fifth of what the one before had")
  func shares() {
    let claims: [(FalseAlarms.Claim, Int)] = [
      (.everything, 8), (.ofClass, 32), (.confusion, 96), (.fatigue, 1), (.fatigueOfVotes, 1),
    ]
    func spent(_ period: Int) -> Double {
      let alarms = FalseAlarms(rate: 0.05, people: 8, classes: 4, period: period)
      return claims.reduce(0) { $0 + Double($1.1) * ck_exp(-alarms.need($1.0)) }
    }
    #expect(abs(spent(0) - 0.04) < 1e-12)
    #expect(abs(spent(1) - 0.008) < 1e-12)
    #expect((0..<30).reduce(0) { $0 + spent($1) } <= 0.05 + 1e-12)
  }

  @Test("No answers, one person, one class: nothing is claimed and nothing fails")
  func degenerate() {
    #expect(FaultSearch.faults([], alarms: alarms).isEmpty)
    let empty = [ConfusionMatrix](repeating: ConfusionMatrix(classes: 4), count: 8)
    #expect(FaultSearch.faults([empty], alarms: alarms).isEmpty)
    var alone = ConfusionMatrix(classes: 1)
    alone.add(expected: 0, answered: 0)
    #expect(FaultSearch.faults([[alone]], alarms: FalseAlarms(rate: 0.05, people: 1, classes: 1)).isEmpty)
  }
}
