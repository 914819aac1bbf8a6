import CKernels
import Draws
import Testing

/// The passes that pick out what is small enough, beside plain loops.
struct NearKernelTests {
  private func values(_ count: Int, seed: UInt64) -> [Float] {
    var stream = DrawStream(seed: seed)
    // Few different ones, so that many are equal and bounds are met exactly.
    return (0..<count).map { _ in Float(stream.below(12)) / 4 - 1 }
  }

  @Test(arguments: [1, 2, 15, 16, 17, 31, 32, 100])
  func theFirstOfTheLeastIsFound(count: Int) {
    for seed in 0..<20 {
      let values = values(count, seed: UInt64(seed))
      #expect(ck_first_least_f32(values, count) == values.firstIndex(of: values.min() ?? 0))
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 48, 100])
  func whatIsAtMostABoundIsListedInOrder(count: Int) {
    for seed in 0..<20 {
      let (values, gaps) = (values(count, seed: UInt64(seed)), values(count, seed: 99))
      var found = [Int32](repeating: -1, count: max(1, count))
      for bound in [Float(-2), -1, -0.75, 0.5, 3] {
        let number = ck_at_most_f32(values, bound, count, &found)
        #expect(found.prefix(number).map { Int($0) } == values.indices.filter { values[$0] <= bound })
        let reached = ck_within_reach_f32(values, gaps, bound, 0.5, count, &found)
        #expect(found.prefix(reached).map { Int($0) } == values.indices.filter { values[$0] <= bound + 0.5 * gaps[$0] })
      }
    }
  }

  @Test(arguments: [1, 7, 8, 9, 33, 512])
  func unitVectorsHaveLengthOne(count: Int) {
    var stream = DrawStream(seed: UInt64(count))
    let values = (0..<count).map { _ in Float(stream.normal()) + 0.01 }
    var unit = [Float](repeating: 9, count: count)
    let norm = ck_unit_f32(values, count, &unit)
    let expected = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(norm - expected) <= 1e-12 * expected)
    for (value, scaled) in zip(values, unit) { #expect(abs(Double(scaled) - Double(value) / expected) < 1e-7) }
  }

  @Test func zerosStayZerosAndWhatIsNoNumberShows() {
    var unit: [Float] = [1, 1]
    #expect(ck_unit_f32([0, 0], 2, &unit) == 0 && unit == [0, 0])
    #expect(!ck_unit_f32([1, .nan], 2, &unit).isFinite)
    #expect(!ck_unit_f32([.infinity, 1], 2, &unit).isFinite)
  }
}
