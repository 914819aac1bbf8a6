import JSON
import Labelling

/// Takes entries out of what was exported and what came back, leaving every other byte as it is.
struct EntryEraser {
  /// Whether a text of an entry says that it is about a picture that goes.
  let isAbout: (String) -> Bool

  /// A file without the entries that are about the picture.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: Its name, whose ending says what it is.
  /// - Returns: Nil if none is about it.
  func erased(_ bytes: [UInt8], name: String) -> [UInt8]? {
    let name = PayloadName.folded(name)
    if name.hasSuffix(".jsonl") { return erasedLines(bytes) }
    if name.hasSuffix(".json") { return erasedJSON(bytes) }
    return name.hasSuffix(".csv") ? erasedCSV(bytes) : nil
  }

  // MARK: Lines

  /// Lines of JSON, as Prodigy has them.
  private func erasedLines(_ bytes: [UInt8]) -> [UInt8]? {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let kept = lines.filter { !isAboutJSON($0) }
    return kept.count < lines.count ? Array(kept.joined(separator: [0x0A])) : nil
  }

  // MARK: JSON

  /// Elements of the array that the file is.
  private func erasedJSON(_ bytes: [UInt8]) -> [UInt8]? {
    let elements = Self.elements(bytes)
    // One annotation alone, as a target storage has it.
    if elements.isEmpty, Self.isObject(bytes), isAboutJSON(bytes[...]) { return Array("[]\n".utf8) }
    let kept = elements.filter { !isAboutJSON(bytes[$0]) }
    guard kept.count < elements.count, let first = elements.first, let last = elements.last else { return nil }
    var result = Array(bytes[..<first.lowerBound])
    for (place, element) in kept.enumerated() {
      if place > 0 { result += Array(",\n".utf8) }
      result += bytes[element]
    }
    return result + bytes[last.upperBound...]
  }

  private func isAboutJSON(_ element: ArraySlice<UInt8>) -> Bool {
    // Of a key that stands there twice both values count.
    var limits = JSONLimits()
    limits.refusesDuplicates = false
    guard let value = try? JSONValue(Array(element), limits: limits) else {
      return isAbout(String(decoding: element, as: UTF8.self))
    }
    return holds(value)
  }

  private func holds(_ value: JSONValue) -> Bool {
    switch value {
    case .string(let text): isAbout(text)
    case .array(let list): list.contains(where: holds)
    case .object(let object): object.members.contains { holds($0.value) }
    default: false
    }
  }

  private static func isObject(_ bytes: [UInt8]) -> Bool {
    bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
  }

  /// Where the elements of a page lie: those of the array `items` or `tasks` of an object at the top.
  private static func pageElements(_ bytes: [UInt8]) -> [Range<Int>] {
    var limits = JSONLimits()
    limits.refusesDuplicates = false
    limits.takesNotFinite = true
    var scanner = JSONScanner(bytes, limits: limits)
    guard (try? scanner.document()) != nil,
      let list = scanner.member("items", of: 0) ?? scanner.member("tasks", of: 0),
      scanner.nodes[list].kind == .array
    else { return [] }
    return scanner.elements(of: list).filter { scanner.nodes[$0].kind == .object }
      .map { scanner.nodes[$0].start..<scanner.nodes[$0].end }
  }

  /// Where the elements of an array at the top, or of a page, lie, without the white space around them; none in anything else.
  static func elements(_ bytes: [UInt8]) -> [Range<Int>] {
    if isObject(bytes) { return pageElements(bytes) }
    var elements: [Range<Int>] = []
    var depth = 0
    var start: Int?
    var end = 0
    var inText = false
    var escaped = false
    for (index, byte) in bytes.enumerated() {
      if inText {
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\\") {
          escaped = true
        } else {
          inText = byte != UInt8(ascii: "\"")
        }
        end = index + 1
        continue
      }
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        if depth == 1, byte == UInt8(ascii: "{") { return [] }
        if depth == 1 { continue }
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 {
          if let start { elements.append(start..<end) }
          return elements
        }
      case UInt8(ascii: ",") where depth == 1:
        if let start { elements.append(start..<end) }
        start = nil
        continue
      default: break
      }
      if depth == 0 { return [] }
      if byte == UInt8(ascii: "\"") { inText = true }
      if start == nil { start = index }
      end = index + 1
    }
    return []
  }

  // MARK: CSV

  private func erasedCSV(_ bytes: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var start = 0
    var isFirst = true
    var found = false
    for end in Self.recordEnds(bytes) {
      let record = bytes[start..<end]
      let fields = Self.fields(record)
      if !isFirst, fields.contains(where: isAbout) {
        found = true
      } else {
        result += record
      }
      isFirst = false
      start = end
    }
    return found ? result : nil
  }

  /// Where records end, their line breaks included.
  private static func recordEnds(_ bytes: [UInt8]) -> [Int] {
    var ends: [Int] = []
    var quoted = false
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      if byte == 0x0A, !quoted { ends.append(index + 1) }
    }
    if ends.last != bytes.count, !bytes.isEmpty { ends.append(bytes.count) }
    return ends
  }

  private static func fields(_ record: ArraySlice<UInt8>) -> [String] {
    var fields: [[UInt8]] = [[]]
    var quoted = false
    for byte in record {
      if byte == UInt8(ascii: "\"") {
        quoted.toggle()
      } else if byte == UInt8(ascii: ","), !quoted {
        fields.append([])
      } else if byte != 0x0D, byte != 0x0A || quoted {
        fields[fields.count - 1].append(byte)
      }
    }
    return fields.map { String(decoding: $0, as: UTF8.self) }
  }
}
