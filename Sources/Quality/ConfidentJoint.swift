/// Counts of rows by given class and true class, kept whole.
enum ConfidentJoint {
  /// Scales each row of `counts` to the number of rows with that given class, in whole numbers.
  ///
  /// - Parameters:
  ///   - counts: classes × classes, each row with a sum above 0.
  ///   - given: How many rows each class was given to.
  ///   - classes: At least 1.
  /// - Returns: classes × classes; row i sums to `given[i]`.
  static func calibrated(_ counts: [Int], given: [Int], classes: Int) -> [Int] {
    var scaled = [Double](repeating: 0, count: classes * classes)
    for label in 0..<classes {
      let row = counts[(label * classes)..<((label + 1) * classes)]
      let sum = Double(row.reduce(0, +))
      for other in 0..<classes {
        scaled[label * classes + other] = Double(counts[label * classes + other]) / sum * Double(given[label])
      }
    }
    // The sum is that of `given` but for rounding, in the peers' order: their halves are ours.
    var byTrueClass: [Double] = []
    for other in 0..<classes { for label in 0..<classes { byTrueClass.append(scaled[label * classes + other]) } }
    let total = max(1e-100, pairwiseSum(byTrueClass[...]))
    let rows = Double(given.reduce(0, +))
    return (0..<classes).flatMap { label in
      whole((0..<classes).map { scaled[label * classes + $0] / total * rows })
    }
  }

  /// The same with at least `least` rows of each given class taken to be right, at the cost of the other entries of its
  /// row.
  static func leaving(_ least: Int, of joint: [Int], classes: Int) -> [Int] {
    var result = joint
    for label in 0..<classes {
      let row = joint[(label * classes)..<((label + 1) * classes)]
      let own = joint[label * classes + label]
      let lacking = max(0, least - own)
      let share = Double(lacking) / Double(max(1, row.count { $0 != 0 } - 1))
      for other in 0..<classes where other != label {
        result[label * classes + other] = Int(max(0, Double(joint[label * classes + other]) - share))
      }
      result[label * classes + label] = own + lacking
    }
    return result
  }

  /// Numbers rounded to whole ones with the same rounded sum; what is lacking goes to those that lost most.
  static func whole(_ values: [Double]) -> [Int] {
    var rounded = values.map { $0.rounded(.toNearestOrEven) }
    let goal = values.reduce(0, +).rounded(.toNearestOrEven)
    while true {
      let difference = goal - rounded.reduce(0, +)
      guard difference.magnitude > 0.5 else { return rounded.map { Int($0) } }
      let ascending = values.indices.sorted { (values[$0] - rounded[$0], $0) < (values[$1] - rounded[$1], $1) }
      let order = difference > 0 ? ascending.reversed() : ascending
      for index in order.prefix(Int(difference.magnitude)) { rounded[index] += difference > 0 ? 1 : -1 }
    }
  }

  /// The sum as NumPy adds: eight at a time, and long arrays by halves.
  static func pairwiseSum(_ values: ArraySlice<Double>) -> Double {
    guard values.count >= 8 else { return values.reduce(0, +) }
    if values.count > 128 {
      let half = values.count / 2 / 8 * 8
      return pairwiseSum(values.prefix(half)) + pairwiseSum(values.dropFirst(half))
    }
    var lanes = Array(values.prefix(8))
    let first = values.startIndex
    let even = values.count / 8 * 8
    for index in 8..<max(8, even) { lanes[index % 8] += values[first + index] }
    let sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    return values.dropFirst(even).reduce(sum, +)
  }
}
