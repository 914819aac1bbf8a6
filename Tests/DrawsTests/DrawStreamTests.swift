import Draws
import Testing

struct DrawStreamTests {
  @Test func givesThePublishedSplitMix64Numbers() {
    var stream = DrawStream(seed: 1_234_567)
    let numbers = (0..<5).map { _ in stream.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func uniformIsTheUpper53Bits() {
    var stream = DrawStream(seed: 1_234_567)
    #expect(stream.uniform() == Double(6_457_827_717_110_365_317 >> 11 as UInt64) / 9_007_199_254_740_992)
  }

  @Test func uniformStaysInItsRange() {
    var stream = DrawStream(seed: 3)
    for _ in 0..<1000 {
      let value = stream.uniform(in: -2...3)
      #expect(value >= -2 && value < 3)
    }
    #expect(stream.uniform(in: 4...4) == 4)
  }

  @Test(arguments: [-5, 0, 1])
  func belowOneIsZeroAndDrawsNothing(bound: Int) {
    var stream = DrawStream(seed: 9)
    var untouched = stream
    #expect(stream.below(bound) == 0)
    #expect(stream.next() == untouched.next())
  }

  @Test(arguments: [2, 3, 7, 10])
  func belowIsEven(bound: Int) {
    var stream = DrawStream(seed: 77)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<(1000 * bound) { counts[stream.below(bound)] += 1 }
    let chiSquare = counts.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    // One in a thousand for up to 9 degrees of freedom; the draws are fixed.
    #expect(chiSquare < 27.9)
  }

  @Test func belowRejectsWhatWouldBiasALargeBound() {
    // 2⁶⁴ mod (3·2⁶¹) = 2⁶²: without rejection the numbers that are 0 modulo 3 would come up too often: a quarter of all draws
    // must be thrown away.
    let bound = 3 << 61
    var stream = DrawStream(seed: 11)
    var source = stream
    var rejected = 0
    for _ in 0..<2000 {
      let value = stream.below(bound)
      while true {
        let product = source.next().multipliedFullWidth(by: UInt64(bound))
        if product.low >= 1 << 62 {
          #expect(value == Int(product.high))
          break
        }
        rejected += 1
      }
    }
    #expect(stream.next() == source.next())
    #expect(rejected > 550 && rejected < 800)
  }

  @Test func normalHasMeanZeroAndVarianceOne() {
    var stream = DrawStream(seed: 21)
    let values = (0..<20_000).map { _ in stream.normal() }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.04)
  }

  @Test func shuffledIsAPermutation() {
    var stream = DrawStream(seed: 2)
    #expect(stream.shuffled(Array(0..<100)).sorted() == Array(0..<100))
    #expect(stream.shuffled([Int]()).isEmpty)
    #expect(stream.shuffled([5]) == [5])
  }

  @Test func shuffledGivesEveryOrderAlike() {
    var stream = DrawStream(seed: 4)
    var counts = [Int](repeating: 0, count: 27)
    for _ in 0..<6000 {
      let order = stream.shuffled([0, 1, 2])
      counts[order[0] * 9 + order[1] * 3 + order[2]] += 1
    }
    let seen = counts.filter { $0 > 0 }
    #expect(seen.count == 6)
    #expect(seen.allSatisfy { abs($0 - 1000) < 130 })
  }
}
