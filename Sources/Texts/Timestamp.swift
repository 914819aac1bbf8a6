import Foundation

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
      day <= CalendarDay.days(inMonth: month, of: year), reader.skip("T") || reader.skip(" "),
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
    return text(microseconds, digits: 6)
  }

  /// Writes a time, whatever the year, with some digits of the second's fraction, from none to six; what is finer is dropped.
  package static func text(_ microseconds: Int64, digits: Int) -> String {
    let unit = (digits..<6).reduce(Int64(1)) { power, _ in power * 10 }
    let rest = microseconds % unit
    var bytes: [UInt8] = []
    TimeText.appendTimestamp(microseconds / unit - (rest < 0 ? 1 : 0), digits: digits, utc: true, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The time by this machine's clock.
  package static func now() -> Int64 {
    Int64((Date().timeIntervalSince1970 * 1_000_000).rounded(.down))
  }

  /// The number of days from 1970-01-01 to a day of the Gregorian calendar.
  package static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    CalendarDay.number(year: year, month: month, day: day)
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
