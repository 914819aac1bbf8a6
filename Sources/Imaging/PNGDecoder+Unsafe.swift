import CSpng

/// PNG by libspng: every bit depth and colour type, checksums checked, transparency laid on white.
enum PNGDecoder {
  /// The library as it is loaded.
  static let version = "spng-" + (spng_version_string().map { String(cString: $0) } ?? "?")

  /// The largest metadata chunk that is read, and what all of them together may take, in bytes.
  private static let chunkLimit = (one: 16 << 20, all: 32 << 20)

  static func decode(
    _ bytes: [UInt8], colour: Bool, maximumPixels: Int
  ) throws(ImagingError) -> Raster {
    try PNGChunks.checkComplete(bytes)
    guard let context = spng_ctx_new(0) else { throw .outOfMemory }
    defer { spng_ctx_free(context) }
    try check(spng_set_crc_action(context, Int32(SPNG_CRC_ERROR.rawValue), Int32(SPNG_CRC_ERROR.rawValue)))
    try check(spng_set_chunk_limits(context, chunkLimit.one, chunkLimit.all))
    // The library keeps the address, so everything that reads happens inside.
    let outcome: Result<Raster, ImagingError> = bytes.withUnsafeBytes { buffer in
      do throws(ImagingError) {
        try check(spng_set_png_buffer(context, buffer.baseAddress, buffer.count))
        return .success(
          try decode(context, fileSize: buffer.count, colour: colour, maximumPixels: maximumPixels))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private static func decode(
    _ context: OpaquePointer, fileSize: Int, colour: Bool, maximumPixels: Int
  ) throws(ImagingError) -> Raster {
    var header = spng_ihdr()
    try check(spng_get_ihdr(context, &header))
    let (width, height) = (Int(header.width), Int(header.height))
    let (plane, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, plane <= maximumPixels else {
      throw .tooManyPixels(width: width, height: height, limit: maximumPixels)
    }
    // Deflate makes at most 1,032 bytes of one: a small file with a large size is cut short, or bait.
    guard plane / 8 / 1_032 <= fileSize else { throw .truncated(.png) }

    var transparency = spng_trns()
    let transparent =
      header.color_type == UInt8(SPNG_COLOR_TYPE_GRAYSCALE_ALPHA.rawValue)
      || header.color_type == UInt8(SPNG_COLOR_TYPE_TRUECOLOR_ALPHA.rawValue)
      || spng_get_trns(context, &transparency) == 0
    let grey = header.color_type == UInt8(SPNG_COLOR_TYPE_GRAYSCALE.rawValue)
    let format: (code: spng_format, channels: Int) =
      if transparent {
        (SPNG_FMT_RGBA8, 4)
      } else if grey, header.bit_depth <= 8 {
        (SPNG_FMT_G8, 1)
      } else {
        (SPNG_FMT_RGB8, 3)
      }
    var size = 0
    try check(spng_decoded_image_size(context, Int32(format.code.rawValue), &size))
    guard size == plane * format.channels else {
      throw .damaged(.png, cause: "\(size) bytes for \(width) × \(height)")
    }
    var result: Int32 = 0
    let pixels = [UInt8](unsafeUninitializedCapacity: size) { target, count in
      result = spng_decode_image(
        context, target.baseAddress, size, Int32(format.code.rawValue), Int32(SPNG_DECODE_TRNS.rawValue))
      count = result == 0 ? size : 0
    }
    try check(result)
    // The rest of the file, to its end marker.
    try check(spng_decode_chunks(context))
    return Raster(
      unchecked: Channels.convert(pixels, from: format.channels, to: colour ? 3 : 1), width: width,
      height: height, channels: colour ? 3 : 1)
  }

  private static func check(_ code: Int32) throws(ImagingError) {
    switch spng_errno(code) {
    case SPNG_OK: return
    case SPNG_IO_EOF, SPNG_IO_ERROR: throw .truncated(.png)
    case SPNG_EMEM, SPNG_EOVERFLOW: throw .outOfMemory
    default: throw .damaged(.png, cause: spng_strerror(code).map { String(cString: $0) } ?? "")
    }
  }
}
