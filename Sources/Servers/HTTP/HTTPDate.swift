import Texts

/// Dates of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
package enum HTTPDate {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Microseconds since 1970; nil for anything else, the two old forms included, which no server sends any more.
  package static func parse(_ text: String) -> Int64? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: true)
    guard text.utf8.count <= 40, parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
      let month = months.firstIndex(of: String(parts[2])), let day = digits(parts[1]), let year = digits(parts[3]),
      let date = Timestamp.parse("\(padded(year, 4))-\(padded(month + 1, 2))-\(padded(day, 2))T\(parts[4])Z")
    else { return nil }
    return date
  }

  /// The seconds that `Retry-After` asks for: a number, or a date.
  ///
  /// - Parameters:
  ///   - text: The header.
  ///   - now: Microseconds since 1970.
  /// - Returns: Nil for what is neither; never below 0.
  package static func wait(_ text: String, now: Int64) -> Double? {
    let text = text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    if let seconds = digits(text[...]) { return Double(seconds) }
    return parse(text).map { max(0, Double($0 - now) / Double(Timestamp.second)) }
  }

  private static func digits(_ text: Substring) -> Int? {
    (1...9).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
