/// The checks that every entry of this module makes of its arrays.
enum Check {
  /// One label a row, each a class.
  static func labels(_ labels: [Int], classes: Int) throws(LearningError) {
    guard classes >= 1 else { throw .option(.classes) }
    for (row, label) in labels.enumerated() where label < 0 || label >= classes {
      throw .label(row: row, found: label, classes: classes)
    }
  }

  /// One weight a row, none negative; 1 each where there are none.
  static func weights(_ weights: [Double]?, rows: Int) throws(LearningError) -> [Double] {
    guard let weights else { return [Double](repeating: 1, count: rows) }
    try length(.sampleWeights, weights.count, expected: rows)
    for (row, weight) in weights.enumerated() where !(weight >= 0 && weight.isFinite) {
      throw .weight(row: row)
    }
    return weights
  }

  /// An array of the right length.
  static func length(
    _ input: LearningError.Input, _ found: Int, expected: Int
  ) throws(LearningError) {
    guard found == expected else { throw .length(of: input, expected: expected, found: found) }
  }

  /// An array of rows × columns; the product may overflow.
  static func shape(
    _ input: LearningError.Input, _ found: Int, rows: Int, columns: Int
  ) throws(LearningError) {
    let (expected, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, found == expected else {
      throw .length(of: input, expected: overflow ? Int.max : expected, found: found)
    }
  }

  /// No NaN and no infinity among rows of `columns` numbers.
  static func finite<Number: BinaryFloatingPoint>(
    _ input: LearningError.Input, _ values: UnsafeBufferPointer<Number>, columns: Int
  ) throws(LearningError) {
    // A sum of 0·x is NaN exactly if some x is NaN or infinite: no branch a number.
    for start in stride(from: 0, to: values.count, by: 4096) {
      var sum: Number = 0
      let end = min(start + 4096, values.count)
      for index in start..<end { sum += values[index] * 0 }
      guard sum != 0 else { continue }
      for index in start..<end where !values[index].isFinite {
        throw .notFinite(input, row: index / max(1, columns), column: index % max(1, columns))
      }
    }
  }

  /// No NaN and no infinity among rows of `columns` numbers.
  static func finite<Number: BinaryFloatingPoint>(
    _ input: LearningError.Input, _ values: [Number], columns: Int
  ) throws(LearningError) {
    let failure: LearningError? = values.withUnsafeBufferPointer { buffer in
      do throws(LearningError) {
        try finite(input, buffer, columns: columns)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }
}
