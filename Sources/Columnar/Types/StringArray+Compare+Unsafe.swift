import Foundation

extension StringArray {
  /// Negative if text `left` comes before text `right` of `other` by bytes, 0 if they are equal.
  package func compare(_ left: Int, _ other: StringArray, _ right: Int) -> Int {
    bytes.withUnsafeBytes { a in
      other.bytes.withUnsafeBytes { b in
        let a = UnsafeRawBufferPointer(rebasing: a[offsets[left]..<offsets[left + 1]])
        let b = UnsafeRawBufferPointer(rebasing: b[other.offsets[right]..<other.offsets[right + 1]])
        let shared = min(a.count, b.count)
        if shared > 0, let from = a.baseAddress, let to = b.baseAddress {
          let sign = memcmp(from, to, shared)
          if sign != 0 { return sign < 0 ? -1 : 1 }
        }
        return a.count - b.count
      }
    }
  }

  /// Calls `body` with the bytes of each text in order.
  package func forEachUTF8(_ body: (Int, UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { bytes in
      for index in 0..<count {
        body(index, UnsafeRawBufferPointer(rebasing: bytes[offsets[index]..<offsets[index + 1]]))
      }
    }
  }
}
