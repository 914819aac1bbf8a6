/// How samples of more than eight bits become eight.
///
/// Cameras of ten and twelve bits write their samples into sixteen, and the upper eight of these would be black. So the
/// bits that are used decide, and of these the upper eight are kept:
///
/// 1. A file that stores samples of 9 to 15 bits, as a TIFF may, uses them all.
/// 2. If a PNG says how many bits count (`sBIT`) and no sample of the picture needs more, they are used. If some sample
///    does, the writer has stretched them to sixteen, as the PNG specification wants it, and sixteen are used.
/// 3. Else the fewest of 8, 10, 12 and 16 that hold the largest sample of the picture are used.
///
/// Transparency is no sample here: it uses as many bits as the colours, or sixteen where some value needs more.
struct SampleDepth {
  /// Belongs to the decoder's version.
  static let version = "depth-1"

  /// The bits that are used.
  let bits: Int

  /// Decides.
  ///
  /// - Parameters:
  ///   - largest: The largest sample of the picture.
  ///   - stored: The bits that the file stores, 9 to 16.
  ///   - significant: The bits that count, if the file says it.
  init(largest: UInt16, stored: Int, significant: Int?) {
    if stored < 16 {
      bits = stored
    } else if let significant, (1...16).contains(significant) {
      bits = Self.holds(largest, significant) ? significant : 16
    } else {
      bits = [8, 10, 12].first { Self.holds(largest, $0) } ?? 16
    }
  }

  private static func holds(_ value: UInt16, _ bits: Int) -> Bool { Int(value) < 1 << bits }

  /// A sample, of which no more than ``bits`` are used, in eight bits.
  @inline(__always)
  func eight(_ value: UInt16) -> UInt8 {
    if bits >= 8 { return UInt8(truncatingIfNeeded: value >> UInt16(bits - 8)) }
    let most = 1 << bits - 1
    return UInt8(clamping: (min(Int(value), most) * 255 + most / 2) / most)
  }

  /// All samples of a picture in eight bits.
  ///
  /// - Parameters:
  ///   - samples: The channels of a pixel side by side, transparency last.
  ///   - channels: Samples a pixel.
  ///   - isTransparent: Whether there is transparency.
  ///   - stored: The bits that the file stores, 9 to 16.
  ///   - significant: The bits that count, if the file says it.
  ///   - inverted: Whether zero is white.
  /// - Returns: As many values.
  static func eightBits(
    _ samples: [UInt16], channels: Int, isTransparent: Bool, stored: Int, significant: Int? = nil,
    inverted: Bool = false
  ) -> [UInt8] {
    let colours = isTransparent ? channels - 1 : channels
    var largest: UInt16 = 0
    var largestTransparency: UInt16 = 0
    for start in stride(from: 0, to: samples.count, by: channels) {
      for index in start..<start + colours { largest = max(largest, samples[index]) }
      if isTransparent { largestTransparency = max(largestTransparency, samples[start + colours]) }
    }
    let depth = SampleDepth(largest: largest, stored: stored, significant: significant)
    let ofTransparency = holds(largestTransparency, depth.bits) ? depth : SampleDepth(bits: 16)
    return [UInt8](unsafeUninitializedCapacity: samples.count) { target, count in
      for start in stride(from: 0, to: samples.count, by: channels) {
        for index in start..<start + colours {
          let value = depth.eight(samples[index])
          target[index] = inverted ? 255 - value : value
        }
        if isTransparent { target[start + colours] = ofTransparency.eight(samples[start + colours]) }
      }
      count = samples.count
    }
  }

  private init(bits: Int) { self.bits = bits }
}
