import CKernels
import CZstd

/// How the pages of a column chunk of floating-point numbers are stored.
enum PageForm: Sendable, Equatable {
  /// Values one behind the other.
  case plain
  /// BYTE_STREAM_SPLIT; `packed` has bit `k` set if stream `k` is worth compressing, `isCounted` says that only the
  /// frequencies of its bytes are used.
  case split(packed: UInt8, isCounted: Bool)

  /// How many bytes of values are tried at most.
  private static let sample = 1 << 15

  /// Decides by packing the first of `values`, `width` bytes each, in all ways; the smallest is taken.
  ///
  /// - Throws: `ColumnarError` with cause `compression`, which only want of memory can cause.
  static func choose(
    _ values: UnsafeRawBufferPointer, width: Int, _ compressor: Compressor
  ) throws(ColumnarError) -> PageForm {
    let count = min(values.count, sample) / width
    guard count > 0 else { return .plain }
    let tried = UnsafeRawBufferPointer(rebasing: values[..<(count * width)])
    let target = compressor.reserveBody(Compressor.bound(count * width))
    let plain = try compressor.pack(tried, into: target)
    let streams = UnsafeRawBufferPointer(SplitFrame.split(tried, width: width, compressor))
    var sizes = (searched: 0, counted: 0)
    var packed: (searched: UInt8, counted: UInt8) = (0, 0)
    for stream in 0..<width {
      let bytes = UnsafeRawBufferPointer(rebasing: streams[stream * count..<(stream + 1) * count])
      // What becomes less by a 64th only is not worth the decoding.
      let most = count - count / 64
      let searched = try size(bytes, target, compressor.searching)
      let counted = try size(bytes, target, compressor.counting)
      if searched < most { packed.searched |= 1 << UInt8(stream) }
      if counted < most { packed.counted |= 1 << UInt8(stream) }
      sizes.searched += searched < most ? searched : count
      sizes.counted += counted < most ? counted : count
    }
    guard min(sizes.searched, sizes.counted) < plain else { return .plain }
    return sizes.counted <= sizes.searched
      ? .split(packed: packed.counted, isCounted: true) : .split(packed: packed.searched, isCounted: false)
  }

  private static func size(
    _ bytes: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, _ context: OpaquePointer?
  ) throws(ColumnarError) -> Int {
    let size = ZSTD_compress2(context, target.baseAddress, target.count, bytes.baseAddress, bytes.count)
    guard ZSTD_isError(size) == 0 else { throw ColumnarError(.compression(codec: Codec.zstd.name)) }
    return size
  }
}

/// Makes zstd frames of values in BYTE_STREAM_SPLIT.
///
/// Of an embedding three bytes in four are noise. They go into raw blocks, which cost a copy to write and to read; zstd itself
/// sees only the streams from the first to the last that are worth it, in blocks that end where a stream ends. Since the other
/// streams never share a block with them, small pages lose nothing. The frame is an ordinary one (RFC 8878): one segment, the content's
/// size, the blocks, the check sum. The compressed blocks were made for a frame of their own; they refer to nothing before
/// them and raw blocks change no state, so they hold in this one.
enum SplitFrame {
  private static let maximumBlock = 1 << 17

  /// Splits values of 4 or 8 bytes.
  ///
  /// - Returns: The streams one behind the other, in the memory of `compressor`.
  static func split(
    _ values: UnsafeRawBufferPointer, width: Int, _ compressor: Compressor
  ) -> UnsafeMutableRawBufferPointer {
    let streams = compressor.reserveStreams(values.count)
    let from = values.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let to = streams.baseAddress?.assumingMemoryBound(to: UInt8.self)
    if width == 4 {
      ck_byte_stream_split_4(from, values.count / 4, to)
    } else {
      ck_byte_stream_split_8(from, values.count / 8, to)
    }
    return streams
  }

  /// Packs a page.
  ///
  /// - Parameters:
  ///   - levels: What stands before the values.
  ///   - values: The values, one at least.
  ///   - width: The bytes of each.
  ///   - form: What is to be done with each stream.
  ///   - compressor: Whose memory is used.
  ///   - target: `Compressor.bound` bytes.
  /// - Returns: How many bytes of `target` were written.
  /// - Throws: `ColumnarError` with cause `compression`, which only want of memory can cause.
  static func pack(
    levels: UnsafeRawBufferPointer, values: UnsafeRawBufferPointer, width: Int,
    form: (packed: UInt8, isCounted: Bool), _ compressor: Compressor,
    into target: UnsafeMutableRawBufferPointer
  ) throws(ColumnarError) -> Int {
    let streams = UnsafeRawBufferPointer(split(values, width: width, compressor))
    let count = values.count / width
    var packed = form.packed
    for stream in 0..<width where packed & 1 << UInt8(stream) == 0 {
      let bytes = UnsafeRawBufferPointer(rebasing: streams[stream * count..<(stream + 1) * count])
      if !isNoise(bytes) { packed |= 1 << UInt8(stream) }
    }
    let first = packed == 0 ? width : packed.trailingZeroBitCount
    let last = packed == 0 ? width : 8 - packed.leadingZeroBitCount
    var writer = FrameWriter(target, contentSize: levels.count + values.count)
    writer.appendRaw(levels)
    writer.appendRaw(UnsafeRawBufferPointer(rebasing: streams[..<(first * count)]))
    if packed != 0 {
      let range = UnsafeRawBufferPointer(rebasing: streams[first * count..<last * count])
      let context = form.isCounted ? compressor.counting : compressor.searching
      try writer.appendPacked(
        range, each: count, context, scratch: compressor.reserveBody(Compressor.bound(range.count)))
    }
    writer.appendRaw(UnsafeRawBufferPointer(rebasing: streams[(last * count)...]))
    return writer.finish()
  }

