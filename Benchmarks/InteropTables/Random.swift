/// Draws that depend on the seed alone (SplitMix64).
///
/// Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014.
struct Random: RandomNumberGenerator {
  private var state: UInt64

  /// Starts from a seed.
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number below `bound`.
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }

  /// Whether something of probability 1 / `odds` happens.
  mutating func once(in odds: Int) -> Bool { below(odds) == 0 }

  /// One of `items`, `other` if there is none.
  mutating func pick<Item>(_ items: [Item], or other: Item) -> Item { items.randomElement(using: &self) ?? other }
}
