/// Conversions between grey, colour and colour with transparency.
enum Channels {
  /// Luma of a pixel (ITU-R BT.601), rounded to nearest; equal values give themselves.
  @inline(__always)
  static func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let sum = 19_595 * UInt32(red) + 38_470 * UInt32(green) + 7_471 * UInt32(blue)
    return UInt8(truncatingIfNeeded: (sum + 32_768) >> 16)
  }

  /// A value seen through `alpha` on white, rounded to nearest.
  @inline(__always)
  static func onWhite(_ value: UInt8, alpha: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: (UInt32(value) * UInt32(alpha) + 255 * (255 - UInt32(alpha)) + 127) / 255)
  }

  /// Pixels with `source` channels (1 grey, 3 colour, 4 colour with transparency) as ones with `target` channels
  /// (1 or 3).
  static func convert(_ pixels: [UInt8], from source: Int, to target: Int) -> [UInt8] {
    if source == target { return pixels }
    let plane = pixels.count / source
    var result = [UInt8](repeating: 0, count: plane * target)
    for pixel in 0..<plane {
      var (red, green, blue) = (pixels[pixel * source], pixels[pixel * source], pixels[pixel * source])
      if source >= 3 {
        green = pixels[pixel * source + 1]
        blue = pixels[pixel * source + 2]
      }
      if source == 4 {
        let alpha = pixels[pixel * source + 3]
        red = onWhite(red, alpha: alpha)
        green = onWhite(green, alpha: alpha)
        blue = onWhite(blue, alpha: alpha)
      }
      if target == 1 {
        result[pixel] = luma(red, green, blue)
      } else {
        result[pixel * 3] = red
        result[pixel * 3 + 1] = green
        result[pixel * 3 + 2] = blue
      }
    }
    return result
  }
}
