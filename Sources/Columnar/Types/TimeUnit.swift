/// The unit of a time, by the number that the format gives it.
package enum TimeUnit: Int, Sendable, Hashable {
  case milliseconds = 1
  case microseconds = 2
  case nanoseconds = 3

  /// How many digits of the fraction of a second it has.
  package var digits: Int { rawValue * 3 }

  /// How many there are in a second.
  package var perSecond: Int64 {
    switch self {
    case .milliseconds: 1000
    case .microseconds: 1_000_000
    case .nanoseconds: 1_000_000_000
    }
  }

  /// The name that the specification gives it.
  var name: String {
    switch self {
    case .milliseconds: "MILLIS"
    case .microseconds: "MICROS"
    case .nanoseconds: "NANOS"
    }
  }

  /// The symbol, as in `timestamp[ns]`.
  var symbol: String {
    switch self {
    case .milliseconds: "ms"
    case .microseconds: "us"
    case .nanoseconds: "ns"
    }
  }
}
