import Draws
import Quality
import Testing

@Suite("Sessions and tiredness")
struct WorkSessionTests {
  private let minute: Int64 = 60_000_000

  @Test("More than half an hour without an answer ends a session, a shorter break does not")
  func gaps() {
    let times = [0, 10, 20, 50, 81, 90].map { Int64($0) * minute }
    let sessions = WorkSession.sessions(of: times.reversed())
    #expect(sessions.map(\.answers) == [4, 2])
    #expect(sessions[0].end == 50 * minute)
    #expect(sessions[1].start == 81 * minute)
    #expect(sessions[0].longestStretch == 20 * minute)
  }

  @Test("A break of fifteen minutes ends a stretch of work")
  func stretches() throws {
    let times = (0...100).map { Int64($0) * minute } + (115...200).map { Int64($0) * minute }
    let session = try #require(WorkSession.sessions(of: times).first)
    #expect(session.longestStretch == 100 * minute)
    #expect(session.longestStretch > WorkSession.longestWork)
    #expect(session.time > WorkSession.longestTime)
    #expect(session.isLate(171 * minute))
    #expect(!session.isLate(170 * minute))
  }

  @Test("Times from the ends of what can be said are no session of that length")
  func extremes() {
    #expect(WorkSession.sessions(of: [.max, .min, 0]).count == 3)
    #expect(WorkSession.sessions(of: []).isEmpty)
  }

  @Test("Tiredness of seven points is found with the number that is stated, and none where there is none")
  func fatigue() throws {
    let alarms = FalseAlarms(rate: 0.05, people: 8, classes: 8)
    func measure(_ lateRate: Double, looks: Int, seed: UInt64) -> Fatigue {
      let draw = Draw(randomSeed: seed, iteration: 0, stage: "test")
      return Fatigue.measure(
        (0..<looks).map { look in
          (0..<8).map { person in
            var stream = draw.stream("\(look) \(person)")
            func errors(_ trials: Int, _ rate: Double) -> Proportion {
              Proportion(successes: (0..<trials).count { _ in stream.uniform() < rate }, trials: trials)
            }
            return ErrorTable(own: errors(12, lateRate), others: errors(84, 0.08))
          }
        }, claim: .fatigue, alarms: alarms)
    }
    let needed = try #require(measure(0.08, looks: 20, seed: 1).needed)
    #expect((250...600).contains(needed), "\(needed)")
    let looks = (needed + 95) / 96
    let found = (0..<100).count { measure(0.15, looks: looks, seed: UInt64(100 + $0)).found != nil }
    #expect(found >= 70, "\(found) of 100 with \(needed) answers")
    let alarmed = (0..<100).count { measure(0.08, looks: 10, seed: UInt64(500 + $0)).found != nil }
    #expect(alarmed <= 3)
  }
}
