import Texts

/// A place in a file as an editor counts it.
package struct SourcePosition: Sendable, Equatable {
  /// The line, from 1.
  package let line: Int
  /// The column in characters (grapheme clusters; a tab is one), from 1.
  package let column: Int
  /// The length of what is meant in characters; what goes on past the end of its line counts up to there.
  package let length: Int

  /// Names a place.
  package init(line: Int, column: Int, length: Int) {
    self.line = line
    self.column = column
    self.length = length
  }
}

/// A place between two Unicode scalars of a text, from 0.
struct Mark: Sendable, Equatable {
  var line: Int
  /// In Unicode scalars, as libyaml counts.
  var column: Int
}

/// From one mark up to another.
struct Span: Sendable, Equatable {
  var start: Mark
  var end: Mark

  /// Whether there is nothing between the marks.
  var isEmpty: Bool { start == end }
  /// Whether the span ends on the line it starts on.
  var isOneLine: Bool { start.line == end.line }
}

/// The bytes of a spec, split into lines.
///
/// Lines end with LF, CR LF or CR. YAML 1.1 ends lines at U+0085, U+2028 and U+2029 too, where editors do
/// not: those are among the characters that ``firstFault()`` reports, so libyaml and an editor agree on every
/// line.
struct SourceText: Sendable {
  /// The bytes without a byte-order mark.
  let bytes: [UInt8]
  private let lines: [Range<Int>]

  /// Splits `bytes` into lines.
  init(_ bytes: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    lines = SourceText.split(self.bytes)
  }

  private static func split(_ bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let end = index
      index += 1
      guard byte == 0x0A || byte == 0x0D else { continue }
      if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
      lines.append(start..<end)
      start = index
    }
    lines.append(start..<bytes.count)
    return lines
  }

  /// The line `number` (from 0) without its end; empty past the last.
  ///
  /// What is not UTF-8 is replaced by U+FFFD.
  func line(_ number: Int) -> SourceLine {
    guard lines.indices.contains(number) else { return SourceLine("") }
    return SourceLine(String(decoding: bytes[lines[number]], as: UTF8.self))
  }

  /// The number (from 0) of the first line that begins with `%`, which YAML takes for a directive.
  var firstDirective: Int? {
    lines.firstIndex { !$0.isEmpty && bytes[$0.lowerBound] == UInt8(ascii: "%") }
  }

  /// The first thing that keeps the bytes from being read as text, if there is one.
  func firstFault() -> (Mark, DiagnosticCode)? {
    for (number, range) in lines.enumerated() {
      if let (column, code) = SourceText.firstFault(in: bytes[range]) {
        return (Mark(line: number, column: column), code)
      }
    }
    return nil
  }

  private static func firstFault(in line: ArraySlice<UInt8>) -> (Int, DiagnosticCode)? {
    if line.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 }) { return nil }
    var decoder = UTF8()
    var iterator = line.makeIterator()
    var column = 0
    while true {
      switch decoder.decode(&iterator) {
      case .emptyInput:
        return nil
      case .error:
        return (column, .notUTF8)
      case .scalarValue(let scalar):
        if scalar != "\t", scalar.isUnfitForText { return (column, .forbiddenCharacter(scalar.value)) }
        column += 1
      }
    }
  }
}
