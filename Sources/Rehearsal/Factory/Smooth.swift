/// Blends and smooth steps.
enum Smooth {
  /// 3t² − 2t³, for t in [0, 1].
  @inline(__always)
  static func step(_ t: Float) -> Float {
    t * t * (3 - 2 * t)
  }

  /// 0 below `low`, 1 above `high`, smooth between; `low` must be below `high`.
  @inline(__always)
  static func step(_ value: Float, from low: Float, to high: Float) -> Float {
    step(min(1, max(0, (value - low) / (high - low))))
  }

  /// `a` for t = 0, `b` for t = 1.
  @inline(__always)
  static func blend(_ a: Float, _ b: Float, _ t: Float) -> Float {
    a + (b - a) * t
  }
}
