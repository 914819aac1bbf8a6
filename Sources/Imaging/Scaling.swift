extension Raster {
  /// The largest width or height that is scaled to, in pixels.
  package static let scaleLimit = 16_384

  /// The image at another size; the two axes are stretched independently.
  ///
  /// An axis that shrinks is averaged over the area that each new pixel covers; one that grows is interpolated
  /// linearly between pixel centres, the edges held. The weights are whole numbers over a common
  /// denominator, and only the end is rounded (half up), so the bits are the same everywhere and an even area
  /// stays even.
  ///
  /// - Throws: ``ImagingError/scaleSize(width:height:limit:)``.
  /// - Complexity: O(width × height + width × new height).
  package func scaled(toWidth newWidth: Int, height newHeight: Int) throws(ImagingError) -> Raster {
    guard (1...Self.scaleLimit).contains(newWidth), (1...Self.scaleLimit).contains(newHeight) else {
      throw .scaleSize(width: newWidth, height: newHeight, limit: Self.scaleLimit)
    }
    if newWidth == width, newHeight == height { return self }
    let columns = ScaleAxis(from: width, to: newWidth)
    let rows = ScaleAxis(from: height, to: newHeight)
    let largest = rows.denominator.multipliedReportingOverflow(by: 255)
    let pixels =
      largest.partialValue <= UInt64(UInt32.max) && !largest.overflow
      ? scaledPixels(columns, rows, lineSums: UInt32.self)
      : scaledPixels(columns, rows, lineSums: UInt64.self)
    return Raster(unchecked: pixels, width: newWidth, height: newHeight, channels: channels)
  }
}

/// How the pixels along one axis come from those of another size: whole-number weights over one denominator.
struct ScaleAxis {
  /// Number of new pixels.
  let count: Int
  /// What the weights of each new pixel add up to.
  let denominator: UInt64
  /// For each new pixel, the first old pixel that it is made of.
  private(set) var first: [Int] = []
  /// For each new pixel, where its weights begin; one more at the end.
  private(set) var offsets: [Int] = [0]
  /// The weights of one old pixel after the other.
  private(set) var weights: [UInt64] = []

  init(from source: Int, to count: Int) {
    self.count = count
    denominator = count == source ? 1 : count < source ? UInt64(source) : UInt64(2 * count)
    for index in 0..<count {
      if count == source {
        first.append(index)
        weights.append(1)
      } else if count < source {
        // In units of 1 / count: old pixel j covers [j × count, (j + 1) × count), the new one `source` of them.
        let start = index * source
        let end = start + source
        first.append(start / count)
        for pixel in start / count..<(end + count - 1) / count {
          weights.append(UInt64(min(end, (pixel + 1) * count) - max(start, pixel * count)))
        }
      } else {
        // In units of 1 / (2 × count): the new pixel's centre, seen from the centre of old pixel 0.
        let unit = 2 * count
        let centre = min(max((2 * index + 1) * source - count, 0), unit * (source - 1))
        let (pixel, part) = centre.quotientAndRemainder(dividingBy: unit)
        first.append(pixel)
        weights.append(UInt64(unit - part))
        if part > 0 { weights.append(UInt64(part)) }
      }
      offsets.append(weights.count)
    }
  }
}

/// Division by a number that is not known before, for sums of bytes with weights that add up to it.
package struct MeanDivisor: Sendable {
  private let divisor: UInt64
  private let reciprocal: UInt64

  /// Prepares the division by `divisor`, at least 1.
  package init(_ divisor: UInt64) {
    self.divisor = divisor
    // With m = ⌊2⁶⁴ / d⌋ + 1 the upper half of n × m is n / d as long as n × d < 2⁶⁴ (Granlund, Montgomery, 1994);
    // n is below 256 × d.
    reciprocal = divisor > 1 && divisor < 1 << 28 ? UInt64.max / divisor + 1 : 0
  }

  /// `sum / divisor`, rounded half up; `sum` is at most 255 × divisor.
  @inline(__always)
  package func mean(_ sum: UInt64) -> UInt8 {
    let shifted = sum &+ divisor / 2
    if reciprocal != 0 { return UInt8(truncatingIfNeeded: shifted.multipliedFullWidth(by: reciprocal).high) }
    return UInt8(truncatingIfNeeded: shifted / divisor)
  }
}
