import Texts

/// Decodes JPEG, PNG, TIFF, BMP and WebP files from memory, by what they hold and not by their name.
///
/// The bytes are not trusted: sizes are checked before anything is allocated, and a file that is cut short or
/// damaged is an error, never a half-grey picture. The pixels are as people see them: orientation tags are obeyed.
/// Colour profiles and gamma are not applied. Of a file with several pictures it is the first.
package enum ImageDecoder {
  /// Pixels that are allowed where the caller says nothing else.
  package static let pixelLimit = 100_000_000

  /// Names the decoders, their versions and their rules; it belongs into the key of whatever is made from pixels, as a
  /// JPEG's may differ from version to version.
  package static let version = [
    JPEGDecoder.version, PNGDecoder.version, TIFFDecoder.version, WebPDecoder.version, BMPDecoder.version,
    Orientation.version, SampleDepth.version,
  ].joined(separator: " ")

  /// Names the rules by which ``header(_:)`` reads sizes, without the libraries that have no part in it.
  package static let headerVersion = "header-2 " + Orientation.version

  /// Decodes an image.
  ///
  /// Grey is luma, (19595 R + 38470 G + 7471 B + 32768) / 65536 rounded down; from a JPEG it is the file's own luma
  /// channel. Of more than eight bits the upper eight of those that are used are kept (`SampleDepth`).
  /// Transparent pixels are laid on white. Four inks become colours without a profile.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - colour: Whether to give three channels or one.
  ///   - maximumPixels: Width × height that is still decoded. Up to 13 bytes a pixel are allocated besides the result: 4
  ///     for most pictures, 8 more for 16 bits with transparency, 6 within libjpeg for a progressive JPEG.
  /// - Returns: The pixels.
  /// - Throws: ``ImagingError``.
  package static func decode(
    _ bytes: [UInt8], colour: Bool, maximumPixels: Int = pixelLimit
  ) throws(ImagingError) -> Raster {
    let header = try ImageHeader(bytes)
    guard header.pixels <= maximumPixels else {
      throw .tooManyPixels(width: header.width, height: header.height, limit: maximumPixels)
    }
    let size = header.stored
    let raster =
      switch header.format {
      case .jpeg: try JPEGDecoder.decode(bytes, colour: colour, size: size)
      case .png: try PNGDecoder.decode(bytes, colour: colour, size: size)
      case .tiff: try TIFFDecoder.decode(bytes, colour: colour, size: size)
      case .webp: try WebPDecoder.decode(bytes, colour: colour, size: size)
      case .bmp: try BMPDecoder.decode(bytes, colour: colour, size: size)
      }
    return raster.upright(header.orientation)
  }

  /// Reads format and size without touching the pixels.
  ///
  /// - Parameter bytes: The file or a beginning of it: 33 bytes of a PNG or a BMP are enough, a JPEG has its size after
  ///   its metadata (64 KiB reach in nearly all), a TIFF may have it anywhere. What turns a picture upright may lie
  ///   behind: the size as people see it is certain only of a whole file.
  /// - Returns: Format, width and height.
  /// - Throws: ``ImagingError/truncated(_:)`` where the size comes after the given bytes.
  package static func header(_ bytes: [UInt8]) throws(ImagingError) -> ImageHeader {
    try ImageHeader(bytes)
  }

  /// When a picture was taken, as its camera's clock had it (EXIF 2.32, tags 36867 and 306).
  ///
  /// - Parameter bytes: The file or a beginning of it.
  /// - Returns: Seconds since 1970, the camera's clock taken for UTC; nil where the picture does not say.
  package static func captureTime(_ bytes: [UInt8]) -> Int64? {
    guard let format = try? ImageHeader.format(of: bytes), let directory = TagDirectory(of: bytes, format) else {
      return nil
    }
    let text = directory.directory(.exifDirectory)?.text(.originalTime) ?? directory.text(.time)
    guard var time = text.map({ Array($0.utf8) }), time.count >= 19 else { return nil }
    // `2026:11:30 17:05:59`; a camera whose clock was never set writes zeros or spaces, which are no time.
    time = Array(time.prefix(19))
    for place in [4, 7] where time[place] == UInt8(ascii: ":") { time[place] = UInt8(ascii: "-") }
    return Timestamp.parse(String(decoding: time, as: UTF8.self)).map { $0 / Timestamp.second }
  }
}
