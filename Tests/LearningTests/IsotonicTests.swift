import Draws
import Learning
import Testing

@Suite struct IsotonicTests {
  @Test func neighboursThatFallArePooled() {
    #expect(Isotonic.ascending([]) == [])
    #expect(Isotonic.ascending([1, 2, 2, 5]) == [1, 2, 2, 5])
    #expect(Isotonic.ascending([1, 4, 2, 6]) == [1, 3, 3, 6])
    #expect(Isotonic.ascending([5, 4, 3]) == [4, 4, 4])
    #expect(Isotonic.ascending([3, 1, 2, 0, 7]) == [1.5, 1.5, 1.5, 1.5, 7])
  }

  /// No ascending values out of a grid are nearer.
  @Test(arguments: 0..<20) func noneIsNearer(_ seed: UInt64) {
    var stream = DrawStream(seed: seed)
    let values = (0..<4).map { _ in Double(stream.below(5)) }
    func distance(_ other: [Double]) -> Double { zip(values, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    let found = Isotonic.ascending(values)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
    let grid = (0...16).map { Double($0) / 4 }
    for a in grid {
      for b in grid where b >= a {
        for c in grid where c >= b {
          for d in grid where d >= c { #expect(distance(found) <= distance([a, b, c, d]) + 1e-9) }
        }
      }
    }
  }
}
