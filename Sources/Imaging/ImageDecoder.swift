/// Decodes JPEG and PNG files from memory.
///
/// The bytes are not trusted: sizes are checked before anything is allocated, and a file that is cut short or
/// damaged is an error, never a half-grey picture. Orientation tags, colour profiles and gamma are not applied:
/// the pixels are those in the file.
package enum ImageDecoder {
  /// Pixels that are allowed where the caller says nothing else.
  package static let pixelLimit = 100_000_000

  /// Names the decoders and their versions; it belongs into the key of whatever is made from pixels, as a JPEG's
  /// may differ from version to version.
  package static let version = "\(JPEGDecoder.version) \(PNGDecoder.version)"

  /// Decodes an image.
  ///
  /// Grey is luma, (19595 R + 38470 G + 7471 B + 32768) / 65536 rounded down; from a JPEG it is the file's own luma
  /// channel. Sixteen bits are cut to the upper eight. Transparent pixels are laid on white.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - colour: Whether to give three channels or one.
  ///   - maximumPixels: Width × height that is still decoded. Up to 4 bytes a pixel are allocated besides the result.
  /// - Returns: The pixels.
  /// - Throws: ``ImagingError``.
  package static func decode(
    _ bytes: [UInt8], colour: Bool, maximumPixels: Int = pixelLimit
  ) throws(ImagingError) -> Raster {
    switch try ImageHeader.format(of: bytes) {
    case .jpeg: try JPEGDecoder.decode(bytes, colour: colour, maximumPixels: maximumPixels)
    case .png: try PNGDecoder.decode(bytes, colour: colour, maximumPixels: maximumPixels)
    }
  }

  /// Reads format and size without touching the pixels.
  ///
  /// - Parameter bytes: The file or a beginning of it: 33 bytes of a PNG are enough, a JPEG has its
  ///   size after its metadata (64 KiB reach in nearly all).
  /// - Returns: Format, width and height.
  /// - Throws: ``ImagingError/truncated(_:)`` where the size comes after the given bytes.
  package static func header(_ bytes: [UInt8]) throws(ImagingError) -> ImageHeader {
    try ImageHeader(bytes)
  }
}
