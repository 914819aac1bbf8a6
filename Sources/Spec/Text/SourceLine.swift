/// One line of a spec, indexed by characters.
struct SourceLine: Sendable {
  private let characters: [Character]
  /// For each Unicode scalar the index of its character; nil where each character is one scalar.
  private let characterOfScalar: [Int32]?

  /// Indexes a line.
  init(_ text: String) {
    characters = Array(text)
    if text.unicodeScalars.count == characters.count {
      characterOfScalar = nil
    } else {
      var map: [Int32] = []
      for (index, character) in characters.enumerated() {
        for _ in character.unicodeScalars { map.append(Int32(index)) }
      }
      characterOfScalar = map
    }
  }

  /// The index (from 0) of the character that the scalar `column` belongs to.
  private func character(atScalar column: Int) -> Int {
    guard let characterOfScalar else { return min(max(column, 0), characters.count) }
    return characterOfScalar.indices.contains(column) ? Int(characterOfScalar[column]) : characters.count
  }

  /// The position of a span that starts on this line.
  ///
  /// At least one character long.
  func position(of span: Span) -> SourcePosition {
    let start = character(atScalar: span.start.column)
    var end = span.isOneLine ? character(atScalar: span.end.column) : characters.count
    while end > start + 1, characters[end - 1].isWhitespace { end -= 1 }
    return SourcePosition(line: span.start.line + 1, column: start + 1, length: max(1, end - start))
  }

  /// Whether the character at the scalar `column` is a tab.
  func hasTab(atScalar column: Int) -> Bool {
    let index = character(atScalar: column)
    return characters.indices.contains(index) && characters[index] == "\t"
  }

  /// What is shown of the line around a position.
  func excerpt(around position: SourcePosition) -> SourceExcerpt {
    let width = SourceExcerpt.width
    let start = min(position.column - 1, characters.count)
    guard characters.count > width else {
      return SourceExcerpt(text: String(characters), caret: start, length: position.length)
    }
    let first = max(0, min(start - width / 3, characters.count - width))
    let last = min(characters.count, first + width)
    let left = first > 0 ? "…" : ""
    let right = last < characters.count ? "…" : ""
    return SourceExcerpt(
      text: left + String(characters[first..<last]) + right, caret: start - first + left.count,
      length: min(position.length, max(1, last - start)))
  }
}

/// A source line as it is shown under a message, cut on both sides where it is very long.
package struct SourceExcerpt: Sendable, Equatable {
  /// The most characters shown.
  static let width = 120
  /// The line.
  package let text: String
  /// Where the caret stands, in characters of `text`, from 0.
  package let caret: Int
  /// How many characters are underlined.
  package let length: Int
}
