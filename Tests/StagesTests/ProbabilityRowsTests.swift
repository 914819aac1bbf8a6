import Stages
import Testing

/// Rows of probabilities whose sum is a little off are divided by it, and no others are touched.
@Suite struct ProbabilityRowsTests {
  /// A number as bfloat16 has it: the upper 16 bits, rounded to the nearest.
  private func half(_ value: Float) -> Float {
    let bits = value.bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  @Test func aSumWithinAThousandthStaysToTheBit() {
    var rows = ProbabilityRows()
    var values: [Float] = [0.1, 0.2, 0.7, 0.5, 0.25, 0.2509, 0, 0, 1]
    let before = values
    for row in 0..<3 { #expect(rows.take(&values, row * 3..<row * 3 + 3, classes: 3) == nil) }
    #expect(values == before)
    #expect(rows.divided == 0 && rows.sums == nil && rows.sentence("the probabilities", of: 3) == nil)
  }

  @Test func aSoftmaxInHalfPrecisionIsDividedByItsSum() throws {
    var values = [Float(0.3351), 0.3352, 0.1103, 0.1097, 0.1097].map { half($0) }
    let sum = values.reduce(0.0) { $0 + Double($1) }
    #expect(abs(sum - 1) > 1e-3 && abs(sum - 1) < 4e-3, "\(sum)")
    let expected = values.map { Float(Double($0) / sum) }
    var rows = ProbabilityRows()
    #expect(rows.take(&values, 0..<5, classes: 5) == nil)
    #expect(values == expected)
    #expect(abs(values.reduce(0.0) { $0 + Double($1) } - 1) < 1e-6)
    #expect(rows.divided == 1 && rows.sums == sum...sum)
    let sentence = try #require(rows.sentence("p.parquet: the probabilities", of: 7))
    #expect(sentence.hasPrefix("p.parquet: the probabilities of 1 of 7 rows sum to "))
  }

  @Test func whatIsFartherOffIsAnError() {
    func problem(_ row: [Float], classes: Int = 2) -> DataError.HookRow? {
      var (rows, values) = (ProbabilityRows(), row)
      return rows.take(&values, 0..<row.count, classes: classes)
    }
    #expect(problem([0.5, 0.489]) == .sum(Double(Float(0.5)) + Double(Float(0.489))))
    #expect(problem([0.5, 0.511]) != nil)
    #expect(problem([0.5, 0.491]) == nil)
    #expect(problem([0.5, 0.509]) == nil)
    #expect(problem([0, 0]) == .sum(0))
    #expect(problem([0.5, .nan]) == .notFinite(position: 1))
    #expect(problem([1.25, -0.25]) == .outOfRange(position: 0, value: 1.25))
    #expect(problem([1, -0.001]) == .outOfRange(position: 1, value: Double(Float(-0.001))))
    #expect(problem([1]) == .classCount(expected: 2, found: 1))
    #expect(problem([]) == .classCount(expected: 2, found: 0))
  }
}