  /// Whether a sample of the bytes is spread so evenly that less than a 64th could be saved.
  private static func isNoise(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var sampled = 0
    let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let collisions = Int(ck_byte_collisions(base, bytes.count, &sampled))
    // A quarter above what even noise has: sampled + sampled² / 256.
    return 4 * 256 * (collisions - sampled) <= 5 * sampled * sampled
  }

  /// Puts a frame together.
  private struct FrameWriter {
    private let target: UnsafeMutableRawBufferPointer
    private var position = 0
    private var lastHeader = 0
    private var checksum = ck_xxh64()

    /// Writes the header: a single segment, its size in four bytes, a check sum at the end.
    init(_ target: UnsafeMutableRawBufferPointer, contentSize: Int) {
      self.target = target
      ck_xxh64_begin(&checksum)
      target.storeBytes(of: UInt32(0xFD2F_B528).littleEndian, as: UInt32.self)
      target[4] = 0b1010_0100
      target.storeBytes(of: UInt32(contentSize).littleEndian, toByteOffset: 5, as: UInt32.self)
      position = 9
    }

    /// Adds bytes as they are.
    mutating func appendRaw(_ bytes: UnsafeRawBufferPointer) {
      add(bytes)
      var rest = bytes
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest.prefix(maximumBlock))
        appendHeader(size: part.count)
        UnsafeMutableRawBufferPointer(rebasing: target[position..<position + part.count]).copyMemory(from: part)
        position += part.count
        rest = UnsafeRawBufferPointer(rebasing: rest[part.count...])
      }
    }

    /// Adds bytes compressed, in blocks that end at every multiple of `each`.
    mutating func appendPacked(
      _ bytes: UnsafeRawBufferPointer, each: Int, _ context: OpaquePointer?,
      scratch: UnsafeMutableRawBufferPointer
    ) throws(ColumnarError) {
      add(bytes)
      var output = ZSTD_outBuffer(dst: scratch.baseAddress, size: scratch.count, pos: 0)
      ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
      ZSTD_CCtx_setPledgedSrcSize(context, UInt64(bytes.count))
      for start in stride(from: 0, to: bytes.count, by: each) {
        var input = ZSTD_inBuffer(src: bytes.baseAddress.map { $0 + start }, size: each, pos: 0)
        let isLast = start + each == bytes.count
        let left = ZSTD_compressStream2(context, &output, &input, isLast ? ZSTD_e_end : ZSTD_e_flush)
        guard left == 0, input.pos == each else { throw ColumnarError(.compression(codec: Codec.zstd.name)) }
      }
      // The frame's own header: four bytes of magic, one that says what follows. No dictionary is used.
      let descriptor = scratch[4]
      let isSingle = descriptor & 0x20 != 0
      let sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][Int(descriptor >> 6)]
      var next = 5 + (isSingle ? 0 : 1) + sizeBytes
      while true {
        let header = Int(scratch[next]) | Int(scratch[next + 1]) << 8 | Int(scratch[next + 2]) << 16
        // A block of one repeated byte has the count as its size.
        let size = header >> 1 & 3 == 1 ? 1 : header >> 3
        lastHeader = position
        let block = UnsafeRawBufferPointer(rebasing: scratch[next..<next + 3 + size])
        UnsafeMutableRawBufferPointer(rebasing: target[position..<position + block.count]).copyMemory(from: block)
        target[position] &= 0xFE
        position += block.count
        next += block.count
        if header & 1 != 0 { break }
      }
    }

    /// Marks the last block and adds the check sum.
    ///
    /// - Returns: The frame's size.
    mutating func finish() -> Int {
      target[lastHeader] |= 1
      let hash = UInt32(truncatingIfNeeded: ck_xxh64_end(&checksum))
      target.storeBytes(of: hash.littleEndian, toByteOffset: position, as: UInt32.self)
      return position + 4
    }

    private mutating func appendHeader(size: Int) {
      lastHeader = position
      let header = size << 3
      for byte in 0..<3 { target[position + byte] = UInt8(truncatingIfNeeded: header >> (8 * byte)) }
      position += 3
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
      ck_xxh64_add(&checksum, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
  }
}
