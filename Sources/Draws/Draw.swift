/// Draws that depend on what they are for and on nothing else.
///
/// Every random decision in Winnow comes from here, keyed by (random seed, iteration, stage, item id), so a
/// tie is broken and a sample is drawn the same way whatever the row order, the thread count or the size of a
/// row group. The keyed function is SipHash-2-4 (Aumasson, Bernstein, 2012) over the item's UTF-8 bytes, its
/// 128-bit key mixed by SplitMix64 from the seed, the iteration and the stage's name.
package struct Draw: Sendable {
  private let key0: UInt64
  private let key1: UInt64

  /// Makes the draws of one purpose.
  ///
  /// - Parameters:
  ///   - randomSeed: The `random_seed` of the spec.
  ///   - iteration: The iteration's number; 0 for what is drawn once for a data directory.
  ///   - stage: What the draw is for: the stage's name, with a suffix where a stage draws twice
  ///     (`"cluster/random"`).
  package init(randomSeed: UInt64, iteration: Int, stage: String) {
    var mixer = DrawStream(seed: randomSeed)
    let base0 = mixer.next()
    let base1 = mixer.next()
    let salted = SipHash.hash(
      stage.utf8, key0: base0 ^ UInt64(truncatingIfNeeded: iteration), key1: base1)
    mixer = DrawStream(seed: salted)
    key0 = mixer.next()
    key1 = mixer.next()
  }

  /// A uniform 64-bit number that belongs to `id`: sort by it to shuffle, compare it to break a tie.
  package func key(_ id: some Collection<UInt8>) -> UInt64 {
    SipHash.hash(id, key0: key0, key1: key1)
  }

  /// A uniform 64-bit number that belongs to the id whose bytes these are.
  package func key(_ id: UnsafeRawBufferPointer) -> UInt64 {
    SipHash.hash(id, key0: key0, key1: key1)
  }

  /// A uniform 64-bit number that belongs to `id`.
  package func key(_ id: String) -> UInt64 {
    key(id.utf8)
  }

  /// A uniform number in [0, 1) that belongs to `id`.
  package func uniform(_ id: String) -> Double {
    Double(key(id) >> 11) * 0x1p-53
  }

  /// A generator that belongs to `id`, for drawing more than one number.
  package func stream(_ id: String) -> DrawStream {
    DrawStream(seed: key(id))
  }
}
