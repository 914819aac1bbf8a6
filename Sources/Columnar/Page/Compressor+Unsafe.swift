import CZstd

/// Packs pages with zstd, frames with their check sum; not to be used from two threads at once.
final class Compressor {
  private let context: OpaquePointer?

  /// Prepares for a level of compression.
  init(level: Int) {
    context = ZSTD_createCCtx()
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(clamping: level))
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Packs `source`.
  ///
  /// - Throws: `ColumnarError` with cause `compression`, which only want of memory can cause.
  func pack(_ source: UnsafeRawBufferPointer) throws(ColumnarError) -> [UInt8] {
    let bound = ZSTD_compressBound(source.count)
    var size = 0
    let packed = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      size = ZSTD_compress2(context, buffer.baseAddress, bound, source.baseAddress, source.count)
      count = ZSTD_isError(size) == 0 ? size : 0
    }
    guard ZSTD_isError(size) == 0 else { throw ColumnarError(.compression(codec: Codec.zstd.name)) }
    return packed
  }
}
