/// What the members of a committee, or a network's passes with dropout, say of images.
package struct MemberRows: Sendable, Equatable {
  /// Row by row, in each the members one behind the other, of each the probability of every class.
  package let values: [Float]
  /// How many members there are, at least 1.
  package let members: Int
  /// How many classes there are, at least 1.
  package let classes: Int
  /// How many images there are.
  package let count: Int

  /// Takes probabilities.
  ///
  /// - Throws: `SelectionError` where the shape does not fit or a probability is not finite.
  package init(_ values: [Float], members: Int, classes: Int) throws {
    guard (1...1 << 20).contains(classes) else {
      throw SelectionError.outside(.classes, found: classes, least: 1, greatest: 1 << 20)
    }
    guard (1...1 << 20).contains(members) else {
      throw SelectionError.outside(.members, found: members, least: 1, greatest: 1 << 20)
    }
    let width = members * classes
    guard values.count % width == 0 else {
      throw SelectionError.count(of: .members, expected: (values.count / width + 1) * width, found: values.count)
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw SelectionError.notFinite(.members, row: bad / width)
    }
    self.values = values
    self.members = members
    self.classes = classes
    count = values.count / width
  }

  /// A score an image, from its members' probabilities, which lie as in `values`.
  func map(_ score: (Slice<UnsafeBufferPointer<Float>>) -> Double) -> [Double] {
    let width = members * classes
    return values.withUnsafeBufferPointer { buffer in
      (0..<count).map { score(buffer[$0 * width..<($0 + 1) * width]) }
    }
  }

  /// Counts the members' votes: each for the first of its most probable classes.
  func countVotes(_ row: Slice<UnsafeBufferPointer<Float>>, into votes: inout [Int]) {
    for label in 0..<classes { votes[label] = 0 }
    for member in 0..<members {
      let first = row.startIndex + member * classes
      var best = 0
      for label in 1..<max(1, classes) where row[first + label] > row[first + best] { best = label }
      votes[best] += 1
    }
  }

  /// The mean of the members' probabilities, summed in their order.
  func average(_ row: Slice<UnsafeBufferPointer<Float>>, into mean: inout [Double]) {
    for label in 0..<classes {
      var sum = 0.0
      for member in 0..<members { sum += Double(row[row.startIndex + member * classes + label]) }
      mean[label] = sum / Double(members)
    }
  }
}
