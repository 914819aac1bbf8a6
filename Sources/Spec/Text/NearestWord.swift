/// Finds the word that was meant by one that was mistyped.
package enum NearestWord {
  /// The longest word looked at.
  private static let maximumLength = 64

  /// The word of `words` nearest to `word`, nil where none is near.
  package static func find(_ word: String, among words: [String]) -> String? {
    find(word, among: words.map { ($0, $0) })
  }

  /// The target of the candidate nearest to `word`, nil where none is near.
  ///
  /// Case, hyphens, underscores and spaces do not count. Near is an optimal string alignment distance
  /// (insertions, deletions, substitutions, swaps of neighbours) of at most a third of the longer word, and
  /// never more than 3; of equally near candidates the first.
  static func find(_ word: String, among candidates: [(word: String, target: String)]) -> String? {
    let wanted = normal(word)
    guard !wanted.isEmpty, wanted.count <= maximumLength else { return nil }
    var best: (distance: Int, target: String)?
    for candidate in candidates {
      let letters = normal(candidate.word)
      // What is equal to the eye helps nobody: it was written, and is wrong.
      guard candidate.target != word else { continue }
      let limit = min(3, max(1, max(wanted.count, letters.count) / 3))
      guard letters.count <= maximumLength, abs(letters.count - wanted.count) <= limit else { continue }
      let distance = distance(wanted, letters)
      // A one-letter word is near everything short.
      guard distance <= limit, distance < letters.count else { continue }
      if let found = best, found.distance <= distance { continue }
      best = (distance, candidate.target)
    }
    return best?.target
  }

  private static func normal(_ word: String) -> [Unicode.Scalar] {
    word.prefix(maximumLength + 1).lowercased().unicodeScalars.filter { $0 != "-" && $0 != "_" && $0 != " " }
  }

  /// The optimal string alignment distance.
  static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      row.reserveCapacity(b.count + 1)
      for j in 1...b.count {
        let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var cost = min(substitution, last[j] + 1, row[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          cost = min(cost, beforeLast[j - 2] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
