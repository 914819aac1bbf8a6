import Texts

/// A strict reader of JSON (RFC 8259) that leaves values where they stand.
///
/// Each value becomes a node with its place in the bytes; strings and numbers are decoded when they are asked
/// for. So a number keeps its digits (ids exceed a Double's 53 bits), keys are compared by bytes
/// (Foundation's decoder takes `"é"` and `"e\u{301}"` for one key), duplicate keys are found, and every error
/// has a position. A large array at the top is read one element at a time, so that memory does not grow with
/// the file.
package struct JSONScanner {
  package let bytes: [UInt8]
  package let limits: JSONLimits
  var index = 0
  /// The nodes of the value last read, in document order.
  package private(set) var nodes: [JSONNode] = []

  /// Prepares to read a text, past a byte order mark.
  package init(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) {
    self.bytes = bytes
    self.limits = limits
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  /// Reads the one value that the document is.
  ///
  /// - Throws: `JSONError`.
  package mutating func document() throws(JSONError) {
    guard bytes.count <= limits.bytes else {
      throw failure(.tooLarge(bytes: bytes.count, limit: limits.bytes), at: 0)
    }
    nodes.removeAll(keepingCapacity: true)
    _ = try value(depth: 1)
    try end()
  }

  /// Opens the array at the top of the document; false if it is empty.
  ///
  /// - Throws: `JSONError`.
  package mutating func beginArray() throws(JSONError) -> Bool {
    skipSpace()
    guard index < bytes.count else { throw failure(.unexpectedEnd) }
    guard bytes[index] == UInt8(ascii: "[") else {
      _ = try value(depth: 1)
      throw failure(.wrongType(expected: "array"), at: nodes.first?.start ?? 0)
    }
    index += 1
    skipSpace()
    guard peek() == UInt8(ascii: "]") else { return true }
    index += 1
    return false
  }

  /// Reads one element of the array at the top.
  ///
  /// - Throws: `JSONError`.
  package mutating func element() throws(JSONError) {
    nodes.removeAll(keepingCapacity: true)
    _ = try value(depth: 2)
  }

  /// Steps past a comma, or past the end of the array: then false.
  ///
  /// - Throws: `JSONError`.
  package mutating func nextElement() throws(JSONError) -> Bool {
    skipSpace()
    switch peek() {
    case UInt8(ascii: ","):
      index += 1
      return true
    case UInt8(ascii: "]"):
      index += 1
      return false
    case .none: throw failure(.unexpectedEnd)
    case .some(let byte): throw failure(.unexpectedByte(byte))
    }
  }

  /// Refuses anything but white space up to the end.
  ///
  /// - Throws: `JSONError`.
  package mutating func end() throws(JSONError) {
    skipSpace()
    guard index == bytes.count else { throw failure(.trailingContent) }
  }

  /// An error at byte `offset`, by default where the reader stands.
  package func failure(_ problem: JSONProblem, at offset: Int? = nil) -> JSONError {
    JSONError(position: TextPosition(offset: offset ?? index, in: bytes), problem: problem)
  }

  // MARK: - Values

  private func peek() -> UInt8? {
    index < bytes.count ? bytes[index] : nil
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  private mutating func open(_ kind: JSONNode.Kind) throws(JSONError) -> Int {
    guard nodes.count < limits.values else { throw failure(.tooManyValues(limit: limits.values)) }
    nodes.append(JSONNode(kind: kind, start: index, end: index, next: 0))
    return nodes.count - 1
  }

  private mutating func close(_ node: Int) {
    nodes[node].end = index
    nodes[node].next = nodes.count
  }

  /// Reads the value that begins at the next byte that is no space.
  private mutating func value(depth: Int) throws(JSONError) -> Int {
    skipSpace()
    guard let byte = peek() else { throw failure(.unexpectedEnd) }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "t"): return try word("true", .bool)
    case UInt8(ascii: "f"): return try word("false", .bool)
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N") where limits.takesNotFinite: return try word("NaN", .null)
    case UInt8(ascii: "I") where limits.takesNotFinite: return try word("Infinity", .null)
    case UInt8(ascii: "-") where limits.takesNotFinite && isInfinity(at: index + 1): return try word("-Infinity", .null)
    case UInt8(ascii: "-"), 0x30...0x39: return try number()
    default: throw failure(.unexpectedByte(byte))
    }
  }

  private func isInfinity(at index: Int) -> Bool {
    index < bytes.count && bytes[index] == UInt8(ascii: "I")
  }

  private mutating func object(depth: Int) throws(JSONError) -> Int {
    guard depth <= limits.depth else { throw failure(.tooDeep(limit: limits.depth)) }
    let node = try open(.object)
    index += 1
    skipSpace()
    if peek() == UInt8(ascii: "}") {
      index += 1
      close(node)
      return node
    }
    var keys: [Int] = []
    while true {
      skipSpace()
      guard let quote = peek() else { throw failure(.unexpectedEnd) }
      guard quote == UInt8(ascii: "\"") else { throw failure(.unexpectedByte(quote)) }
      keys.append(try string())
      skipSpace()
      guard let colon = peek() else { throw failure(.unexpectedEnd) }
      guard colon == UInt8(ascii: ":") else { throw failure(.unexpectedByte(colon)) }
      index += 1
      _ = try value(depth: depth + 1)
      if try !separator(end: UInt8(ascii: "}")) { break }
    }
    close(node)
    if limits.refusesDuplicates, let twice = duplicate(among: keys) {
      throw failure(.duplicateKey(text(of: nodes[twice])), at: nodes[twice].start)
    }
    return node
  }

  private mutating func array(depth: Int) throws(JSONError) -> Int {
    guard depth <= limits.depth else { throw failure(.tooDeep(limit: limits.depth)) }
    let node = try open(.array)
    index += 1
    skipSpace()
    if peek() == UInt8(ascii: "]") {
      index += 1
      close(node)
      return node
    }
    repeat {
      _ = try value(depth: depth + 1)
    } while try separator(end: UInt8(ascii: "]"))
    close(node)
    return node
  }

  /// Steps past a comma (true) or the closing bracket (false).
  private mutating func separator(end: UInt8) throws(JSONError) -> Bool {
    skipSpace()
    guard let byte = peek() else { throw failure(.unexpectedEnd) }
    guard byte == end || byte == UInt8(ascii: ",") else { throw failure(.unexpectedByte(byte)) }
    index += 1
    return byte != end
  }

  private mutating func word(_ text: StaticString, _ kind: JSONNode.Kind) throws(JSONError) -> Int {
    let node = try open(kind)
    for position in 0..<text.utf8CodeUnitCount {
      guard let byte = peek() else { throw failure(.unexpectedEnd) }
      guard byte == text.utf8Start[position] else { throw failure(.unexpectedByte(byte)) }
      index += 1
    }
    close(node)
    return node
  }

  private mutating func number() throws(JSONError) -> Int {
    let node = try open(.number)
    if peek() == UInt8(ascii: "-") { index += 1 }
    let first = index
    try digits()
    guard bytes[first] != UInt8(ascii: "0") || index == first + 1 else {
      throw failure(.invalidNumber, at: first)
    }
    if peek() == UInt8(ascii: ".") {
      index += 1
      try digits()
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      index += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { index += 1 }
      try digits()
    }
    close(node)
    return node
  }

  private mutating func digits() throws(JSONError) {
    let start = index
    while let byte = peek(), (0x30...0x39).contains(byte) { index += 1 }
    guard index > start else { throw failure(peek() == nil ? .unexpectedEnd : .invalidNumber) }
  }

  /// The node's bytes are those between the quotation marks.
  private mutating func string() throws(JSONError) -> Int {
    index += 1
    let node = try open(.string)
    while true {
      guard index < bytes.count else { throw failure(.unexpectedEnd) }
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        close(node)
        index += 1
        return node
      case UInt8(ascii: "\\"):
        nodes[node].kind = .escapedString
        try escape()
      case 0..<0x20: throw failure(.controlCharacter(byte))
      case 0x20..<0x80: index += 1
      default:
        let length = UTF8Form.length(of: bytes, at: index)
        guard length > 0 else { throw failure(.invalidUTF8) }
        index += length
      }
    }
  }

  private mutating func escape() throws(JSONError) {
    let start = index
    guard index + 1 < bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
    let letter = bytes[index + 1]
    index += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return
    case UInt8(ascii: "u"):
      let unit = try hexadecimal(start)
      guard unit & 0xF800 == 0xD800 else { return }
      guard unit < 0xDC00 else { throw failure(.invalidEscape, at: start) }
      guard index + 1 < bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
      guard bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
        throw failure(.invalidEscape, at: start)
      }
      index += 2
      guard try hexadecimal(start) & 0xFC00 == 0xDC00 else { throw failure(.invalidEscape, at: start) }
    default: throw failure(.invalidEscape, at: start)
    }
  }

  private mutating func hexadecimal(_ start: Int) throws(JSONError) -> UInt32 {
    guard index + 4 <= bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
    guard let unit = JSONText.hexadecimal(bytes[index..<index + 4]) else {
      throw failure(.invalidEscape, at: start)
    }
    index += 4
    return unit
  }

  /// The first of `keys` that has the same text as an earlier one.
  private func duplicate(among keys: [Int]) -> Int? {
    if keys.count <= 32 {
      for (position, key) in keys.enumerated() {
        for earlier in keys[..<position] where sameKey(nodes[earlier], nodes[key]) { return key }
      }
      return nil
    }
    var seen = Set<ExactText>()
    return keys.first { !seen.insert(ExactText(text(of: nodes[$0]))).inserted }
  }

  private func sameKey(_ left: JSONNode, _ right: JSONNode) -> Bool {
    if left.kind == .string && right.kind == .string {
      return left.end - left.start == right.end - right.start
        && bytes[left.start..<left.end] == bytes[right.start..<right.end]
    }
    return ExactText(text(of: left)) == ExactText(text(of: right))
  }
}
