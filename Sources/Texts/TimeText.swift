/// Dates and times as ISO 8601 has them, in the Gregorian calendar whatever the year.
///
/// Years before 0 and after 9999 have a sign, as in the standard's expanded form; of a fraction of a second as many digits are
/// written as its unit has: 3 of milliseconds, 6, 9, or none.
package enum TimeText {
  private static let secondsPerDay: Int64 = 86_400

  /// Adds a date, `2024-02-29`.
  ///
  /// - Parameters:
  ///   - days: Since 1970-01-01; of no more than 2^40.
  ///   - bytes: Where the text is added.
  package static func appendDate(days: Int64, to bytes: inout [UInt8]) {
    let (year, month, day) = CalendarDay.date(days)
    if year < 0 || year > 9999 { bytes.append(UInt8(ascii: year < 0 ? "-" : "+")) }
    NumberText.append(year.magnitude, digits: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    NumberText.append(month.magnitude, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    NumberText.append(day.magnitude, digits: 2, to: &bytes)
  }

  /// Whether a time since midnight is one of a day.
  package static func isWithinDay(_ value: Int64, digits: Int) -> Bool {
    value >= 0 && value < secondsPerDay * perSecond(digits)
  }

  /// How many units there are in a second that has so many digits of a fraction.
  private static func perSecond(_ digits: Int) -> Int64 {
    (0..<digits).reduce(1) { power, _ in power * 10 }
  }

  /// Adds a time since midnight, `12:34:56.000001`; without the point if there are no digits of a fraction.
  package static func appendTime(_ value: Int64, digits: Int, to bytes: inout [UInt8]) {
    let perSecond = perSecond(digits)
    let seconds = (value / perSecond).magnitude
    for (index, part) in [seconds / 3600, seconds / 60 % 60, seconds % 60].enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ":")) }
      NumberText.append(part, digits: 2, to: &bytes)
    }
    guard digits > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    NumberText.append((value % perSecond).magnitude, digits: digits, to: &bytes)
  }

  /// Adds a time since 1970, `2024-02-29T12:34:56.000001Z`, without the `Z` if it is not of UTC.
  package static func appendTimestamp(_ value: Int64, digits: Int, utc: Bool, to bytes: inout [UInt8]) {
    let perDay = secondsPerDay * perSecond(digits)
    let time = (value % perDay + perDay) % perDay
    // Rounded down without leaving the range near its lower end.
    let days = value / perDay - (value % perDay < 0 ? 1 : 0)
    appendDate(days: days, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    appendTime(time, digits: digits, to: &bytes)
    if utc { bytes.append(UInt8(ascii: "Z")) }
  }
}
