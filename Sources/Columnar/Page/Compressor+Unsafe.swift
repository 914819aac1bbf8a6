import CZstd
import Synchronization

/// Packs pages with zstd and holds the memory that encoding a page needs.
///
/// It is not to be used from two threads at once; `CompressorPool` hands it from one block of work to the next.
final class Compressor: @unchecked Sendable {
  /// Memory for a page's values as they are encoded, at least as large as was last asked for.
  private(set) var body: UnsafeMutableRawBufferPointer
  /// Memory for the streams that values are split into.
  private(set) var streams: UnsafeMutableRawBufferPointer
  /// For pages: content size and check sum are in the frame.
  let pages: OpaquePointer?
  /// For streams, whose frame is made by hand: the level's search for repetitions.
  let searching: OpaquePointer?
  /// For streams of noise in few symbols, of which only the frequencies can be used.
  ///
  /// A table of 64 places and matches of seven bytes leave next to nothing to be found. On the exponents of embeddings this
  /// is smaller than what level 1 makes of them, whose chance matches of five bytes cost more than their literals, and
  /// takes a third of the time.
  let counting: OpaquePointer?

  /// Prepares for a level of compression.
  init(level: Int) {
    body = .allocate(byteCount: 0, alignment: 64)
    streams = .allocate(byteCount: 0, alignment: 64)
    pages = ZSTD_createCCtx()
    ZSTD_CCtx_setParameter(pages, ZSTD_c_compressionLevel, Int32(clamping: level))
    ZSTD_CCtx_setParameter(pages, ZSTD_c_checksumFlag, 1)
    searching = ZSTD_createCCtx()
    ZSTD_CCtx_setParameter(searching, ZSTD_c_compressionLevel, Int32(clamping: level))
    counting = ZSTD_createCCtx()
    ZSTD_CCtx_setParameter(counting, ZSTD_c_compressionLevel, 1)
    ZSTD_CCtx_setParameter(counting, ZSTD_c_strategy, Int32(ZSTD_fast.rawValue))
    ZSTD_CCtx_setParameter(counting, ZSTD_c_hashLog, 6)
    ZSTD_CCtx_setParameter(counting, ZSTD_c_minMatch, 7)
  }

  deinit {
    body.deallocate()
    streams.deallocate()
    ZSTD_freeCCtx(pages)
    ZSTD_freeCCtx(searching)
    ZSTD_freeCCtx(counting)
  }

  /// The first `count` bytes of `body`, which is made larger if need be; what was in it is lost then.
  func reserveBody(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if body.count < count {
      body.deallocate()
      body = .allocate(byteCount: count + count / 4, alignment: 64)
    }
    return UnsafeMutableRawBufferPointer(rebasing: body[..<count])
  }

  /// The first `count` bytes of `streams`, which is made larger if need be; what was in it is lost then.
  func reserveStreams(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if streams.count < count {
      streams.deallocate()
      streams = .allocate(byteCount: count + count / 4, alignment: 64)
    }
    return UnsafeMutableRawBufferPointer(rebasing: streams[..<count])
  }

  /// How many bytes `count` bytes of values and levels may take when packed, in whichever form.
  static func bound(_ count: Int) -> Int {
    // By hand: 18 bytes around, 3 for each raw block of 128 KiB, each of at most nine segments begun anew.
    ZSTD_compressBound(count) + 64 + 3 * (count >> 17)
  }

  /// Packs `source` as one frame.
  ///
  /// - Returns: How many bytes of `target` were written.
  /// - Throws: `ColumnarError` with cause `compression`, which only want of memory can cause.
  func pack(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(ColumnarError) -> Int {
    let size = ZSTD_compress2(pages, target.baseAddress, target.count, source.baseAddress, source.count)
    guard ZSTD_isError(size) == 0 else { throw ColumnarError(.compression(codec: Codec.zstd.name)) }
    return size
  }
}

/// Compressors of one level that wait for work, so that their memory is made once a thread and not once a page.
final class CompressorPool: Sendable {
  private let level: Int
  private let waiting = Mutex<[Compressor]>([])

  /// Begins with none.
  init(level: Int) {
    self.level = level
  }

  /// Lends a compressor to `body`.
  func use<Result>(_ body: (Compressor) throws -> Result) rethrows -> Result {
    let compressor = waiting.withLock { $0.popLast() } ?? Compressor(level: level)
    defer { waiting.withLock { $0.append(compressor) } }
    return try body(compressor)
  }
}
