/// What it costs to call an image of one class another.
package struct CostMatrix: Sendable, Equatable {
  /// How many classes there are.
  package let classes: Int
  /// Row-major: the true class's row, the predicted class's column.
  package let values: [Double]

  /// Every mistake costs 1, and what is right nothing.
  package init(classes: Int) {
    self.classes = max(0, classes)
    values = (0..<max(0, classes)).flatMap { row in (0..<max(0, classes)).map { $0 == row ? 0 : 1 } }
  }

  /// Takes declared costs.
  ///
  /// - Throws: `SelectionError` where there are not classes × classes of them or one is negative or not finite.
  package init(classes: Int, values: [Double]) throws {
    guard classes >= 1, classes <= 1 << 20 else {
      throw SelectionError.outside(.classes, found: classes, least: 1, greatest: 1 << 20)
    }
    guard values.count == classes * classes else {
      throw SelectionError.count(of: .costs, expected: classes * classes, found: values.count)
    }
    if let bad = values.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw SelectionError.notFinite(.costs, row: bad / classes)
    }
    self.classes = classes
    self.values = values
  }
}

extension Measure {
  /// The expected cost of the best prediction, min over j of Σ over i of pᵢ C[i][j]: larger = ask first.
  ///
  /// With a cost of 1 for every mistake it is Σp − p₁, the least confidence. Margineantu, "Active Cost-Sensitive Learning"
  /// (IJCAI 2005). O(classes²) a row; the costs are 1 off the diagonal and 0 on it by default.
  ///
  /// - Throws: `SelectionError` where the shapes do not fit or a probability is not finite.
  package static func costSensitive(
    _ probabilities: [Float], classes: Int, costs: CostMatrix
  ) throws -> [Double] {
    guard costs.classes == classes else {
      throw SelectionError.count(of: .costs, expected: classes * classes, found: costs.values.count)
    }
    return try costs.values.withUnsafeBufferPointer { cost in
      var sums = [Double](repeating: 0, count: max(0, classes))
      return try map(finite: probabilities, classes: classes) { row in
        for column in 0..<classes { sums[column] = 0 }
        for (index, value) in row.enumerated() {
          let p = Double(value)
          for column in 0..<classes { sums[column] += p * cost[index * classes + column] }
        }
        return sums.min() ?? 0
      }
    }
  }
}
