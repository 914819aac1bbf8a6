/// How numbers are written on the page: a point, commas between thousands, no locale.
package enum Figures {
  /// A decimal with a fixed number of places, rounded half away from zero.
  static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "–" }
    var scale = 1
    for _ in 0..<min(6, max(0, places)) { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    var out = value < 0 && scaled > 0 ? "−" : ""
    out += grouped(scaled / scale)
    if scale > 1 {
      let fraction = String(scaled % scale)
      out += "." + String(repeating: "0", count: min(6, places) - fraction.count) + fraction
    }
    return out
  }

  /// A whole number with commas between thousands.
  package static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.append(String(digits.suffix(3)))
      digits = String(digits.dropLast(3))
    }
    groups.append(digits)
    return (value < 0 ? "−" : "") + groups.reversed().joined(separator: ",")
  }

  /// A share as a percentage.
  package static func percent(_ share: Double?, _ places: Int = 1) -> String {
    share.map { fixed($0 * 100, places) + "\u{A0}%" } ?? "–"
  }

  /// An F1 or another score in [0, 1], three places.
  static func score(_ value: Double?) -> String {
    value.map { fixed($0, 3) } ?? "–"
  }

  /// A score with the ends of its interval.
  static func range(_ low: Double?, _ high: Double?, percent: Bool) -> String? {
    guard let low, let high else { return nil }
    return percent
      ? fixed(low * 100, 1) + " to " + fixed(high * 100, 1) + "\u{A0}%"
      : fixed(low, 3) + " to " + fixed(high, 3)
  }

  /// An amount of money.
  static func money(_ amount: Double, _ currency: String) -> String {
    currency + "\u{A0}" + fixed(amount, 2)
  }

  /// A number with its noun: `1 image`, `3 images`.
  static func count(_ number: Int, _ one: String, _ many: String) -> String {
    grouped(number) + " " + (number == 1 ? one : many)
  }

  /// A number within an attribute: at most two places, never grouped.
  static func attribute(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let scaled = Int((abs(value) * 100).rounded())
    var out = value < 0 && scaled > 0 ? "-" : ""
    out += String(scaled / 100)
    let fraction = scaled % 100
    if fraction > 0 {
      out += fraction % 10 == 0 ? ".\(fraction / 10)" : fraction < 10 ? ".0\(fraction)" : ".\(fraction)"
    }
    return out
  }

  /// Words joined as in a sentence: `a`, `a and b`, `a, b and c`; after `limit`, `and 3 more`.
  static func list(_ words: [String], limit: Int = 6) -> String {
    if words.count > limit {
      return words.prefix(limit).joined(separator: ", ") + " and \(words.count - limit) more"
    }
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Round steps from 0 to the first at or above `maximum`; about `count` of them.
  static func ticks(upTo maximum: Double, count: Int = 4) -> [Double] {
    guard maximum.isFinite, maximum > 0, maximum < 1e12 else { return [0, 1] }
    var step = 1e-6
    let factors = [2.0, 2.5, 2.0]
    var index = 0
    while step * Double(count) < maximum {
      step *= factors[index % 3]
      index += 1
    }
    var out: [Double] = []
    var tick = 0
    while true {
      out.append(step * Double(tick))
      if step * Double(tick) >= maximum || tick > 20 { return out }
      tick += 1
    }
  }
}
