import Storage

/// A SHA-256 over values in the form that content digests are defined on.
///
/// Small pieces are gathered first: hashing them one by one takes several times as long. Numbers are taken as they lie in
/// memory, which is least significant byte first on every machine that this runs on.
struct ValueHash: Sendable {
  private static let room = 1 << 14

  private var digest = DigestBuilder()
  private var gathered: [UInt8] = []

  /// Adds the values of the rows `range`.
  mutating func update(_ values: ColumnValues, _ range: Range<Int>) {
    switch values {
    case .bool(let values): update(values, range)
    case .int32(let values): update(values, range)
    case .int64(let values): update(values, range)
    case .float(let values):
      if Self.hasNaN(values, range) {
        update(values[range].map { $0.isNaN ? Float(bitPattern: 0x7FC0_0000) : $0 }, 0..<range.count)
      } else {
        update(values, range)
      }
    case .double(let values):
      if Self.hasNaN(values, range) {
        update(
          values[range].map { $0.isNaN ? Double(bitPattern: 0x7FF8_0000_0000_0000) : $0 }, 0..<range.count)
      } else {
        update(values, range)
      }
    case .string(let texts):
      texts.bytes.withUnsafeBytes { bytes in
        texts.offsets.withUnsafeBufferPointer { offsets in
          for row in range {
            length(offsets[row + 1] - offsets[row])
            update(UnsafeRawBufferPointer(rebasing: bytes[offsets[row]..<offsets[row + 1]]))
          }
        }
      }
    case .digest(let bytes): update(bytes, range.lowerBound * 32..<range.upperBound * 32)
    case .binary, .fixed, .nullable: break  // No table of ours has these.
    case .list(let elements, let offsets):
      for row in range {
        length(offsets[row + 1] - offsets[row])
        update(elements, offsets[row]..<offsets[row + 1])
      }
    }
  }

  /// Adds bytes.
  mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The digest of what was added.
  mutating func finalize() -> Digest {
    flush()
    return digest.finalize()
  }

  private mutating func update<Value: BitwiseCopyable>(_ values: [Value], _ range: Range<Int>) {
    values.withUnsafeBufferPointer {
      update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0[range])))
    }
  }

  private mutating func length(_ count: Int) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).littleEndian) { update($0) }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if gathered.count + bytes.count > Self.room { flush() }
    if bytes.count >= Self.room / 4 {
      flush()
      digest.update(bytes)
    } else {
      gathered.append(contentsOf: bytes)
    }
  }

  private mutating func flush() {
    guard !gathered.isEmpty else { return }
    digest.update(gathered)
    gathered.removeAll(keepingCapacity: true)
  }

  private static func hasNaN<Value: BinaryFloatingPoint>(_ values: [Value], _ range: Range<Int>) -> Bool {
    values.withUnsafeBufferPointer { values in
      var found = false
      for index in range { found = found || values[index] != values[index] }
      return found
    }
  }
}
