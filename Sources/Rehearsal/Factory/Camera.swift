import Draws

/// What a camera adds: its lens darkens the corners and softens, its sensor is noisy and uneven.
struct Camera: Sendable {
  private let vignette: Float
  private let softness: Float
  private let noise: Float
  private let columnGains: [Float]

  /// Draws a camera by its name.
  init(_ name: String, side: Int, randomSeed: UInt64) {
    var stream = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/camera").stream(name)
    vignette = stream.number(0.06...0.2)
    softness = stream.number(0.03...0.1)
    noise = stream.number(1.3...2.4)
    columnGains = (0..<side).map { _ in 1 + 0.004 * Float(stream.normal()) }
  }

  /// How much light reaches a place of the sensor.
  @inline(__always)
  func falloff(_ point: Vector) -> Float {
    1 - vignette * point.dot(point) * (1 / 4_608)
  }

  /// What the sensor makes of the light: softened, noisy, in whole grey levels.
  ///
  /// - Parameters:
  ///   - levels: The light, by rows.
  ///   - side: The side of the image in pixels.
  ///   - blur: What the frame adds to the lens's softness.
  ///   - stream: The draws of the noise.
  /// - Returns: The pixels, by rows.
  func expose(_ levels: [Float], side: Int, blur: Float, _ stream: DrawStream) -> [UInt8] {
    var stream = stream
    let soft = soften(levels, side: side, weight: softness + blur)
    var pixels = [UInt8](repeating: 0, count: side * side)
    for row in 0..<side {
      for column in 0..<side {
        let index = row * side + column
        let level = soft[index] * columnGains[column]
        // The sum of four uniform numbers: near enough to the normal distribution for a sensor.
        let bits = stream.next()
        let sum =
          Int32(truncatingIfNeeded: bits & 0xFFFF) + Int32(truncatingIfNeeded: bits >> 16 & 0xFFFF)
          + Int32(truncatingIfNeeded: bits >> 32 & 0xFFFF) + Int32(truncatingIfNeeded: bits >> 48)
        let deviate = (Float(sum) - 131_070) * (1.732 / 65_536)
        let amount = noise * (0.7 + level * (0.6 / 255))
        pixels[index] = UInt8(min(255, max(0, (level + amount * deviate).rounded())))
      }
    }
    return pixels
  }

  /// The image with each pixel blended with its four neighbours, each of the given weight.
  private func soften(_ levels: [Float], side: Int, weight: Float) -> [Float] {
    var across = levels
    for row in 0..<side {
      for column in 0..<side {
        let index = row * side + column
        let left = levels[index - (column > 0 ? 1 : 0)]
        let right = levels[index + (column < side - 1 ? 1 : 0)]
        across[index] = levels[index] + weight * (left + right - 2 * levels[index])
      }
    }
    var result = across
    for row in 0..<side {
      let above = row > 0 ? side : 0
      let below = row < side - 1 ? side : 0
      for index in row * side..<(row + 1) * side {
        result[index] =
          across[index] + weight * (across[index - above] + across[index + below] - 2 * across[index])
      }
    }
    return result
  }
}
