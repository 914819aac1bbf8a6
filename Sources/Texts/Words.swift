import Foundation

// What messages are put together from.

extension StringProtocol {
  /// A text from outside for a terminal: control characters are shown, not obeyed.
  package var printable: String { printable(limit: 400) }

  /// The same for a line of several texts.
  package func printable(limit: Int) -> String {
    var result = ""
    for scalar in unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same in quotation marks.
  package var quoted: String { "'\(printable)'" }
}

extension String? {
  /// `; did you mean 'word'?`, or nothing.
  package var didYouMean: String { map { "; did you mean \($0.quoted)?" } ?? "" }
}

extension [String] {
  /// The first twenty of some names, in quotation marks.
  package var listed: String {
    prefix(20).map(\.quoted).joined(separator: ", ") + (count > 20 ? " and \(count - 20) more" : "")
  }
}

extension Int {
  /// A whole number and its noun: `1 image`, `2 images`.
  package func counted(_ singular: String, _ plural: String? = nil) -> String {
    "\(self) \(self == 1 ? singular : plural ?? singular + "s")"
  }
}

extension String {
  /// The name of a case in words: `page index` for `pageIndex`.
  package static func words(of value: some Equatable) -> String {
    "\(value)".map { $0.isUppercase ? " \($0.lowercased())" : String($0) }.joined()
  }
}

extension Double {
  /// A number with a fixed count of decimals.
  package func decimal(_ places: Int) -> String {
    String(format: "%.\(places)f", locale: Locale(identifier: "en_US_POSIX"), self)
  }

  /// A share as per cent.
  package var percent: String { (self * 100).decimal(1) + " %" }
}
