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

  /// Four inks (cyan, magenta, yellow, black) as 1 or 3 channels.
  ///
  /// Black takes light from white paper and each ink takes it from what is left, every product rounded. It is how Pillow
  /// does it; no profile is applied.
  ///
  /// - Parameters:
  ///   - samples: Four values a pixel.
  ///   - inverted: Whether 255 is no ink, as in every JPEG that Adobe's programs write.
  ///   - target: Channels to give, 1 or 3.
  /// - Returns: The pixels.
  static func inks(_ samples: [UInt8], inverted: Bool, to target: Int) -> [UInt8] {
    let plane = samples.count / 4
    let turn: UInt8 = inverted ? 0xff : 0
    var result = [UInt8](repeating: 0, count: plane * target)
    for pixel in 0..<plane {
      let light = UInt32(255 - samples[pixel * 4 + 3] ^ turn)
      func left(_ ink: UInt8) -> UInt8 {
        let product = UInt32(ink ^ turn) * light + 128
        return UInt8(truncatingIfNeeded: light - (product >> 8 + product) >> 8)
      }
      let red = left(samples[pixel * 4])
      let green = left(samples[pixel * 4 + 1])
      let blue = left(samples[pixel * 4 + 2])
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

  /// Grey and transparency as four channels.
  static func greyWithAlpha(_ samples: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: samples.count * 2)
    for pixel in 0..<samples.count / 2 {
      for channel in 0..<3 { result[pixel * 4 + channel] = samples[pixel * 2] }
      result[pixel * 4 + 3] = samples[pixel * 2 + 1]
    }
    return result
  }

  /// Colours that were multiplied by their transparency as they were before, cut to whole numbers.
  static func separateAlpha(_ pixels: inout [UInt8]) {
    for start in stride(from: 0, to: pixels.count, by: 4) {
      let alpha = Int(pixels[start + 3])
      guard alpha > 0, alpha < 255 else { continue }
      for index in start..<start + 3 { pixels[index] = UInt8(clamping: 255 * Int(pixels[index]) / alpha) }
    }
  }
}
