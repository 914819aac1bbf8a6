import CPictures
import CTIFF

/// TIFF and BigTIFF by libtiff, the first page: strips and tiles, every compression that the library has.
///
/// Grey, colour, palettes and four inks of 1 to 16 bits are read as they are; what else the library can turn into
/// colours (YCbCr, CIE L*a*b*, LogLuv) it turns. Transparency is laid on white.
enum TIFFDecoder {
  /// The library as it is loaded.
  static let version: String = {
    // "LIBTIFF, Version 4.5.0", and lines of copyright.
    let line = String(cString: TIFFGetVersion()).prefix { $0 != "\n" }
    return "tiff-" + (line.split(separator: " ").last.map { String($0) } ?? "?")
  }()

  /// The size in the first directory.
  static func size(_ bytes: [UInt8]) throws(ImagingError) -> (width: Int, height: Int) {
    guard let directory = TagDirectory(ByteReader(bytes)) else { throw .truncated(.tiff) }
    // A camera's raw file begins with a small preview, or with samples behind colour filters.
    let isPreview = directory.number(.subfileType).map { $0 & 1 == 1 } ?? false
    let isRaw = [32_803, 34_892].contains(directory.number(.photometric))
    if directory.has(.dngVersion) || isRaw || isPreview && directory.has(.subdirectories) {
      throw .foreign(.cameraRaw)
    }
    guard let width = directory.number(.width), let height = directory.number(.height) else {
      throw .damaged(.tiff, cause: "no width and height")
    }
    return (width, height)
  }

  static func decode(_ bytes: [UInt8], colour: Bool, size: ImageSize) throws(ImagingError) -> Raster {
    guard let tiff = cp_tiff_create() else { throw .outOfMemory }
    let isPalette = TagDirectory(ByteReader(bytes))?.number(.photometric) == 3
    defer { cp_tiff_destroy(tiff) }
    // The library keeps the address, so everything that reads happens inside.
    let outcome: Result<Raster, ImagingError> = bytes.withUnsafeBufferPointer { buffer in
      do throws(ImagingError) {
        return .success(try decode(tiff, buffer, isPalette: isPalette, colour: colour, size: size))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private static func decode(
    _ tiff: OpaquePointer, _ bytes: UnsafeBufferPointer<UInt8>, isPalette: Bool, colour: Bool, size: ImageSize
  ) throws(ImagingError) -> Raster {
    var info = cp_tiff_info()
    try check(cp_tiff_open(tiff, bytes.baseAddress, bytes.count, &info), tiff)
    try size.check(Int(info.width), Int(info.height), .tiff)
    // The library takes a picture whose palette cannot be read for a grey one.
    if isPalette, info.kind != UInt32(CP_TIFF_PALETTE) { throw .damaged(.tiff, cause: "no palette") }
    let count = size.pixels * Int(info.samples)
    let channels = colour ? 3 : 1
    let isTransparent = info.transparency != UInt32(CP_TIFF_OPAQUE)
    var samples: [UInt8]
    if info.bits > 8 {
      let wide: [UInt16] = try values(tiff, count: count)
      samples = SampleDepth.eightBits(
        wide, channels: Int(info.samples), isTransparent: isTransparent, stored: Int(info.bits),
        inverted: info.inverted != 0)
    } else {
      samples = try values(tiff, count: count)
      if info.kind != UInt32(CP_TIFF_PALETTE) { stretch(&samples, info) }
    }
    if info.kind == UInt32(CP_TIFF_PALETTE) { samples = try coloured(samples, tiff, info) }
    let pixels: [UInt8]
    switch Int(info.kind) {
    case CP_TIFF_CMYK:
      guard !isTransparent else { throw .unsupported(.tiff, cause: "four inks with transparency") }
      pixels = Channels.inks(samples, inverted: false, to: channels)
    case CP_TIFF_GREY where !isTransparent:
      pixels = Channels.convert(samples, from: 1, to: channels)
    default:
      if info.kind == UInt32(CP_TIFF_GREY) { samples = Channels.greyWithAlpha(samples) }
      if info.transparency == UInt32(CP_TIFF_ASSOCIATED) { Channels.separateAlpha(&samples) }
      pixels = Channels.convert(samples, from: isTransparent ? 4 : 3, to: channels)
    }
    return Raster(unchecked: pixels, width: size.width, height: size.height, channels: channels)
  }

  private static func values<Value: FixedWidthInteger>(
    _ tiff: OpaquePointer, count: Int
  ) throws(ImagingError) -> [Value] {
    var status: Int32 = 0
    // Zeros: of a damaged tile the library may leave a part as it was.
    let values = [Value](unsafeUninitializedCapacity: count) { target, filled in
      target.initialize(repeating: 0)
      status = cp_tiff_read(tiff, target.baseAddress)
      filled = count
    }
    try check(status, tiff)
    return values
  }

  /// Values of up to eight bits over the whole range of eight, zero black.
  private static func stretch(_ samples: inout [UInt8], _ info: cp_tiff_info) {
    let most = 1 << Int(info.bits) - 1
    guard most < 255 || info.inverted != 0 else { return }
    let levels = (0..<256).map { UInt8((min($0, most) * 255 + most / 2) / most) }
    let isTransparent = info.transparency != UInt32(CP_TIFF_OPAQUE)
    let channels = Int(info.samples)
    for index in samples.indices {
      let level = levels[Int(samples[index])]
      let isAlpha = isTransparent && index % channels == channels - 1
      samples[index] = info.inverted != 0 && !isAlpha ? 255 - level : level
    }
  }

  /// The colours that the palette has for the values.
  private static func coloured(
    _ samples: [UInt8], _ tiff: OpaquePointer, _ info: cp_tiff_info
  ) throws(ImagingError) -> [UInt8] {
    var colours = [UInt8](repeating: 0, count: 768)
    guard cp_tiff_palette(tiff, &colours) > 0 else { throw .damaged(.tiff, cause: "no palette") }
    let (stored, channels) = (Int(info.samples), Int(info.samples) + 2)
    var pixels = [UInt8](repeating: 0, count: samples.count / stored * channels)
    for pixel in 0..<samples.count / stored {
      let colour = Int(samples[pixel * stored]) * 3
      for channel in 0..<3 { pixels[pixel * channels + channel] = colours[colour + channel] }
      if stored == 2 { pixels[pixel * channels + 3] = samples[pixel * stored + 1] }
    }
    return pixels
  }

  private static func check(_ status: Int32, _ tiff: OpaquePointer) throws(ImagingError) {
    guard status != 0 else { return }
    throw ImagingError(status: status, .tiff, message: cp_tiff_message(tiff))
  }
}
