/// A small parser of the HTML that the page uses: every element closed, every attribute quoted.
struct MarkupChecker {
  enum Problem: Error, Equatable {
    case unclosed(String)
    case mismatched(open: String, close: String)
    case strayCharacter(String)
    case attribute(String)
  }

  /// Elements in order with their attributes.
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  /// Text outside tags, the style sheet left out.
  private(set) var text = ""

  private static let void: Set<String> = ["meta", "img", "br", "link", "input", "hr"]

  init(_ page: String) throws {
    var open: [String] = []
    var rest = Substring(page)
    while let start = rest.firstIndex(of: "<") {
      if open.last != "style" { try take(rest[..<start]) }
      rest = rest[rest.index(after: start)...]
      guard let end = Self.endOfTag(rest) else { throw Problem.unclosed(String(rest.prefix(40))) }
      var tag = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("!") {
        continue
      } else if tag.hasPrefix("/") {
        let name = String(tag.dropFirst())
        guard let last = open.popLast() else { throw Problem.mismatched(open: "", close: name) }
        guard last == name else { throw Problem.mismatched(open: last, close: name) }
      } else {
        let closed = tag.hasSuffix("/")
        if closed { tag = tag.dropLast() }
        let name = String(tag.prefix { $0.isLetter || $0.isNumber })
        elements.append((name, try Self.attributes(tag.dropFirst(name.count))))
        if !closed, !Self.void.contains(name) { open.append(name) }
      }
    }
    try take(rest)
    if let last = open.last { throw Problem.unclosed(last) }
  }

  private mutating func take(_ part: Substring) throws {
    if part.contains(">") { throw Problem.strayCharacter(String(part.prefix(40))) }
    text += part + "\n"
  }

  private static func endOfTag(_ rest: Substring) -> Substring.Index? {
    var quoted = false
    var index = rest.startIndex
    while index < rest.endIndex {
      if rest[index] == "\"" { quoted.toggle() }
      if rest[index] == ">", !quoted { return index }
      index = rest.index(after: index)
    }
    return nil
  }

  private static func attributes(_ part: Substring) throws -> [String: String] {
    var result: [String: String] = [:]
    var rest = part.drop(while: \.isWhitespace)
    while !rest.isEmpty {
      let name = rest.prefix { $0.isLetter || $0 == "-" || $0.isNumber || $0 == ":" }
      rest = rest.dropFirst(name.count)
      guard !name.isEmpty, rest.hasPrefix("=\"") else { throw Problem.attribute(String(part.prefix(60))) }
      rest = rest.dropFirst(2)
      guard let end = rest.firstIndex(of: "\"") else { throw Problem.attribute(String(part.prefix(60))) }
      guard result.updateValue(String(rest[..<end]), forKey: String(name)) == nil else {
        throw Problem.attribute(String(part.prefix(60)))
      }
      rest = rest[rest.index(after: end)...].drop(while: \.isWhitespace)
    }
    return result
  }
}
