/// How often and how long a server is tried again.
package struct RetryRule: Equatable, Sendable {
  /// How often a request is sent, the first time included.
  package var tries: Int
  /// Seconds before the second try; each wait after it is twice as long.
  package var firstWait: Double
  /// The longest of these waits.
  package var longestWait: Double
  /// The longest wait that a server may ask for; one that asks for more ends the run with what it asked.
  package var longestAsked: Double

  /// A rule; by default five tries within about a quarter of a minute, and two minutes where the server asks for them.
  package init(tries: Int = 5, firstWait: Double = 1, longestWait: Double = 30, longestAsked: Double = 120) {
    self.tries = tries
    self.firstWait = firstWait
    self.longestWait = longestWait
    self.longestAsked = longestAsked
  }

  /// Seconds to wait after a try, from 1.
  package func wait(after attempt: Int) -> Double {
    var wait = firstWait
    for _ in 1..<max(1, min(attempt, 64)) { wait = min(wait * 2, longestWait) }
    return min(wait, longestWait)
  }
}
