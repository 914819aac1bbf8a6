/// BMP: palettes of 1 to 8 bits, plain or as runs, 16, 24 and 32 bits with masks of any width.
///
/// A channel of fewer than eight bits is stretched and cut to a whole number. Transparency counts only where a mask is
/// declared for it, and some pixel is not fully transparent; it is laid on white.
enum BMPDecoder {
  /// Our own reading.
  static let version = "bmp-1"

  static func decode(_ bytes: [UInt8], colour: Bool, size: ImageSize) throws(ImagingError) -> Raster {
    let header = try BMPHeader(bytes)
    try size.check(header.size.width, header.size.height, .bmp)
    let channels = colour ? 3 : 1
    let pixels: [UInt8]
    switch header.compression {
    case .runsOfEight, .runsOfFour:
      pixels = Channels.convert(try coloured(BMPRuns(bytes, header).indices, header), from: 3, to: channels)
    case .none, .masks, .masksWithTransparency:
      // Nothing is allocated for rows that are not there.
      guard header.stride <= (bytes.count - header.pixelOffset) / size.height else { throw .truncated(.bmp) }
      pixels =
        try header.bits <= 8
        ? Channels.convert(coloured(indices(bytes, header), header), from: 3, to: channels)
        : direct(bytes, header, to: channels)
    }
    return Raster(unchecked: pixels, width: size.width, height: size.height, channels: channels)
  }

  /// The stored row that is shown as row `y`.
  private static func row(_ y: Int, _ header: BMPHeader) -> Int {
    header.isTopDown ? y : header.size.height - 1 - y
  }

  private static func indices(_ bytes: [UInt8], _ header: BMPHeader) -> [UInt8] {
    let perByte = 8 / header.bits
    let mask = UInt8(truncatingIfNeeded: 1 << header.bits - 1)
    var indices = [UInt8](repeating: 0, count: header.size.pixels)
    for y in 0..<header.size.height {
      let start = header.pixelOffset + y * header.stride
      for x in 0..<header.size.width {
        let shift = 8 - header.bits * (x % perByte + 1)
        indices[y * header.size.width + x] = bytes[start + x / perByte] >> UInt8(shift) & mask
      }
    }
    return indices
  }

  /// Colours of indices whose first row is the first that is stored.
  private static func coloured(_ indices: [UInt8], _ header: BMPHeader) throws(ImagingError) -> [UInt8] {
    let (width, height) = (header.size.width, header.size.height)
    var pixels = [UInt8](repeating: 0, count: header.size.pixels * 3)
    var target = 0
    for y in 0..<height {
      let start = row(y, header) * width
      for index in indices[start..<start + width] {
        guard Int(index) < header.palette.count else {
          throw .damaged(.bmp, cause: "colour \(index) of a palette of \(header.palette.count)")
        }
        let colour = header.palette[Int(index)]
        pixels[target] = colour.red
        pixels[target + 1] = colour.green
        pixels[target + 2] = colour.blue
        target += 3
      }
    }
    return pixels
  }

  /// A channel's place in a pixel.
  private struct Field {
    let shift: UInt32
    let most: Int
    let mask: UInt32

    init(_ mask: UInt32) {
      self.mask = mask
      shift = mask == 0 ? 0 : UInt32(mask.trailingZeroBitCount)
      most = Int(mask >> shift)
    }

    @inline(__always)
    func value(_ pixel: UInt32) -> UInt8 {
      most == 0 ? 0 : UInt8(clamping: Int((pixel & mask) >> shift) * 255 / most)
    }
  }

  private static func direct(
    _ bytes: [UInt8], _ header: BMPHeader, to channels: Int
  ) throws(ImagingError) -> [UInt8] {
    let fields = header.masks.map { Field($0) }
    let step = header.bits / 8
    let stored = header.masks[3] == 0 ? 3 : 4
    var pixels = [UInt8](repeating: 0, count: header.size.pixels * stored)
    var target = 0
    var isSeen = false
    for y in 0..<header.size.height {
      var source = header.pixelOffset + row(y, header) * header.stride
      for _ in 0..<header.size.width {
        var pixel: UInt32 = 0
        for index in 0..<step { pixel |= UInt32(bytes[source + index]) << UInt32(8 * index) }
        for channel in 0..<stored { pixels[target + channel] = fields[channel].value(pixel) }
        if stored == 4, pixels[target + 3] > 0 { isSeen = true }
        source += step
        target += stored
      }
    }
    if stored == 4, !isSeen {
      for index in stride(from: 3, to: pixels.count, by: 4) { pixels[index] = 255 }
    }
    return Channels.convert(pixels, from: stored, to: channels)
  }
}
