/// Decodes whole numbers that are stored as packed differences.
///
/// https://parquet.apache.org/docs/file-format/data-pages/encodings/#delta-encoding-delta_binary_packed--5. A block begins
/// with the least of its differences and a byte a miniblock, its bit width; the miniblocks that no value is in are left out.
/// Sums wrap around. As in Arrow, a miniblock holds a multiple of 32 values, and a width is at most the numbers' own.
struct DeltaDecoder {
  private let source: UnsafeRawBufferPointer
  private let blockSize: Int
  private let miniblocks: Int
  private let first: UInt64
  /// Where the next byte is read.
  private(set) var position: Int
  /// How many values there are, as the header says.
  let count: Int

  /// Reads the header.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent(.deltas)`.
  init(_ source: UnsafeRawBufferPointer) throws(ColumnarError) {
    var reader = VarintReader(source)
    let blockSize = try reader.next()
    let miniblocks = try reader.next()
    let count = try reader.next()
    first = try reader.nextZigzag()
    guard blockSize > 0, blockSize <= UInt64(Int32.max), miniblocks > 0, miniblocks <= blockSize,
      blockSize % miniblocks == 0, (blockSize / miniblocks) % 32 == 0, count <= UInt64(Int32.max)
    else { throw ColumnarError(.inconsistent(.deltas)) }
    self.source = source
    self.blockSize = Int(blockSize)
    self.miniblocks = Int(miniblocks)
    self.count = Int(count)
    position = reader.position
  }

  /// Decodes all values into `target`, which is `count` large; `position` is behind them afterwards.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent(.deltas)` if the bytes end before or a bit width is too large.
  mutating func decode<Value: FixedWidthInteger & UnsignedInteger>(
    into target: UnsafeMutableBufferPointer<Value>
  ) throws(ColumnarError) {
    guard target.count == count else { throw ColumnarError(.inconsistent(.pageValues)) }
    guard count > 0 else { return }
    var last = Value(truncatingIfNeeded: first)
    target[0] = last
    var done = 1
    let size = blockSize / miniblocks
    while done < count {
      var reader = VarintReader(source, from: position)
      let least = Value(truncatingIfNeeded: try reader.nextZigzag())
      guard miniblocks <= source.count - reader.position else { throw ColumnarError(.inconsistent(.deltas)) }
      let widths = reader.position
      position = widths + miniblocks
      var miniblock = 0
      while miniblock < miniblocks, done < count {
        let width = Int(source[widths + miniblock])
        // `size` is a multiple of 32, so that this is a whole number of bytes; neither can overflow.
        let bytes = size / 8 * width
        // A difference may need a bit more than the values: it is taken modulo their width (DuckDB writes such).
        guard width <= 64, bytes <= source.count - position else {
          throw ColumnarError(.inconsistent(.deltas))
        }
        let length = min(size, count - done)
        let packed = UnsafeRawBufferPointer(rebasing: source[position..<position + bytes])
        let part = UnsafeMutableBufferPointer(rebasing: target[done..<done + length])
        BitUnpacker.unpack(packed, bitWidth: width, into: part)
        for index in 0..<length {
          last = last &+ least &+ part[index]
          part[index] = last
        }
        position += bytes
        done += length
        miniblock += 1
      }
    }
  }

  /// Decodes a whole page of numbers into `target`, which is `count` of them large.
  static func decode<Value: FixedWidthInteger & UnsignedInteger>(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Value>
  ) throws(ColumnarError) {
    // A page without values need not have a header.
    guard target.count > 0 else { return }
    var decoder = try DeltaDecoder(source)
    try decoder.decode(into: target)
  }

  /// Decodes `count` lengths, none of them negative, from the beginning of `source`.
  ///
  /// - Returns: The lengths, their sum, and how many bytes were used.
  /// - Throws: `ColumnarError` with causes `inconsistent(.deltas)`, `inconsistent(.pageValues)`.
  static func lengths(
    _ source: UnsafeRawBufferPointer, count: Int
  ) throws(ColumnarError) -> (lengths: [UInt32], sum: Int, used: Int) {
    guard count > 0 else { return ([], 0, 0) }
    var decoder = try DeltaDecoder(source)
    guard decoder.count == count else { throw ColumnarError(.inconsistent(.pageValues)) }
    var failure: ColumnarError?
    let lengths = [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(ColumnarError) {
        try decoder.decode(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    var sum = 0
    var all: UInt32 = 0
    for length in lengths {
      all |= length
      sum += Int(length)
    }
    guard all <= UInt32(Int32.max) else { throw ColumnarError(.inconsistent(.deltas)) }
    return (lengths, sum, decoder.position)
  }
}

/// Reads whole numbers of seven bits a byte, the lowest first.
struct VarintReader {
  private let source: UnsafeRawBufferPointer
  /// Where the next byte is read.
  private(set) var position: Int

  /// Reads `source` from an index on that lies within it.
  init(_ source: UnsafeRawBufferPointer, from position: Int = 0) {
    self.source = source
    self.position = position
  }

  /// Reads a number of 64 bits.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent(.deltas)` if it is longer or the bytes end.
  mutating func next() throws(ColumnarError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < source.count {
      let byte = source[position]
      position += 1
      guard shift < 63 || byte <= 1 else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw ColumnarError(.inconsistent(.deltas))
  }

  /// Reads a number whose sign is in the lowest bit; the result is its two's complement.
  mutating func nextZigzag() throws(ColumnarError) -> UInt64 {
    let raw = try next()
    return (raw >> 1) ^ (0 &- (raw & 1))
  }
}
