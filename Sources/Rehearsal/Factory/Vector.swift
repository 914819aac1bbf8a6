import CKernels
import Draws

/// A point or a direction of the scene.
///
/// Lengths are in units of 1/96 of the image's side, the origin is the middle of the image, y points down; so
/// nothing in a scene depends on the number of pixels.
struct Vector: Sendable, Equatable {
  var x: Float
  var y: Float

  init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }

  /// The direction of an angle in radians.
  init(angle: Double) {
    self.init(Float(ck_cos(angle)), Float(ck_sin(angle)))
  }

  /// The direction a quarter turn on.
  var turned: Vector { Vector(-y, x) }
  var length: Float { (x * x + y * y).squareRoot() }

  func dot(_ other: Vector) -> Float { x * other.x + y * other.y }

  static func + (a: Vector, b: Vector) -> Vector { Vector(a.x + b.x, a.y + b.y) }
  static func - (a: Vector, b: Vector) -> Vector { Vector(a.x - b.x, a.y - b.y) }
  static func * (a: Vector, factor: Float) -> Vector { Vector(a.x * factor, a.y * factor) }
}

extension DrawStream {
  /// The next number in `range` as a Float.
  mutating func number(_ range: ClosedRange<Double>) -> Float {
    Float(uniform(in: range))
  }

  /// The next direction, every one as likely.
  mutating func direction() -> Vector {
    Vector(angle: angle())
  }

  /// The next angle in radians.
  mutating func angle() -> Double {
    uniform() * 6.283185307179586
  }

  /// True with the given probability.
  mutating func chance(_ probability: Double) -> Bool {
    uniform() < probability
  }

  /// 1 or −1, 1 with the given probability.
  mutating func sign(_ probability: Double = 0.5) -> Float {
    chance(probability) ? 1 : -1
  }

  /// The next point of a disc about `centre`, denser in the middle.
  mutating func point(near centre: Vector, spread: Float) -> Vector {
    let x = Float(normal())
    let y = Float(normal())
    return centre + Vector(x, y) * spread
  }
}
