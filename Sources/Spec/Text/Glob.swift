/// A pattern for paths below a folder, as a shell has it: `*` stands for any characters of one name, `?` for one of them,
/// `[ab]`, `[a-z]` and `[!x]` for one of some, `{a,b}` for one of several texts, `**` for any folders.
///
/// A to Z are the same as a to z: `*.jpg` fits `IMG_1.JPG`. A name that begins with a dot fits only where the pattern's
/// part begins with that dot too, as `.thumbnails/*.png` does.
package struct Glob: Sendable, Equatable {
  /// Why a text is no pattern.
  package enum Fault: Error, Sendable, Equatable {
    case unclosedBracket
    case unclosedBrace
    /// A range whose end comes before its beginning.
    case range
    /// It is no escape here, and paths have `/`.
    case backslash
    case tooManyAlternatives(limit: Int)
  }

  /// How many patterns one may stand for.
  package static let mostAlternatives = 1_000

  private let alternatives: [[GlobPart]]

  /// Reads a pattern; the parts are separated by `/`.
  ///
  /// - Throws: ``Fault``.
  package init(_ pattern: String) throws(Fault) {
    let bytes = Array(pattern.utf8)
    if bytes.contains(UInt8(ascii: "\\")) { throw .backslash }
    var alternatives: [[GlobPart]] = []
    for text in try Self.expanded(bytes[...]) {
      var parts: [GlobPart] = []
      for part in text.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
        parts.append(try GlobPart(part))
      }
      alternatives.append(parts)
    }
    self.alternatives = alternatives
  }

  /// Whether a part asks for names that begin with a dot.
  package var asksForHidden: Bool { alternatives.contains { $0.contains(where: \.asksForHidden) } }

  /// Whether the whole of `path` fits the pattern.
  ///
  /// Complexity: parts of the pattern × names of the path, each pair at most length × length.
  package func matches(_ path: String) -> Bool {
    let names = Array(path.utf8).split(separator: UInt8(ascii: "/"))
    return alternatives.contains { Self.match($0, names) }
  }

  private static func match(_ parts: [GlobPart], _ names: [ArraySlice<UInt8>]) -> Bool {
    // Where in the names the parts so far may end.
    var reached = [Bool](repeating: false, count: names.count + 1)
    reached[0] = true
    for part in parts {
      var next = [Bool](repeating: false, count: names.count + 1)
      switch part {
      case .folders:
        for place in next.indices {
          let before = place > 0 && next[place - 1] && names[place - 1].first != UInt8(ascii: ".")
          next[place] = reached[place] || before
        }
      case .name(let tokens):
        for place in names.indices where reached[place] {
          next[place + 1] = GlobToken.match(tokens, names[place])
        }
      }
      reached = next
    }
    return reached[names.count]
  }

  // MARK: Alternatives

  /// The patterns without braces that a pattern stands for.
  private static func expanded(_ text: ArraySlice<UInt8>) throws(Fault) -> [[UInt8]] {
    guard let open = try firstBrace(text) else { return [Array(text)] }
    var options: [[UInt8]] = []
    var depth = 0
    var start = open + 1
    var close: Int?
    var index = open + 1
    while index < text.endIndex, close == nil {
      switch text[index] {
      case UInt8(ascii: "["): index = try endOfSet(text, index)
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}") where depth > 0: depth -= 1
      case let byte where byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") && depth == 0:
        options += try expanded(text[start..<index])
        start = index + 1
        if byte == UInt8(ascii: "}") { close = index }
      default: break
      }
      if options.count > mostAlternatives { throw .tooManyAlternatives(limit: mostAlternatives) }
      index += 1
    }
    guard let close else { throw .unclosedBrace }
    let rest = try expanded(text[(close + 1)...])
    guard options.count * rest.count <= mostAlternatives else { throw .tooManyAlternatives(limit: mostAlternatives) }
    let head = text[..<open]
    return options.flatMap { option in rest.map { head + option + $0 } }
  }

  private static func firstBrace(_ text: ArraySlice<UInt8>) throws(Fault) -> Int? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "{") { return index }
      if text[index] == UInt8(ascii: "[") { index = try endOfSet(text, index) }
      index += 1
    }
    return nil
  }

  /// The place of the `]` that closes the set which begins at `start`; one right at its beginning is a member.
  static func endOfSet(_ text: ArraySlice<UInt8>, _ start: Int) throws(Fault) -> Int {
    var index = start + 1
    if index < text.endIndex, text[index] == UInt8(ascii: "!") || text[index] == UInt8(ascii: "^") { index += 1 }
    if index < text.endIndex, text[index] == UInt8(ascii: "]") { index += 1 }
    while index < text.endIndex, text[index] != UInt8(ascii: "]"), text[index] != UInt8(ascii: "/") { index += 1 }
    guard index < text.endIndex, text[index] == UInt8(ascii: "]") else { throw .unclosedBracket }
    return index
  }
}
