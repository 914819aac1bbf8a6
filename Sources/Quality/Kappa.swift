/// Two annotators' agreement beyond chance.
package struct PairAgreement: Sendable, Equatable {
  /// The lower of the two annotators' numbers.
  package var first: Int
  package var second: Int
  /// Images that both gave a class in the first round.
  package var images: Int
  /// Those to which they gave the same class.
  package var same: Int
  /// Cohen's kappa; nil where chance alone would make them agree (one class only).
  package var kappa: Double?
  /// The same of each class against all others together; nil where both name it always or never.
  package var perClass: [Double?]

  package init(first: Int, second: Int, images: Int, same: Int, kappa: Double?, perClass: [Double?]) {
    self.first = first
    self.second = second
    self.images = images
    self.same = same
    self.kappa = kappa
    self.perClass = perClass
  }
}

/// Cohen's kappa (Cohen 1960).
package enum Kappa {
  /// (observed − expected) / (1 − expected) of a square matrix of counts; nil if empty or expected is 1.
  package static func cohen(_ matrix: [[Int]]) -> Double? {
    let size = matrix.count
    guard matrix.allSatisfy({ $0.count == size }) else { return nil }
    let total = matrix.reduce(0) { $0 + $1.reduce(0, +) }
    guard total > 0 else { return nil }
    let n = Double(total)
    var observed = 0
    var chance = 0.0
    for index in 0..<size {
      observed += matrix[index][index]
      let row = matrix[index].reduce(0, +)
      let column = matrix.reduce(0) { $0 + $1[index] }
      chance += Double(row) * Double(column)
    }
    let expected = chance / (n * n)
    guard expected < 1 else { return nil }
    return (Double(observed) / n - expected) / (1 - expected)
  }

  /// The same of one class against all others together; nil for a class outside the matrix, too.
  package static func cohen(_ matrix: [[Int]], oneVersusRest index: Int) -> Double? {
    let size = matrix.count
    guard matrix.indices.contains(index), matrix.allSatisfy({ $0.count == size }) else { return nil }
    let total = matrix.reduce(0) { $0 + $1.reduce(0, +) }
    let (both, row) = (matrix[index][index], matrix[index].reduce(0, +))
    let column = matrix.reduce(0) { $0 + $1[index] }
    return cohen([[both, row - both], [column - both, total - row - column + both]])
  }

  /// Every pair of annotators who share an image, in order of their numbers.
  ///
  /// `images` holds the votes of one image each. Only independent votes (round 1, edited by nobody else) that name a class in
  /// `0..<classes` count; of several by one annotator, the first.
  package static func pairs(images: [[Vote]], classes: Int) -> [PairAgreement] {
    var matrices: [Pair: [[Int]]] = [:]
    let size = max(0, classes)
    for votes in images {
      let named = IndependentVotes.named(votes, classes: size)
      for (index, one) in named.enumerated() {
        for other in named[(index + 1)...] {
          matrices[
            Pair(first: one.annotator, second: other.annotator),
            default: [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
          ][one.label][other.label] += 1
        }
      }
    }
    return matrices.keys.sorted().compactMap { pair in
      guard let matrix = matrices[pair] else { return nil }
      return PairAgreement(
        first: pair.first, second: pair.second,
        images: matrix.reduce(0) { $0 + $1.reduce(0, +) },
        same: matrix.indices.reduce(0) { $0 + matrix[$1][$1] },
        kappa: cohen(matrix),
        perClass: matrix.indices.map { cohen(matrix, oneVersusRest: $0) })
    }
  }

  private struct Pair: Hashable, Comparable {
    var first: Int
    var second: Int
    static func < (left: Pair, right: Pair) -> Bool {
      left.first != right.first ? left.first < right.first : left.second < right.second
    }
  }
}
