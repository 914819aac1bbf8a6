import Draws
import Labelling
import Texts

/// When a simulated person works: sessions on weekdays, between about half past seven and half past five UTC.
///
/// Dates come from the iteration alone: iteration 0 begins on Monday 2026-01-05, each further one a week
/// later, a second round on the Thursday.
struct WorkingHours {
  /// Pictures in one session at the most.
  static let sessionLength = 250

  private(set) var now: Int64
  /// Index of the current task in its session, and the session's length.
  private var position = 0
  private var length: Int
  private var tasksLeft: Int
  private var sessionsLeft: Int
  private var untilPause: Int
  private let pace: Double
  private var stream: DrawStream

  /// Prepares for `count` tasks at `pace` seconds each, held between 0.1 and 3,600.
  init(iteration: Int, round: Int, count: Int, pace: Double, stream: DrawStream) {
    self.stream = stream
    self.pace = pace.isFinite ? min(max(pace, 0.1), 3_600) : 6
    tasksLeft = count
    sessionsLeft = (count + Self.sessionLength - 1) / Self.sessionLength
    length = sessionsLeft == 0 ? 0 : (count + sessionsLeft - 1) / sessionsLeft
    untilPause = 40
    let first = Timestamp.daysSince1970(year: 2026, month: 1, day: 5) + 7 * iteration + 3 * (round - 1)
    now = Int64(first) * Timestamp.day
    now = morning(onOrAfter: Int64(first))
    untilPause = 40 + self.stream.below(25)
  }

  /// How much of the session has passed, in (0, 1).
  var progress: Double {
    length == 0 ? 0 : (Double(position) + 0.5) / Double(length)
  }

  /// Spends the time that one picture takes.
  ///
  /// - Returns: When the answer was given, and the seconds it took in thousandths.
  mutating func work(confidence: AnswerConfidence?) -> (at: Int64, leadTime: Double) {
    let care = confidence == .low ? 2.0 : confidence == .medium ? 1.4 : 1.0
    let first = stream.uniform()
    let second = stream.uniform()
    let milliseconds = Int64(1_000 * pace * care * (0.45 + 0.5 * first + 1.6 * second * second * second))
    now += milliseconds * 1_000 + Int64(stream.below(1_000))
    let at = now
    now += 300_000 + Int64(stream.below(1_200_000))
    finishTask()
    return (at, Double(milliseconds) / 1_000)
  }

  private mutating func finishTask() {
    position += 1
    tasksLeft -= 1
    untilPause -= 1
    if position >= length {
      startSession()
    } else if untilPause <= 0 {
      now += (120 + Int64(stream.below(240))) * Timestamp.second
      untilPause = 40 + stream.below(25)
    }
  }

  private mutating func startSession() {
    guard tasksLeft > 0 else { return }
    sessionsLeft = max(1, sessionsLeft - 1)
    position = 0
    length = (tasksLeft + sessionsLeft - 1) / sessionsLeft
    untilPause = 40 + stream.below(25)
    now += (40 + Int64(stream.below(35))) * 60 * Timestamp.second
    let end = now + Int64(Double(length) * (pace * 1.5 + 6)) * Timestamp.second
    let today = now / Timestamp.day
    if end > today * Timestamp.day + 17 * 3_600 * Timestamp.second {
      now = morning(onOrAfter: today + 1)
    }
  }

  /// A time between 7:30 and 9:30 on the first weekday from `day` on.
  private mutating func morning(onOrAfter day: Int64) -> Int64 {
    var day = day
    // 1970-01-01 was a Thursday: Saturdays are 2, Sundays 3 modulo 7.
    while day % 7 == 2 || day % 7 == 3 { day += 1 }
    let seconds = 27_000 + Int64(stream.below(7_200))
    return day * Timestamp.day + seconds * Timestamp.second + Int64(stream.below(1_000_000))
  }
}
