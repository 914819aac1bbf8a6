import Texts

/// Times as people and their spreadsheets write them into forms.
enum FormTime {
  /// Reads ISO 8601, and dates that can be read in one way alone: `30.11.2026 14:05`, `2026/11/30 14:05`, a day alone.
  ///
  /// A time without a zone is taken for UTC, a day for its beginning. `11/30/2026` and `30/11/2026` are no times: of
  /// `05/06/2026` nobody can tell which it is.
  ///
  /// - Returns: Microseconds since 1970; nil for anything else.
  static func parse(_ text: String) -> Int64? {
    if let time = Timestamp.parse(text) { return time }
    let parts = text.split(separator: " ", omittingEmptySubsequences: true)
    guard (1...2).contains(parts.count), text.utf8.count <= 40 else { return nil }
    func numbers(_ separator: Character, _ text: Substring) -> [Int]? {
      let fields = text.split(separator: separator, omittingEmptySubsequences: false)
      let values = fields.compactMap { field in
        field.utf8.allSatisfy { (0x30...0x39).contains($0) } && (1...4).contains(field.utf8.count) ? Int(field) : nil
      }
      return values.count == fields.count ? values : nil
    }
    let date = parts[0]
    let fields: [Int]
    if let dotted = numbers(".", date), dotted.count == 3, dotted[2] >= 1000 {
      fields = [dotted[2], dotted[1], dotted[0]]
    } else if let slashed = numbers("/", date), slashed.count == 3, slashed[0] >= 1000 {
      fields = slashed
    } else if let plain = numbers("-", date), plain.count == 3, plain[0] >= 1000 {
      fields = plain
    } else {
      return nil
    }
    var clock = [0, 0]
    if parts.count == 2 {
      guard let given = numbers(":", parts[1]), (2...3).contains(given.count) else { return nil }
      clock = given
    }
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = clock.map(padded).joined(separator: ":")
    return Timestamp.parse("\(fields[0])-\(padded(fields[1]))-\(padded(fields[2]))T\(time)")
  }
}
