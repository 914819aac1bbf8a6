import CKernels
import Draws
import Testing

/// Sketches, and the passes that pick out what is small enough, beside plain loops.
struct NearKernelTests {
  private func values(_ count: Int, seed: UInt64) -> [Int32] {
    var stream = DrawStream(seed: seed)
    // Few different ones, so that many are equal and bounds are met exactly.
    return (0..<count).map { _ in Int32(stream.below(12)) - 4 }
  }

  private func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var stream = DrawStream(seed: seed)
    // The extremes often: their products are the largest.
    return (0..<count).map { _ in [1, 255, UInt8(1 + stream.below(255))][stream.below(3)] }
  }

  private func product(_ a: some Sequence<UInt8>, _ b: some Sequence<UInt8>) -> Int32 {
    zip(a, b).reduce(0) { $0 + (Int32($1.0) - 128) * (Int32($1.1) - 128) }
  }

  @Test(arguments: [1, 2, 15, 16, 17, 31, 32, 100])
  func theFirstOfTheLeastIsFound(count: Int) {
    for seed in 0..<20 {
      let values = values(count, seed: UInt64(seed))
      #expect(ck_first_least_i32(values, count) == values.firstIndex(of: values.min() ?? 0))
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 48, 100])
  func whatIsAtMostABoundIsListedInOrder(count: Int) {
    for seed in 0..<20 {
      let (values, slack) = (values(count, seed: UInt64(seed)), values(count, seed: 99))
      var found = [Int32](repeating: -1, count: max(1, count))
      for bound in [Int32(-5), -4, -3, 2, 8] {
        let number = ck_at_most_i32(values, bound, count, &found)
        #expect(found.prefix(number).map { Int($0) } == values.indices.filter { values[$0] <= bound })
        let within = ck_within_i32(values, slack, bound, count, &found)
        #expect(found.prefix(within).map { Int($0) } == values.indices.filter { values[$0] <= bound + slack[$0] })
      }
    }
  }

  /// Every width, every remainder of four, rows in a row and picked; each instruction set.
  @Test(arguments: Array(stride(from: 16, through: 128, by: 16)))
  func scoresOfSketchesAreThoseOfPlainLoops(width: Int) {
    defer { _ = ck_use_kernel(-1) }
    let sketches = bytes(40 * width, seed: UInt64(width))
    let query = bytes(width, seed: 1)
    func row(_ number: Int) -> ArraySlice<UInt8> { sketches[number * width..<(number + 1) * width] }
    let norms = (0..<40).map { product(row($0), row($0)) }
    let picked: [Int32] = (0..<40).map { ($0 * 7 + 3) % 40 }
    for kernel in 0..<Int32(CK_KERNEL_COUNT.rawValue) where ck_use_kernel(kernel) != 0 {
      for count in [0, 1, 2, 3, 4, 5, 8, 39, 40] {
        for rows in [nil, picked] {
          var scores = [Int32](repeating: .min, count: count + 1)
          ck_sketch_scores_i32(sketches, norms, rows, count, query, width, &scores)
          for place in 0..<count {
            let number = Int(rows?[place] ?? Int32(place))
            #expect(scores[place] == norms[number] - 2 * product(row(number), query), "kernel \(kernel), \(count) rows")
          }
          #expect(scores[count] == .min)
        }
      }
    }
  }

  @Test func sketchesAreRoundedToTheNearestAndHeld() {
    let values: [Float] = [0, 0.4, 0.5, 0.6, 1.5, -0.5, -1.5, -1.6, 126.4, 126.6, 127.4, 500, -500, 1e30, -1e30]
    let expected = [0, 0, 0, 1, 2, 0, -2, -2, 126, 127, 127, 127, -127, 127, -127]
    var sketch = [UInt8](repeating: 99, count: values.count + 1)
    let squares = ck_sketch_u8(values.map { $0 / 4 }, 4, values.count, &sketch)
    #expect(sketch.map(Int.init) == expected.map { $0 + 128 } + [99])
    #expect(Int(squares) == expected.reduce(0) { $0 + $1 * $1 })
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
