import CSnappy
import CZlib
import CZstd

/// Unpacks pages; not to be used from two threads at once.
final class Decompressor {
  private var context: OpaquePointer?

  deinit { ZSTD_freeDCtx(context) }

  /// Checks that `source` can become `size` bytes, as the page's header claims, before memory is taken for them.
  ///
  /// No stream is smaller than its codec's best: zstd makes 128 KiB of 4 bytes, deflate 258 of 2 bits, snappy 64 of 3. What
  /// zstd and snappy say themselves must agree.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent(.pageSize)`.
  static func check(_ source: UnsafeRawBufferPointer, of codec: Codec, size: Int) throws(ColumnarError) {
    let isPossible: Bool
    switch codec {
    case .uncompressed: isPossible = source.count == size
    case .zstd:
      // With several frames the first is only a part.
      let claimed = ZSTD_getFrameContentSize(source.baseAddress, source.count)
      let isKnown = claimed != UInt64.max && claimed != UInt64.max - 1
      isPossible = (!isKnown || claimed <= UInt64(size)) && size / (1 << 15) <= source.count
    case .snappy:
      var claimed = 0
      let from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
      isPossible =
        snappy_uncompressed_length(from, source.count, &claimed) == SNAPPY_OK && claimed == size
        && size / 32 <= source.count
    case .gzip: isPossible = size / 1040 <= source.count
    }
    if !isPossible { throw ColumnarError(.inconsistent(.pageSize)) }
  }

  /// Unpacks `source` into all of `target`; the size of the target is what the page's header claims, checked by the
  /// caller against what may be allocated.
  ///
  /// - Throws: `ColumnarError` with cause `compression` unless exactly the target is filled.
  func unpack(
    _ source: UnsafeRawBufferPointer, of codec: Codec, into target: UnsafeMutableRawBufferPointer
  ) throws(ColumnarError) {
    let fine: Bool
    switch codec {
    case .uncompressed:
      fine = source.count == target.count
      if fine { target.copyMemory(from: source) }
    case .zstd:
      if context == nil { context = ZSTD_createDCtx() }
      let size = ZSTD_decompressDCtx(
        context, target.baseAddress, target.count, source.baseAddress, source.count)
      fine = ZSTD_isError(size) == 0 && size == target.count
    case .snappy:
      var size = target.count
      let from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
      var claimed = 0
      if snappy_uncompressed_length(from, source.count, &claimed) == SNAPPY_OK, claimed == target.count {
        let to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
        fine = snappy_uncompress(from, source.count, to, &size) == SNAPPY_OK && size == target.count
      } else {
        fine = false
      }
    case .gzip: fine = Self.inflateAll(source, into: target)
    }
    if !fine { throw ColumnarError(.compression(codec: codec.name)) }
  }

  /// Unpacks gzip or zlib, one member or more.
  private static func inflateAll(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard source.count <= Int(UInt32.max), target.count <= Int(UInt32.max),
      let from = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
    else { return false }
    var spare: UInt8 = 0
    return withUnsafeMutablePointer(to: &spare) { spare in
      var stream = z_stream()
      // 32 more: the header says whether it is gzip or zlib.
      guard
        inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else { return false }
      defer { inflateEnd(&stream) }
      stream.next_in = UnsafeMutablePointer(mutating: from)
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? spare
      stream.avail_out = UInt32(target.count)
      while true {
        let inBefore = stream.avail_in
        let outBefore = stream.avail_out
        let result = inflate(&stream, Z_NO_FLUSH)
        if result == Z_STREAM_END {
          if stream.avail_in == 0 { return stream.avail_out == 0 }
          guard inflateReset(&stream) == Z_OK else { return false }
          continue
        }
        guard result == Z_OK, stream.avail_in < inBefore || stream.avail_out < outBefore else { return false }
      }
    }
  }
}
