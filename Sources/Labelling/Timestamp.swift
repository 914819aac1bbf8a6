/// Points in time as microseconds since 1970 in UTC, read and written as ISO 8601 without clock, locale or
/// time zone.
package enum Timestamp {
  /// Microseconds in a second.
  package static let second: Int64 = 1_000_000
  /// Microseconds in a day.
  package static let day: Int64 = 86_400_000_000

  /// Reads `2026-11-20T23:54:45.603937Z`.
  ///
  /// The date and the time are divided by `T` or a space; seconds may be missing; a fraction has one to nine
  /// digits, of which those after the sixth are dropped; the zone is `Z`, `±hh:mm`, or nothing, which is UTC.
  /// - Returns: Microseconds since 1970, or nil for anything else, days and hours that do not exist included.
  package static func parse(_ text: String) -> Int64? {
    guard text.utf8.count <= 40 else { return nil }
    var reader = DigitReader(bytes: Array(text.utf8))
    guard let year = reader.number(4), year >= 1, reader.skip("-"), let month = reader.number(2),
      (1...12).contains(month), reader.skip("-"), let day = reader.number(2), day >= 1,
      day <= days(inMonth: month, of: year), reader.skip("T") || reader.skip(" "),
      let hour = reader.number(2), hour < 24, reader.skip(":"), let minute = reader.number(2), minute < 60
    else { return nil }
    var seconds = 0
    var fraction: Int64 = 0
    if reader.skip(":") {
      guard let value = reader.number(2), value < 60 else { return nil }
      seconds = value
      if reader.skip(".") {
        guard let value = reader.fraction() else { return nil }
        fraction = value
      }
    }
    guard let offset = reader.zone() else { return nil }
    let date = Int64(daysSince1970(year: year, month: month, day: day)) * Timestamp.day
    let time = Int64((hour * 60 + minute - offset) * 60 + seconds) * second
    return date + time + fraction
  }

  /// Writes `2026-11-20T23:54:45.603937Z`, always with six digits of the second's fraction.
  ///
  /// Years outside 1...9999 cannot be written and give nil.
  package static func format(_ microseconds: Int64) -> String? {
    // 0001-01-01 and the last microsecond of 9999-12-31.
    guard (-62_135_596_800_000_000...253_402_300_799_999_999).contains(microseconds) else { return nil }
    let days = Int(floorDivide(microseconds, day))
    let rest = microseconds - Int64(days) * day
    let (year, month, dayOfMonth) = civil(daysSince1970: days)
    let seconds = Int(rest / second)
    return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(dayOfMonth, 2) + "T"
      + padded(seconds / 3_600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2) + "."
      + padded(Int(rest % second), 6) + "Z"
  }

  /// The number of days from 1970-01-01 to a day of the Gregorian calendar.
  ///
  /// H. Hinnant, "chrono-compatible low-level date algorithms" (2013), `days_from_civil`.
  package static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The inverse of `daysSince1970` (Hinnant's `civil_from_days`).
  static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// Reads fixed runs of ASCII digits.
private struct DigitReader {
  let bytes: [UInt8]
  var index = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func number(_ width: Int) -> Int? {
    guard index + width <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[index..<index + width] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    index += width
    return value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
    index += 1
    return true
  }

  /// Digits after the point, as microseconds.
  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
      if count < 6 { value = value * 10 + Int64(bytes[index] - 0x30) }
      count += 1
      index += 1
    }
    guard (1...9).contains(count) else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return value
  }

  /// The zone at the end of the text as minutes east of UTC.
  mutating func zone() -> Int? {
    if index == bytes.count { return 0 }
    if skip("Z") { return index == bytes.count ? 0 : nil }
    let sign = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = number(2), hours < 24, skip(":"), let minutes = number(2), minutes < 60,
      index == bytes.count
    else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
