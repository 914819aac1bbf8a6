/// A stream of uniform 64-bit numbers: SplitMix64 (Steele, Lea, Flood, 2014).
///
/// Passed to the standard library's `shuffle(using:)` and `random(in:using:)` its results would hang on the
/// library's version, so the few draws that Winnow needs are defined here.
package struct DrawStream: Sendable {
  private var state: UInt64

  /// Starts the stream of `seed`.
  package init(seed: UInt64) {
    state = seed
  }

  /// The next 64 uniform bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next number in [0, 1), a multiple of 2⁻⁵³.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// The next number in `range`.
  package mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// The next whole number below `bound`, without bias (Lemire, 2019).
  ///
  /// - Parameter bound: At least 1; 0 gives 0.
  /// - Returns: A number from 0 to `bound` − 1.
  package mutating func below(_ bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold {
        product = next().multipliedFullWidth(by: range)
      }
    }
    return Int(product.high)
  }

  /// The next number of a distribution close to the normal one with mean 0 and variance 1: the sum of twelve
  /// uniform numbers less six (Irwin–Hall), which needs no logarithm and so has the same bits everywhere.
  package mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += uniform() }
    return sum
  }

  /// `items` in random order (Fisher–Yates).
  package mutating func shuffled<Element>(_ items: [Element]) -> [Element] {
    var result = items
    var last = result.count - 1
    while last > 0 {
      result.swapAt(last, below(last + 1))
      last -= 1
    }
    return result
  }
}
