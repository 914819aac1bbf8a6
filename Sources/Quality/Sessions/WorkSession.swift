/// A time in which somebody worked without a long break.
package struct WorkSession: Sendable, Equatable {
  /// When the first answer was given: microseconds since 1970, UTC.
  package var start: Int64
  /// When the last answer was given.
  package var end: Int64
  package var answers: Int
  /// The longest time without a break, in microseconds.
  package var longestStretch: Int64

  /// A longer time without an answer ends a session.
  package static let gap: Int64 = 30 * minute
  /// A time without an answer that is a break.
  package static let breakTime: Int64 = 15 * minute
  /// The end of a session, in which tiredness is looked for.
  package static let lateTime: Int64 = 30 * minute
  /// Shorter sessions have no end to speak of.
  package static let leastTime: Int64 = 60 * minute
  /// A session should not be longer.
  package static let longestTime: Int64 = 180 * minute
  /// Nobody should work longer without a break.
  package static let longestWork: Int64 = 90 * minute
  private static let minute: Int64 = 60_000_000

  /// How long it took, in microseconds.
  package var time: Int64 { end - start }
  /// Whether its end is far enough from its beginning to tell them apart.
  package var hasEnd: Bool { time >= Self.leastTime }

  /// Whether an answer at `time` belongs to the end of the session.
  package func isLate(_ time: Int64) -> Bool { time > end - Self.lateTime }

  /// The sessions of one person, from the times of all answers in any order.
  package static func sessions(of times: [Int64]) -> [WorkSession] {
    var sessions: [WorkSession] = []
    var stretch: Int64 = 0
    for time in times.sorted() {
      // The difference cannot be trusted to fit: times come from files.
      let (passed, isTooFar) = time.subtractingReportingOverflow(sessions.last?.end ?? time)
      guard var session = sessions.last, !isTooFar, passed <= gap else {
        sessions.append(WorkSession(start: time, end: time, answers: 1, longestStretch: 0))
        stretch = time
        continue
      }
      if passed >= breakTime { stretch = time }
      session.end = time
      session.answers += 1
      session.longestStretch = max(session.longestStretch, time - stretch)
      sessions[sessions.count - 1] = session
    }
    return sessions
  }
}
