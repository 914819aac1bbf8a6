import CSpng
import Foundation

/// Encodes images as PNG (ISO/IEC 15948) with libspng.
///
/// The same image and level give the same bytes under one version of libspng and zlib. No time, text or
/// colour profile is written.
package enum PNGWriter {
  /// What may be wrong with an image that is to be written.
  package enum Failure: Error, Equatable, Sendable {
    /// A side is longer than `limit` pixels.
    case tooLarge(width: Int, height: Int, limit: Int)
    /// zlib knows levels from 0 (stored) to 9.
    case level(Int)
    /// libspng's code, of `spng_errno`.
    case encoder(code: Int32)
  }

  private static let sideLimit = 65_535

  /// The PNG file of `raster`, with 8 bits a sample.
  ///
  /// - Parameters:
  ///   - raster: Grey or red, green, blue.
  ///   - level: zlib's effort, 0 to 9.
  /// - Returns: The bytes of the file.
  /// - Throws: `PNGWriter.Failure`.
  package static func encode(_ raster: Raster, level: Int = 6) throws(Failure) -> [UInt8] {
    guard raster.width <= sideLimit, raster.height <= sideLimit else {
      throw .tooLarge(width: raster.width, height: raster.height, limit: sideLimit)
    }
    guard (0...9).contains(level) else { throw .level(level) }
    guard let context = spng_ctx_new(Int32(SPNG_CTX_ENCODER.rawValue)) else {
      throw .encoder(code: Int32(SPNG_EMEM.rawValue))
    }
    defer { spng_ctx_free(context) }

    var header = spng_ihdr()
    header.width = UInt32(raster.width)
    header.height = UInt32(raster.height)
    header.bit_depth = 8
    header.color_type = UInt8(
      raster.channels == 1 ? SPNG_COLOR_TYPE_GRAYSCALE.rawValue : SPNG_COLOR_TYPE_TRUECOLOR.rawValue)
    try check(spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1))
    try check(spng_set_option(context, SPNG_IMG_COMPRESSION_LEVEL, Int32(level)))
    try check(spng_set_option(context, SPNG_FILTER_CHOICE, filters(level: level)))
    try check(spng_set_ihdr(context, &header))
    let status = raster.pixels.withUnsafeBytes { pixels in
      spng_encode_image(
        context, pixels.baseAddress, pixels.count, Int32(SPNG_FMT_PNG.rawValue),
        Int32(SPNG_ENCODE_FINALIZE.rawValue))
    }
    try check(status)
    var length = 0
    var code: Int32 = 0
    guard let bytes = spng_get_png_buffer(context, &length, &code) else { throw .encoder(code: code) }
    defer { free(bytes) }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
  }

  /// The row filters to choose among: at low levels only those that cost next to nothing.
  private static func filters(level: Int) -> Int32 {
    Int32((level < 4 ? SPNG_FILTER_CHOICE_UP : SPNG_FILTER_CHOICE_ALL).rawValue)
  }

  private static func check(_ status: Int32) throws(Failure) {
    guard status == 0 else { throw .encoder(code: status) }
  }
}
