import CWebP

/// WebP by libwebp, with losses or without; transparency laid on white.
///
/// Films are refused.
enum WebPDecoder {
  /// The library as it is loaded.
  static let version: String = {
    let number = WebPGetDecoderVersion()
    return "webp-\(number >> 16).\(number >> 8 & 255).\(number & 255)"
  }()

  /// The size in a file or a beginning of it.
  static func size(_ bytes: [UInt8]) throws(ImagingError) -> (width: Int, height: Int) {
    let features = try features(bytes)
    return (Int(features.width), Int(features.height))
  }

  private static func features(_ bytes: [UInt8]) throws(ImagingError) -> WebPBitstreamFeatures {
    var features = WebPBitstreamFeatures()
    try check(bytes.withUnsafeBufferPointer { WebPGetFeatures($0.baseAddress, $0.count, &features) })
    guard features.has_animation == 0 else { throw .foreign(.animatedWebP) }
    return features
  }

  static func decode(_ bytes: [UInt8], colour: Bool, size: ImageSize) throws(ImagingError) -> Raster {
    let features = try features(bytes)
    guard WebPChunks.isComplete(bytes) else { throw .truncated(.webp) }
    try size.check(Int(features.width), Int(features.height), .webp)
    var config = WebPDecoderConfig()
    guard WebPInitDecoderConfig(&config) != 0 else { throw .damaged(.webp, cause: "another version of libwebp") }
    let channels = features.has_alpha != 0 ? 4 : 3
    let count = size.pixels * channels
    guard let stride = Int32(exactly: size.width * channels) else {
      throw .unsupported(.webp, cause: "its width")
    }
    var status = VP8_STATUS_OK
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      config.output.colorspace = channels == 4 ? MODE_RGBA : MODE_RGB
      config.output.is_external_memory = 1
      config.output.u.RGBA.rgba = target.baseAddress
      config.output.u.RGBA.stride = stride
      config.output.u.RGBA.size = count
      status = bytes.withUnsafeBufferPointer { WebPDecode($0.baseAddress, $0.count, &config) }
      WebPFreeDecBuffer(&config.output)
      filled = status == VP8_STATUS_OK ? count : 0
    }
    try check(status)
    return Raster(
      unchecked: Channels.convert(pixels, from: channels, to: colour ? 3 : 1), width: size.width,
      height: size.height, channels: colour ? 3 : 1)
  }

  private static func check(_ status: VP8StatusCode) throws(ImagingError) {
    switch status {
    case VP8_STATUS_OK: return
    case VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_SUSPENDED: throw .truncated(.webp)
    case VP8_STATUS_OUT_OF_MEMORY: throw .outOfMemory
    case VP8_STATUS_UNSUPPORTED_FEATURE: throw .unsupported(.webp, cause: "a feature that libwebp does not know")
    default: throw .damaged(.webp, cause: "libwebp's status \(status.rawValue)")
    }
  }
}
