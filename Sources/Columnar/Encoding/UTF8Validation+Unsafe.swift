/// Checks texts without making strings of them.
enum UTF8Validation {
  /// Whether each of the packed texts is well-formed UTF-8 by itself.
  static func isValid(_ texts: StringArray) -> Bool {
    texts.bytes.withUnsafeBytes { all in
      // What is ASCII altogether is so wherever it is divided.
      if asciiPrefix(all, from: 0) == all.count { return true }
      guard isValid(all) else { return false }
      // The whole is fine, so that a text is unless it begins or ends within a character.
      return texts.offsets.withUnsafeBufferPointer { offsets in
        var isFine = true
        for offset in offsets where offset < all.count { isFine = isFine && all[offset] & 0xC0 != 0x80 }
        return isFine
      }
    }
  }

  /// Whether `bytes` is well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
  static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    let count = bytes.count
    while index < count {
      let first = bytes[index]
      if first < 0x80 {
        index = asciiPrefix(bytes, from: index)
        continue
      }
      let length: Int
      var low: UInt8 = 0x80
      var high: UInt8 = 0xBF
      switch first {
      case 0xC2...0xDF: length = 2
      case 0xE0...0xEF:
        length = 3
        if first == 0xE0 { low = 0xA0 }
        if first == 0xED { high = 0x9F }
      case 0xF0...0xF4:
        length = 4
        if first == 0xF0 { low = 0x90 }
        if first == 0xF4 { high = 0x8F }
      default: return false
      }
      guard length <= count - index, bytes[index + 1] >= low, bytes[index + 1] <= high else { return false }
      for next in index + 2..<index + max(2, length) where bytes[next] & 0xC0 != 0x80 { return false }
      index += length
    }
    return true
  }

  /// The index of the first byte from `start` on that is not ASCII, or the end.
  private static func asciiPrefix(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    // 64 bytes at once, then eight: ids are ASCII as a rule, and long runs are checked at the speed of memory.
    while index + 64 <= bytes.count {
      let block = bytes.loadUnaligned(fromByteOffset: index, as: SIMD8<UInt64>.self) & 0x8080_8080_8080_8080
      if block != SIMD8<UInt64>() { break }
      index += 64
    }
    while index + 8 <= bytes.count,
      bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    { index += 8 }
    while index < bytes.count, bytes[index] < 0x80 { index += 1 }
    return index
  }
}
