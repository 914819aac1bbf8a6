/// The levels of a page run by run, not value by value.
///
/// The definition levels of a column in which nothing is missing are one run, the repetition levels of lists of one length
/// a few bits and one run each: decoding them to a byte a value took longer than the values of a page.
///
/// https://parquet.apache.org/docs/file-format/data-pages/encodings/#run-length-encoding--bit-packing-hybrid-rle--3
struct LevelRuns {
  /// Levels that follow each other.
  enum Run {
    /// One level, so many times.
    case same(UInt8, Int)
    /// So many levels packed side by side, the least significant bit first.
    case packed(UnsafeRawBufferPointer, Int)
  }

  private let source: UnsafeRawBufferPointer
  private let bitWidth: Int
  private var position = 0
  private var left: Int

  /// Prepares for `count` levels of `bitWidth` bits (1 to 8).
  init(_ source: UnsafeRawBufferPointer, bitWidth: Int, count: Int) {
    self.source = source
    self.bitWidth = bitWidth
    left = count
  }

  /// The next run, nil after the last.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent(.runs)` if the bytes end before.
  mutating func next() throws(ColumnarError) -> Run? {
    while left > 0 {
      let header = try HybridDecoder.varint(source, &position)
      if header & 1 == 0 {
        guard position < source.count else { throw ColumnarError(.inconsistent(.runs)) }
        let level = source[position]
        guard Int(level) >> bitWidth == 0 else { throw ColumnarError(.inconsistent(.runs)) }
        position += 1
        let length = Int(min(header >> 1, UInt64(left)))
        left -= length
        if length > 0 { return .same(level, length) }
      } else {
        // A group is eight levels, so `bitWidth` bytes; the last may be cut off after the levels that there are.
        let groups = Int(min(header >> 1, UInt64((left + 7) / 8)))
        let length = min(groups * 8, left)
        let bytes = (length * bitWidth + 7) / 8
        guard bytes <= source.count - position else { throw ColumnarError(.inconsistent(.runs)) }
        let packed = UnsafeRawBufferPointer(rebasing: source[position..<position + bytes])
        position += min(groups * bitWidth, source.count - position)
        left -= length
        if length > 0 { return .packed(packed, length) }
      }
    }
    return nil
  }
}

extension LevelRuns {
  /// Whether all levels are `level`, as far as runs say so; packed levels are not looked into.
  consuming func areAll(_ level: Int) throws(ColumnarError) -> Bool {
    while let run = try next() {
      guard case .same(let found, _) = run, Int(found) == level else { return false }
    }
    return true
  }

  /// How many levels of one bit are 0.
  consuming func zeroCount() throws(ColumnarError) -> Int {
    var zeros = 0
    while let run = try next() {
      switch run {
      case .same(let level, let count): zeros += level == 0 ? count : 0
      case .packed(let bytes, let count):
        zeros += count
        for (index, byte) in bytes.enumerated() { zeros -= (byte & Self.mask(index, count)).nonzeroBitCount }
      }
    }
    return zeros
  }

  /// Writes where the levels of one bit that are 0 stand; `places` has room for all of them.
  consuming func zeros(into places: UnsafeMutableBufferPointer<UInt32>) throws(ColumnarError) {
    var next = 0
    var place: UInt32 = 0
    while let run = try self.next() {
      switch run {
      case .same(let level, let count):
        if level == 0 {
          for index in 0..<count { places[next + index] = place + UInt32(truncatingIfNeeded: index) }
          next += count
        }
        place += UInt32(truncatingIfNeeded: count)
      case .packed(let bytes, let count):
        for (index, byte) in bytes.enumerated() {
          var zeros = ~byte & Self.mask(index, count)
          while zeros != 0 {
            places[next] = place + UInt32(truncatingIfNeeded: index * 8 + zeros.trailingZeroBitCount)
            next += 1
            zeros &= zeros - 1
          }
        }
        place += UInt32(truncatingIfNeeded: count)
      }
    }
  }

  /// The bits of byte `index` that belong to the first `count`.
  private static func mask(_ index: Int, _ count: Int) -> UInt8 {
    let bits = count - index * 8
    return bits >= 8 ? 0xFF : UInt8((1 << bits) - 1)
  }
}
