import CSpng

/// PNG by libspng: every bit depth and colour type, checksums checked, transparency laid on white.
enum PNGDecoder {
  /// The library as it is loaded.
  static let version = "spng-" + (spng_version_string().map { String(cString: $0) } ?? "?")

  /// The largest chunk of the picture that is kept, and what all of them together may take, in bytes.
  private static let chunkLimit = (one: 16 << 20, all: 32 << 20)

  static func decode(_ bytes: [UInt8], colour: Bool, size: ImageSize) throws(ImagingError) -> Raster {
    let chunks = try PNGChunks(bytes)
    // Deflate makes at most 1,032 bytes of one: a small file with a large size is cut short, or bait.
    guard size.pixels / 8 / 1_032 <= bytes.count else { throw .truncated(.png) }
    guard let context = spng_ctx_new(0) else { throw .outOfMemory }
    defer { spng_ctx_free(context) }
    try check(spng_set_crc_action(context, Int32(SPNG_CRC_ERROR.rawValue), Int32(SPNG_CRC_ERROR.rawValue)))
    try check(spng_set_chunk_limits(context, chunkLimit.one, chunkLimit.all))
    let stream = PNGStream(bytes, chunks.picture)
    // The library keeps the address of the stream, so everything that reads happens inside.
    let outcome: Result<Raster, ImagingError> = withExtendedLifetime(stream) {
      do throws(ImagingError) {
        let user = Unmanaged.passUnretained(stream).toOpaque()
        try check(spng_set_png_stream(context, { PNGStream.read($0, $1, $2, $3) }, user))
        return .success(
          try decode(context, significantBits: chunks.significantBits, colour: colour, size: size))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// How the library hands pixels over.
  private struct Layout {
    let format: spng_format
    let channels: Int
    let isWide: Bool

    init(_ header: spng_ihdr, isTransparent: Bool) {
      let isGrey = header.color_type == UInt8(SPNG_COLOR_TYPE_GRAYSCALE.rawValue)
      isWide = header.bit_depth > 8
      if isTransparent {
        (format, channels) = (isWide ? SPNG_FMT_RGBA16 : SPNG_FMT_RGBA8, 4)
      } else if isWide {
        (format, channels) = (SPNG_FMT_PNG, isGrey ? 1 : 3)
      } else {
        (format, channels) = isGrey ? (SPNG_FMT_G8, 1) : (SPNG_FMT_RGB8, 3)
      }
    }
  }

  private static func decode(
    _ context: OpaquePointer, significantBits: Int?, colour: Bool, size: ImageSize
  ) throws(ImagingError) -> Raster {
    var header = spng_ihdr()
    try check(spng_get_ihdr(context, &header))
    try size.check(Int(header.width), Int(header.height), .png)
    var transparency = spng_trns()
    let isTransparent =
      header.color_type == UInt8(SPNG_COLOR_TYPE_GRAYSCALE_ALPHA.rawValue)
      || header.color_type == UInt8(SPNG_COLOR_TYPE_TRUECOLOR_ALPHA.rawValue)
      || spng_get_trns(context, &transparency) == 0
    let layout = Layout(header, isTransparent: isTransparent)
    let count = size.pixels * layout.channels
    let pixels: [UInt8]
    if layout.isWide {
      let samples: [UInt16] = try values(context, layout, count: count)
      pixels = SampleDepth.eightBits(
        samples, channels: layout.channels, isTransparent: isTransparent, stored: 16, significant: significantBits)
    } else {
      pixels = try values(context, layout, count: count)
    }
    // The rest of the file, to its end marker.
    try check(spng_decode_chunks(context))
    return Raster(
      unchecked: Channels.convert(pixels, from: layout.channels, to: colour ? 3 : 1), width: size.width,
      height: size.height, channels: colour ? 3 : 1)
  }

  private static func values<Value: FixedWidthInteger>(
    _ context: OpaquePointer, _ layout: Layout, count: Int
  ) throws(ImagingError) -> [Value] {
    let size = count * MemoryLayout<Value>.size
    var found = 0
    try check(spng_decoded_image_size(context, Int32(layout.format.rawValue), &found))
    guard found == size else { throw .damaged(.png, cause: "\(found) bytes where \(size) are expected") }
    var result: Int32 = 0
    let values = [Value](unsafeUninitializedCapacity: count) { target, filled in
      // SPNG_FMT_PNG knows no transparency, which there is none of then.
      let flags = layout.format == SPNG_FMT_PNG ? 0 : Int32(SPNG_DECODE_TRNS.rawValue)
      result = spng_decode_image(context, target.baseAddress, size, Int32(layout.format.rawValue), flags)
      filled = result == 0 ? count : 0
    }
    try check(result)
    return values
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

/// The parts of a PNG file that make the picture, one behind the other.
private final class PNGStream {
  private let bytes: [UInt8]
  private let parts: [Range<Int>]
  private var part = 0
  private var position: Int

  init(_ bytes: [UInt8], _ parts: [Range<Int>]) {
    self.bytes = bytes
    self.parts = parts
    position = parts.first?.lowerBound ?? 0
  }

  /// Gives the library its next bytes.
  static func read(
    _: OpaquePointer?, _ user: UnsafeMutableRawPointer?, _ target: UnsafeMutableRawPointer?, _ length: Int
  ) -> Int32 {
    guard let user, let target else { return Int32(SPNG_IO_ERROR.rawValue) }
    let stream = Unmanaged<PNGStream>.fromOpaque(user).takeUnretainedValue()
    let isThere = stream.copy(to: UnsafeMutableRawBufferPointer(start: target, count: length))
    return isThere ? 0 : Int32(SPNG_IO_EOF.rawValue)
  }

  private func copy(to target: UnsafeMutableRawBufferPointer) -> Bool {
    var filled = 0
    while filled < target.count {
      guard part < parts.count else { return false }
      let count = min(target.count - filled, parts[part].upperBound - position)
      bytes[position..<position + count].withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: target[filled..<filled + count]).copyMemory(from: $0)
      }
      filled += count
      position += count
      if position == parts[part].upperBound {
        part += 1
        if part < parts.count { position = parts[part].lowerBound }
      }
    }
    return true
  }
}
