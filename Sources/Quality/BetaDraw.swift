import CKernels
import Draws

/// Draws of the Beta distribution, with the same bits on every machine.
enum BetaDraw {
  /// A draw of Beta(α, β), both above 0: X/(X + Y) of two Gamma draws.
  static func next(_ alpha: Double, _ beta: Double, _ stream: inout DrawStream) -> Double {
    let x = gamma(alpha, &stream)
    let y = gamma(beta, &stream)
    return x + y > 0 ? x / (x + y) : alpha / (alpha + beta)
  }

  /// A draw of Gamma(shape, 1) by rejection (Marsaglia, Tsang 2000); a shape under 1 is drawn as shape + 1 and scaled.
  private static func gamma(_ shape: Double, _ stream: inout DrawStream) -> Double {
    guard shape >= 1 else {
      let grown = gamma(shape + 1, &stream)
      return grown * ck_exp(ck_log(1 - stream.uniform()) / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal(&stream)
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if ck_log(1 - stream.uniform()) < x * x / 2 + d - d * v + d * ck_log(v) { return d * v }
    }
  }

  /// A draw of the normal distribution (Marsaglia's polar method): `DrawStream.normal` has no tails, which a Beta with
  /// few counts needs.
  private static func normal(_ stream: inout DrawStream) -> Double {
    while true {
      let u = stream.uniform(in: -1...1)
      let v = stream.uniform(in: -1...1)
      let s = u * u + v * v
      if s > 0, s < 1 { return u * (-2 * ck_log(s) / s).squareRoot() }
    }
  }
}
