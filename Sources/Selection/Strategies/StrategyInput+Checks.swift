import CKernels
import Parallel

extension StrategyInput {
  /// The number of candidates.
  var count: Int { keys.count }

  /// The number of labelled images.
  var labelledCount: Int { dimensions > 0 ? labelled.count / dimensions : 0 }

  /// Candidates by ascending draw key: the order in which strategies look at them, so that the caller's does not matter.
  var keyOrder: [Int] { Ranking.byKey(Array(keys.indices), keys: keys) }

  /// The labelled images in an order of their numbers alone; those that are alike to the bit need not be distinguished.
  var labelledOrder: [Int] {
    labelled.withUnsafeBufferPointer { values in
      Array(0..<labelledCount).sorted { a, b in
        for dimension in 0..<dimensions {
          let (x, y) = (values[a * dimensions + dimension], values[b * dimensions + dimension])
          if x.bitPattern != y.bitPattern { return x.bitPattern < y.bitPattern }
        }
        return a < b
      }
    }
  }

  /// How many candidates are to be chosen, once the arrays that `needs` names have the right shape.
  ///
  /// - Throws: `SelectionError.outside` for a negative count, no dimensions or no classes, `.count` where lengths differ.
  func wanted(_ count: Int, needs: StrategyNeeds) throws -> Int {
    guard count >= 0, keys.count <= Int(Int32.max) else {
      throw SelectionError.outside(.batch, found: count, least: 0, greatest: keys.count)
    }
    guard !keys.isEmpty else { return 0 }
    if needs.contains(.vectors) {
      guard dimensions >= 1 else {
        throw SelectionError.outside(.dimensions, found: dimensions, least: 1, greatest: .max)
      }
      try Self.check(vectors, rows: keys.count, width: dimensions, as: .embeddings)
    }
    if needs.contains(.probabilities) {
      guard classes >= 1 else {
        throw SelectionError.outside(.classes, found: classes, least: 1, greatest: .max)
      }
      try Self.check(probabilities, rows: keys.count, width: classes, as: .probabilities)
    }
    if needs.contains(.labelled), !labelled.count.isMultiple(of: max(1, dimensions)) {
      throw SelectionError.count(
        of: .labelled, expected: labelled.count / dimensions * dimensions, found: labelled.count)
    }
    return min(count, keys.count)
  }

  /// Checks that every number of what `needs` names can be worked with.
  ///
  /// - Throws: `SelectionError.notFinite` where one is not finite or too large to be squared.
  func checkFinite(_ needs: StrategyNeeds) throws {
    if needs.contains(.vectors) {
      try PointSet.check(vectors, dimensions: dimensions, order: Array(keys.indices), threads: threads)
    }
    if needs.contains(.labelled) {
      do {
        try PointSet.check(labelled, dimensions: dimensions, order: Array(0..<labelledCount), threads: threads)
      } catch SelectionError.notFinite(_, let row) {
        throw SelectionError.notFinite(.labelled, row: row)
      }
    }
    if needs.contains(.probabilities), let bad = probabilities.firstIndex(where: { !$0.isFinite }) {
      throw SelectionError.notFinite(.probabilities, row: bad / classes)
    }
  }

  private static func check(_ values: [Float], rows: Int, width: Int, as argument: SelectionError.Argument) throws {
    let (expected, overflow) = rows.multipliedReportingOverflow(by: width)
    guard !overflow, values.count == expected else {
      throw SelectionError.count(of: argument, expected: overflow ? .max : expected, found: values.count)
    }
  }
}

extension Choice {
  /// Fills up to `count` picks with the best candidates that are not among them, of `total`.
  mutating func fill(to count: Int, of total: Int) {
    guard picks.count < count else { return }
    var isPicked = [Bool](repeating: false, count: total)
    for pick in picks { isPicked[pick] = true }
    picks += (0..<total).lazy.filter { !isPicked[$0] }.prefix(count - picks.count)
  }
}
