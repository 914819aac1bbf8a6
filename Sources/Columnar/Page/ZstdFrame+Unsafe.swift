import CZstd

/// Whole zstd frames, for files that are no tables.
package enum ZstdFrame {
  /// The most bytes that a frame is unpacked to: a frame that claims more is refused before memory is taken for it.
  package static let limit = 1 << 26

  /// Packs bytes as one frame with its content size and check sum.
  ///
  /// - Throws: `ColumnarError` with cause `compression`, which only want of memory can cause.
  package static func packed(_ bytes: [UInt8], level: Int = 3) throws(ColumnarError) -> [UInt8] {
    let context = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(clamping: level))
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    var failed = false
    let bound = ZSTD_compressBound(bytes.count)
    let result = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      count = bytes.withUnsafeBytes {
        ZSTD_compress2(context, target.baseAddress, target.count, $0.baseAddress, $0.count)
      }
      if ZSTD_isError(count) != 0 {
        failed = true
        count = 0
      }
    }
    if failed { throw ColumnarError(.compression(codec: Codec.zstd.name)) }
    return result
  }

  /// Unpacks the frame that bytes begin with.
  ///
  /// - Returns: What it holds, and how many bytes it took.
  /// - Throws: `ColumnarError` with cause `compression` if they do not begin with a whole frame that says its size, of
  ///   at most `limit` bytes.
  package static func unpacked(_ bytes: [UInt8]) throws(ColumnarError) -> (content: [UInt8], size: Int) {
    let (size, claimed) = bytes.withUnsafeBytes {
      (
        ZSTD_findFrameCompressedSize($0.baseAddress, $0.count), ZSTD_getFrameContentSize($0.baseAddress, $0.count)
      )
    }
    guard ZSTD_isError(size) == 0, claimed <= UInt64(limit) else {
      throw ColumnarError(.compression(codec: Codec.zstd.name))
    }
    var failed = false
    let content = [UInt8](unsafeUninitializedCapacity: Int(claimed)) { target, count in
      count = bytes.withUnsafeBytes { ZSTD_decompress(target.baseAddress, target.count, $0.baseAddress, size) }
      if ZSTD_isError(count) != 0 || count != Int(claimed) {
        failed = true
        count = 0
      }
    }
    if failed { throw ColumnarError(.compression(codec: Codec.zstd.name)) }
    return (content, size)
  }
}
