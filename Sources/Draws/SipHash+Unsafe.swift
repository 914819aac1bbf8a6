/// SipHash-2-4, 64-bit output (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012).
enum SipHash {
  /// Hashes `bytes` under the 128-bit key (`key0`, `key1`).
  static func hash(_ bytes: some Collection<UInt8>, key0: UInt64, key1: UInt64) -> UInt64 {
    let known = bytes.withContiguousStorageIfAvailable {
      hash(UnsafeRawBufferPointer($0), key0: key0, key1: key1)
    }
    return known ?? Array(bytes).withUnsafeBytes { hash($0, key0: key0, key1: key1) }
  }

  /// Hashes bytes in memory, eight at a time.
  static func hash(_ bytes: UnsafeRawBufferPointer, key0: UInt64, key1: UInt64) -> UInt64 {
    var v0 = key0 ^ 0x736f_6d65_7073_6575
    var v1 = key1 ^ 0x646f_7261_6e64_6f6d
    var v2 = key0 ^ 0x6c79_6765_6e65_7261
    var v3 = key1 ^ 0x7465_6462_7974_6573

    func round() {
      v0 &+= v1
      v1 = rotate(v1, 13) ^ v0
      v0 = rotate(v0, 32)
      v2 &+= v3
      v3 = rotate(v3, 16) ^ v2
      v0 &+= v3
      v3 = rotate(v3, 21) ^ v0
      v2 &+= v1
      v1 = rotate(v1, 17) ^ v2
      v2 = rotate(v2, 32)
    }
    func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    var index = 0
    while index + 8 <= bytes.count {
      absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    for (shift, position) in (index..<bytes.count).enumerated() {
      last |= UInt64(bytes[position]) << UInt64(8 * shift)
    }
    absorb(last)
    v2 ^= 0xff
    for _ in 0..<4 { round() }
    return v0 ^ v1 ^ v2 ^ v3
  }

  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    value << count | value >> (64 - count)
  }
}
