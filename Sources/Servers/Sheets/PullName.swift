import Texts

/// Names of the files of a pull: what kind, when, and which part.
enum PullName {
  /// `full-20261130T205501Z.json`, `changed-20261130T205501Z-002.json`.
  static func make(_ kind: String, began: Int64, part: Int?) -> String {
    let time = Timestamp.text(began, digits: 0).filter { $0 != "-" && $0 != ":" }
    guard let part else { return "\(kind)-\(time).json" }
    let digits = String(part)
    return "\(kind)-\(time)-\(String(repeating: "0", count: max(0, 3 - digits.utf8.count)))\(digits).json"
  }
}
