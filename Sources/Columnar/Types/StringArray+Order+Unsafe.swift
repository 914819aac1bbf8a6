import Foundation

extension StringArray {
  /// The texts' numbers in ascending order of their bytes, equal texts in their own order.
  ///
  /// Ids begin alike: the eight bytes behind what all have in common decide most comparisons, as one whole number. O(n log n).
  package func ascending() -> [Int] {
    guard count > 1 else { return Array(0..<count) }
    return bytes.withUnsafeBytes { bytes in
      func text(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[offsets[index]..<offsets[index + 1]])
      }
      let first = text(0)
      var shared = first.count
      for index in 1..<count where shared > 0 {
        let other = text(index)
        shared = min(shared, other.count)
        while shared > 0, !Self.same(first, other, shared) { shared = Self.common(first, other, shared) }
      }
      var entries = (0..<count).map { index in
        let text = text(index)
        var head: UInt64 = 0
        for place in shared..<min(text.count, shared + 8) {
          head |= UInt64(text[place]) << UInt64(56 - 8 * (place - shared))
        }
        return (head: head, index: index)
      }
      entries.sort { a, b in
        if a.head != b.head { return a.head < b.head }
        let sign = compare(a.index, self, b.index)
        return sign == 0 ? a.index < b.index : sign < 0
      }
      return entries.map(\.index)
    }
  }

  /// Whether every text comes after the one before it by its bytes, so that none occurs twice.
  package var ascends: Bool {
    bytes.withUnsafeBytes { bytes in
      var last = UnsafeRawBufferPointer(rebasing: bytes[0..<0])
      for index in 0..<count {
        let text = UnsafeRawBufferPointer(rebasing: bytes[offsets[index]..<offsets[index + 1]])
        if index > 0 {
          let shared = min(last.count, text.count)
          var sign: Int32 = 0
          if shared > 0, let a = last.baseAddress, let b = text.baseAddress { sign = memcmp(a, b, shared) }
          if sign > 0 || (sign == 0 && last.count >= text.count) { return false }
        }
        last = text
      }
      return true
    }
  }

  private static func same(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, _ count: Int) -> Bool {
    guard let a = a.baseAddress, let b = b.baseAddress else { return true }
    return memcmp(a, b, count) == 0
  }

  /// How many of the first `count` bytes two texts have in common.
  private static func common(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, _ count: Int) -> Int {
    (0..<count).first { a[$0] != b[$0] } ?? count
  }
}
