import Texts

/// What a text of the spec must keep to.
///
/// What breaks a rule is refused, never cleaned.
struct TextRule: Sendable {
  private enum Extra { case none, fileName, belowRoot, besideSpec, pattern, user, variable }

  /// What such a text is called.
  let noun: String
  private let limit: Int
  private let allowsLines: Bool
  let allowsEmpty: Bool
  private let extra: Extra

  private init(_ noun: String, _ limit: Int, lines: Bool = false, empty: Bool = false, _ extra: Extra = .none) {
    self.noun = noun
    self.limit = limit
    allowsLines = lines
    allowsEmpty = empty
    self.extra = extra
  }

  /// A name or an id: up to 1,024 bytes on one line.
  static let name = TextRule("a text", 1_024)
  /// An id that files are named after.
  static let fileName = TextRule("a name for files", 128, .fileName)
  static let path = TextRule("a path", 4_096)
  /// A path or glob that does not lead out of the folder that it belongs to.
  static let belowRoot = TextRule("a path below the root", 4_096, .belowRoot)
  /// A path below the root, or, where it begins with `./` or `../`, relative to the spec.
  static let belowRootOrBesideSpec = TextRule(
    "a path below the root, or one that begins with ./ or ../", 4_096, .besideSpec)
  /// A ``Glob`` below the folder that it belongs to.
  static let pattern = TextRule("a pattern", 4_096, .pattern)
  static let prefix = TextRule("a text", 4_096, empty: true)
  /// An argument of a program: any text without NUL.
  static let argument = TextRule("a text", 65_536, lines: true, empty: true)
  /// A user of Label Studio.
  static let user = TextRule("a number or an e-mail address", 256, .user)
  static let variable = TextRule("a name", 256, .variable)
  static let currency = TextRule("a text", 16)

  /// The first rule that `text` breaks.
  func fault(in text: String) -> TextFault? {
    if text.isEmpty { return allowsEmpty ? nil : .empty }
    let bytes = text.utf8.count
    if bytes > limit { return .tooLong(bytes: bytes, limit: limit) }
    if let scalar = text.unicodeScalars.first(where: isUnfit) { return .character(scalar.value) }
    if !allowsLines, let first = text.first, let last = text.last, first.isWhitespace || last.isWhitespace {
      return .surroundingSpace
    }
    return extraFault(in: text)
  }

  private func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
    if allowsLines, scalar == "\n" || scalar == "\t" || scalar == "\r" { return false }
    return allowsLines ? scalar == "\0" : scalar.isUnfitForText
  }

  private func extraFault(in text: String) -> TextFault? {
    switch extra {
    case .none: return nil
    case .fileName:
      let taken = text.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
      return taken || text.utf8.first == UInt8(ascii: ".") ? .notAFileName : nil
    case .belowRoot, .besideSpec, .pattern:
      if extra == .besideSpec, text.hasPrefix("./") || text.hasPrefix("../") { return nil }
      let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      let leads = text.utf8.first == UInt8(ascii: "/") || parts.contains { $0.elementsEqual("..".utf8) }
      if leads { return .notBelowRoot }
      guard extra == .pattern else { return nil }
      do throws(Glob.Fault) {
        _ = try Glob(text)
        return nil
      } catch {
        return .notAPattern(error)
      }
    case .user:
      // `berlin/5`: the folder of an installation's files comes first.
      let user = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
      let isNumber = !user.isEmpty && user.utf8.allSatisfy(YAMLWords.isDigit)
      return isNumber || user.utf8.contains(UInt8(ascii: "@")) ? nil : .notAUser
    case .variable:
      let fits = text.utf8.allSatisfy {
        YAMLWords.isDigit($0) || $0 == UInt8(ascii: "_")
          || ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
      }
      return fits && text.utf8.first.map(YAMLWords.isDigit) == false ? nil : .notAVariableName
    }
  }
}
