/// What a pattern says of one name of a path, or of any number of folders.
enum GlobPart: Sendable, Equatable {
  case folders
  case name([GlobToken])

  /// Reads a part without `/` and braces.
  init(_ text: ArraySlice<UInt8>) throws(Glob.Fault) {
    if text.elementsEqual("**".utf8) {
      self = .folders
      return
    }
    var tokens: [GlobToken] = []
    var index = text.startIndex
    while index < text.endIndex {
      switch text[index] {
      case UInt8(ascii: "*"): if tokens.last != .any { tokens.append(.any) }
      case UInt8(ascii: "?"): tokens.append(.one)
      case UInt8(ascii: "["):
        let end = try Glob.endOfSet(text, index)
        tokens.append(try GlobToken(set: text[(index + 1)..<end]))
        index = end
      default: tokens.append(.byte(GlobToken.folded(text[index])))
      }
      index += 1
    }
    self = .name(tokens)
  }

  /// Whether names that begin with a dot fit.
  var asksForHidden: Bool {
    if case .name(let tokens) = self { tokens.first == .byte(UInt8(ascii: ".")) } else { false }
  }
}

/// What a pattern says of a byte, a character or several of a name.
enum GlobToken: Sendable, Equatable {
  case any
  case one
  /// In lower case.
  case byte(UInt8)
  /// Characters by their numbers in Unicode, A to Z in lower case.
  case set([ClosedRange<UInt32>], inverted: Bool)

  /// Reads what stands between brackets.
  init(set text: ArraySlice<UInt8>) throws(Glob.Fault) {
    let first = text.first
    let inverted = first == UInt8(ascii: "!") || first == UInt8(ascii: "^")
    let characters = String(decoding: inverted ? text.dropFirst() : text, as: UTF8.self).unicodeScalars.map(\.value)
    var ranges: [ClosedRange<UInt32>] = []
    var index = 0
    while index < characters.count {
      let low = characters[index]
      if index + 2 < characters.count, characters[index + 1] == 0x2D {
        let high = characters[index + 2]
        guard low <= high else { throw .range }
        ranges.append(low...high)
        index += 3
      } else {
        ranges.append(low...low)
        index += 1
      }
    }
    self = .set(ranges, inverted: inverted)
  }

  static func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// The classic two-pointer match, linear but for one restart a star.
  static func match(_ tokens: [GlobToken], _ name: ArraySlice<UInt8>) -> Bool {
    if name.first == UInt8(ascii: "."), tokens.first != .byte(UInt8(ascii: ".")) { return false }
    var t = 0
    var n = name.startIndex
    var star: (t: Int, n: Int)?
    while n < name.endIndex {
      if t < tokens.count, tokens[t] == .any {
        star = (t, n)
        t += 1
      } else if t < tokens.count, let next = tokens[t].end(name, n) {
        t += 1
        n = next
      } else if let last = star {
        t = last.t + 1
        n = last.n + 1
        star = (last.t, n)
      } else {
        return false
      }
    }
    return tokens[t...].allSatisfy { $0 == .any }
  }

  /// Where what the token fits at `place` ends; nil if it does not fit.
  private func end(_ name: ArraySlice<UInt8>, _ place: Int) -> Int? {
    switch self {
    case .any: return nil
    case .byte(let byte): return Self.folded(name[place]) == byte ? place + 1 : nil
    case .one: return Self.character(name, place).map(\.end)
    case .set(let ranges, let inverted):
      guard let (value, end) = Self.character(name, place) else { return nil }
      let both = Self.cases(value)
      let isIn = ranges.contains { range in both.contains { range.contains($0) } }
      return isIn != inverted ? end : nil
    }
  }

  /// A character and, of A to Z, its other case.
  private static func cases(_ value: UInt32) -> [UInt32] {
    switch value {
    case 0x41...0x5A, 0x61...0x7A: [value, value ^ 0x20]
    default: [value]
    }
  }

  /// The character at a place, and where it ends; nil within one, where a star must not leave off.
  private static func character(_ name: ArraySlice<UInt8>, _ place: Int) -> (value: UInt32, end: Int)? {
    let lead = name[place]
    guard lead & 0xC0 != 0x80 else { return nil }
    let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    let end = min(name.endIndex, place + length)
    return String(decoding: name[place..<end], as: UTF8.self).unicodeScalars.first.map { ($0.value, end) }
  }
}
