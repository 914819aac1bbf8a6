import CKernels
import Draws
import Selection
import Testing

/// The measures of a block are to the bit those of one image after the other, on every instruction set.
@Suite(.serialized) struct MeasureBlockTests {
  private func probabilities(_ rows: Int, classes: Int) -> [Float] {
    var stream = DrawStream(seed: UInt64(rows * 31 + classes))
    var values: [Float] = []
    for row in 0..<rows {
      var row = (0..<classes).map { _ in row % 5 == 0 && stream.below(2) == 0 ? 0 : Float(stream.uniform()) }
      if row.reduce(0, +) == 0 { row[0] = 1 }
      let sum = row.reduce(0, +)
      values += row.map { $0 / sum }
    }
    // What no model should say, and what must not trap: powers of two, one, tiny and infinite numbers, NaN.
    let odd: [Float] = [1, 0.5, 0.25, 1e-30, .leastNonzeroMagnitude, .infinity, .nan, -1, 0, 2]
    for (place, value) in odd.enumerated() where place * 7 < values.count { values[place * 7] = value }
    return values
  }

  @Test(arguments: [CK_PLAIN, CK_AVX2, CK_AVX512, CK_NEON])
  func equalsOneImageAtATime(kernel: ck_kernel) throws {
    guard ck_kernel_available(Int32(kernel.rawValue)) != 0 else { return }
    defer { _ = ck_use_kernel(-1) }
    for (rows, classes) in [(0, 3), (1, 1), (7, 2), (8, 8), (100, 7), (513, 3), (64, 30)] {
      let values = probabilities(rows, classes: classes)
      let margin = try Measure.margin(values, classes: classes)
      let entropy = try Measure.entropy(values, classes: classes)
      let least = try Measure.leastConfidence(values, classes: classes)
      _ = ck_use_kernel(Int32(kernel.rawValue))
      let block = try MeasureBlock(values, classes: classes)
      #expect(block.margin.map(\.bitPattern) == margin.map(\.bitPattern))
      #expect(block.leastConfidence.map(\.bitPattern) == least.map(\.bitPattern))
      for (found, expected) in zip(block.entropy, entropy) {
        #expect(found.bitPattern == expected.bitPattern || (found.isNaN && expected.isNaN))
      }
      for row in 0..<rows {
        let own = values[row * classes..<(row + 1) * classes]
        let best = own.reduce(Float(0)) { $1 > $0 ? $1 : $0 }
        #expect(block.highest[row] == best)
        #expect(Int(block.predicted[row]) == (own.firstIndex { $0 == best }.map { $0 - row * classes } ?? 0))
      }
    }
  }

  @Test func shapesThatDoNotFitAreRefused() {
    #expect(throws: SelectionError.self) { try MeasureBlock([0.5, 0.5, 1], classes: 2) }
    #expect(throws: SelectionError.self) { try MeasureBlock([], classes: 0) }
  }
}
