/// Dates and times as ISO 8601 has them, in the Gregorian calendar whatever the year.
///
/// Years before 0 and after 9999 have a sign, as in the standard's expanded form; fractions have as many digits as the unit.
enum TimeText {
  private static let secondsPerDay: Int64 = 86_400

  /// Adds a date, `2024-02-29`.
  ///
  /// - Parameters:
  ///   - days: Since 1970-01-01; of no more than 2^40.
  ///   - bytes: Where the text is added.
  static func appendDate(days: Int64, to bytes: inout [UInt8]) {
    // Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days: years begin in March, eras have 400 years.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    if year < 0 || year > 9999 { bytes.append(UInt8(ascii: year < 0 ? "-" : "+")) }
    NumberText.append(year.magnitude, digits: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    NumberText.append(month.magnitude, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    NumberText.append(day.magnitude, digits: 2, to: &bytes)
  }

  /// Whether a time since midnight is one of a day.
  static func isWithinDay(_ value: Int64, _ unit: TimeUnit) -> Bool {
    value >= 0 && value < secondsPerDay * unit.perSecond
  }

  /// Adds a time since midnight, `12:34:56.000001`.
  static func appendTime(_ value: Int64, _ unit: TimeUnit, to bytes: inout [UInt8]) {
    let seconds = (value / unit.perSecond).magnitude
    for (index, part) in [seconds / 3600, seconds / 60 % 60, seconds % 60].enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ":")) }
      NumberText.append(part, digits: 2, to: &bytes)
    }
    bytes.append(UInt8(ascii: "."))
    let digits =
      switch unit {
      case .milliseconds: 3
      case .microseconds: 6
      case .nanoseconds: 9
      }
    NumberText.append((value % unit.perSecond).magnitude, digits: digits, to: &bytes)
  }

  /// Adds a time since 1970, `2024-02-29T12:34:56.000001Z`, without the `Z` if it is not of UTC.
  static func appendTimestamp(_ value: Int64, _ unit: TimeUnit, utc: Bool, to bytes: inout [UInt8]) {
    let perDay = secondsPerDay * unit.perSecond
    let time = (value % perDay + perDay) % perDay
    // Rounded down without leaving the range near its lower end.
    let days = value / perDay - (value % perDay < 0 ? 1 : 0)
    appendDate(days: days, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    appendTime(time, unit, to: &bytes)
    if utc { bytes.append(UInt8(ascii: "Z")) }
  }
}
