import Texts

import Texts

/// What the nodes of the value last read say.
extension JSONScanner {
  /// The node of the member `name` of the object at `node`; nil if there is none or `node` is no object.
  package func member(_ name: StaticString, of node: Int) -> Int? {
    guard nodes[node].kind == .object else { return nil }
    var key = node + 1
    while key < nodes[node].next {
      if isKey(nodes[key], name) { return key + 1 }
      key = nodes[key + 1].next
    }
    return nil
  }

  /// As `member`, but nil for `null` too.
  package func present(_ name: StaticString, of node: Int) -> Int? {
    guard let value = member(name, of: node), nodes[value].kind != .null else { return nil }
    return value
  }

  /// The nodes of the elements of the array at `node`; empty if it is no array.
  package func elements(of node: Int) -> [Int] {
    guard nodes[node].kind == .array else { return [] }
    var result: [Int] = []
    var element = node + 1
    while element < nodes[node].next {
      result.append(element)
      element = nodes[element].next
    }
    return result
  }

  /// Whether `node` is a string.
  package func isString(_ node: Int) -> Bool {
    nodes[node].kind == .string || nodes[node].kind == .escapedString
  }

  /// The text of the string at `node`; nil if it is no string.
  package func string(_ node: Int) -> String? {
    isString(node) ? text(of: nodes[node]) : nil
  }

  /// The truth value at `node`.
  package func bool(_ node: Int) -> Bool? {
    nodes[node].kind == .bool ? bytes[nodes[node].start] == UInt8(ascii: "t") : nil
  }

  /// The digits of the whole number at `node`; nil for fractions, exponents and what is no number.
  package func integer(_ node: Int) -> String? {
    guard nodes[node].kind == .number, size(node) <= 40 else { return nil }
    let digits = bytes[nodes[node].start..<nodes[node].end]
    guard digits.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }) else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The number at `node` if it is finite.
  package func double(_ node: Int) -> Double? {
    guard nodes[node].kind == .number, size(node) <= 400 else { return nil }
    let text = String(decoding: bytes[nodes[node].start..<nodes[node].end], as: UTF8.self)
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The number of bytes of the value at `node`.
  package func size(_ node: Int) -> Int {
    nodes[node].end - nodes[node].start
  }

  /// The value at `node` without the white space between its parts, otherwise byte for byte.
  package func compact(_ node: Int) -> String {
    let isText = isString(node)
    let range = isText ? nodes[node].start - 1..<nodes[node].end + 1 : nodes[node].start..<nodes[node].end
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var inString = false
    var escaped = false
    for byte in bytes[range] {
      if inString {
        result.append(byte)
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\\") {
          escaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
      } else if byte > 0x20 {
        result.append(byte)
        inString = byte == UInt8(ascii: "\"")
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The decoded text of a string node.
  package func text(of node: JSONNode) -> String {
    let slice = bytes[node.start..<node.end]
    guard node.kind == .escapedString else { return String(decoding: slice, as: UTF8.self) }
    var result: [UInt8] = []
    result.reserveCapacity(slice.count)
    var index = slice.startIndex
    while index < slice.endIndex {
      guard slice[index] == UInt8(ascii: "\\"), index + 1 < slice.endIndex else {
        result.append(slice[index])
        index += 1
        continue
      }
      let letter = slice[index + 1]
      index += 2
      switch letter {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        guard index + 4 <= slice.endIndex, var unit = JSONText.hexadecimal(slice[index..<index + 4]) else {
          continue
        }
        index += 4
        if unit & 0xFC00 == 0xD800, index + 6 <= slice.endIndex,
          let low = JSONText.hexadecimal(slice[index + 2..<index + 6])
        {
          unit = 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
          index += 6
        }
        if let scalar = Unicode.Scalar(unit) { result += Array(String(Character(scalar)).utf8) }
      default: result.append(letter)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func isKey(_ node: JSONNode, _ name: StaticString) -> Bool {
    guard node.kind == .string else {
      return text(of: node).utf8.elementsEqual(
        UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }
    guard node.end - node.start == name.utf8CodeUnitCount else { return false }
    for position in 0..<name.utf8CodeUnitCount
    where bytes[node.start + position] != name.utf8Start[position] { return false }
    return true
  }
}
