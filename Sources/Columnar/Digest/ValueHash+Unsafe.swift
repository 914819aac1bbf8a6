import CKernels
import Storage

/// A SHA-256 over values in the form that content digests are defined on.
///
/// Numbers are taken as they lie in memory, which is least significant byte first on every machine that this runs on, without
/// a copy. Small pieces, texts above all, are gathered first: hashing them one by one takes several times as long.
struct ValueHash: Sendable {
  private static let room = 1 << 16
  /// Pieces of this size are looked through for NaN and hashed while they are in the nearest cache.
  private static let step = 1 << 14

  private var digest = DigestBuilder()
  private var gathered: [UInt8] = []

  /// Adds the values of the rows `range`.
  mutating func update(_ values: ColumnValues, _ range: Range<Int>) {
    switch values {
    case .bool(let values): values.withUnsafeBufferPointer { update(raw: $0, range) }
    case .int32(let values): values.withUnsafeBufferPointer { update(raw: $0, range) }
    case .int64(let values): values.withUnsafeBufferPointer { update(raw: $0, range) }
    case .float(let values): values.withUnsafeBufferPointer { update(floats: $0, range) }
    case .double(let values): values.withUnsafeBufferPointer { update(doubles: $0, range) }
    case .string(let texts): update(texts, range)
    case .digest(let bytes):
      bytes.withUnsafeBufferPointer { update(raw: $0, range.lowerBound * 32..<range.upperBound * 32) }
    case .binary, .fixed, .nullable: break  // No table of ours has these.
    case .list(let elements, let offsets): update(elements, offsets, range)
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

  /// Lists; what they hold is unpacked once and not for each row.
  private mutating func update(_ elements: ColumnValues, _ offsets: [Int], _ range: Range<Int>) {
    func each(_ body: (inout ValueHash, Range<Int>) -> Void) {
      for row in range {
        length(offsets[row + 1] - offsets[row])
        body(&self, offsets[row]..<offsets[row + 1])
      }
    }
    switch elements {
    case .bool(let values): values.withUnsafeBufferPointer { values in each { $0.update(raw: values, $1) } }
    case .int32(let values): values.withUnsafeBufferPointer { values in each { $0.update(raw: values, $1) } }
    case .int64(let values): values.withUnsafeBufferPointer { values in each { $0.update(raw: values, $1) } }
    case .float(let values): values.withUnsafeBufferPointer { values in each { $0.update(floats: values, $1) } }
    case .double(let values): values.withUnsafeBufferPointer { values in each { $0.update(doubles: values, $1) } }
    case .string, .digest, .binary, .fixed, .nullable, .list: each { $0.update(elements, $1) }
    }
  }

  private mutating func update<Value: BitwiseCopyable>(raw values: UnsafeBufferPointer<Value>, _ range: Range<Int>) {
    update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: values[range])))
  }

  private mutating func update(floats values: UnsafeBufferPointer<Float>, _ range: Range<Int>) {
    pieces(values, range) { piece in
      guard ck_has_nan_f32(piece.baseAddress, piece.count) != 0 else { return nil }
      return piece.map { $0.isNaN ? Float(bitPattern: 0x7FC0_0000) : $0 }
    }
  }

  private mutating func update(doubles values: UnsafeBufferPointer<Double>, _ range: Range<Int>) {
    pieces(values, range) { piece in
      guard ck_has_nan_f64(piece.baseAddress, piece.count) != 0 else { return nil }
      return piece.map { $0.isNaN ? Double(bitPattern: 0x7FF8_0000_0000_0000) : $0 }
    }
  }

  /// Adds numbers piece by piece, or what `replaced` makes of a piece.
  @inline(__always)
  private mutating func pieces<Value: BitwiseCopyable>(
    _ values: UnsafeBufferPointer<Value>, _ range: Range<Int>,
    _ replaced: (UnsafeBufferPointer<Value>) -> [Value]?
  ) {
    let step = Self.step / MemoryLayout<Value>.size
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + step, range.upperBound)
      let piece = UnsafeBufferPointer(rebasing: values[start..<end])
      if let other = replaced(piece) {
        other.withUnsafeBytes { update($0) }
      } else {
        update(UnsafeRawBufferPointer(piece))
      }
      start = end
    }
  }

  private mutating func update(_ texts: StringArray, _ range: Range<Int>) {
    flush()
    texts.bytes.withUnsafeBufferPointer { bytes in
      texts.offsets.withUnsafeBufferPointer { offsets in
        withUnsafeTemporaryAllocation(byteCount: Self.room, alignment: 64) { buffer in
          let target = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
          var row = range.lowerBound
          while row < range.upperBound {
            var written = 0
            let count = ck_pack_texts(
              bytes.baseAddress, offsets.baseAddress, row, range.upperBound - row, target, Self.room, &written)
            if count > 0 {
              digest.update(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<written]))
              row += count
            } else {
              // A text that is larger than the buffer.
              length(offsets[row + 1] - offsets[row])
              flush()
              digest.update(
                UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[offsets[row]..<offsets[row + 1]])))
              row += 1
            }
          }
        }
      }
    }
  }

  private mutating func length(_ count: Int) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).littleEndian) { update($0) }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if bytes.count >= 1 << 9 {
      flush()
      digest.update(bytes)
    } else {
      if gathered.count + bytes.count > Self.room { flush() }
      gathered.append(contentsOf: bytes)
    }
  }

  private mutating func flush() {
    guard !gathered.isEmpty else { return }
    digest.update(gathered)
    gathered.removeAll(keepingCapacity: true)
  }
}
