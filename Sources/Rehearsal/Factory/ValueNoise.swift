/// Smooth noise on the plane: uniform numbers on the whole-numbered points, blended between them.
///
/// Only additions, multiplications and integer operations, so the same bits everywhere.
struct ValueNoise: Sendable {
  private let seed: UInt64

  init(seed: UInt64) {
    self.seed = seed
  }

  /// The noise at a point, in [−1, 1], its features about 1 wide.
  @inline(__always)
  func at(_ x: Float, _ y: Float) -> Float {
    let left = x.rounded(.down)
    let top = y.rounded(.down)
    let column = Int64(left)
    let row = Int64(top)
    let u = Smooth.step(x - left)
    let v = Smooth.step(y - top)
    let upper = Smooth.blend(corner(column, row), corner(column + 1, row), u)
    let lower = Smooth.blend(corner(column, row + 1), corner(column + 1, row + 1), u)
    return Smooth.blend(upper, lower, v)
  }

  /// The number that belongs to a whole-numbered point, uniform in [−1, 1).
  @inline(__always)
  func corner(_ column: Int64, _ row: Int64) -> Float {
    var z = seed &+ UInt64(bitPattern: column) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 29)) &+ UInt64(bitPattern: row) &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 32)) &* 0x94D0_49BB_1331_11EB
    return Float(Int32(truncatingIfNeeded: z >> 32)) * 0x1p-31
  }
}
