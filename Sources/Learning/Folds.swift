import Draws

/// Splits rows into folds for cross-validation, whole groups at a time.
package enum Folds {
  /// The fold of each row: groups stay together, folds get about the same number of rows of every class.
  ///
  /// Groups are taken in the order of how unevenly their rows spread over the classes, the most uneven first, ties by
  /// a draw that belongs to the group's name; each goes to the fold that leaves the classes spread over the folds most
  /// evenly, as scikit-learn's `StratifiedGroupKFold`. The result does not depend on the order of the rows.
  ///
  /// - Parameters:
  ///   - groups: The group of each row, compared by UTF-8 bytes.
  ///   - labels: The class of each row, from 0; nil to spread the number of rows only.
  ///   - count: How many folds; fewer are made where there are fewer groups.
  ///   - draw: What breaks ties.
  /// - Returns: A number from 0 for each row. With fewer than two groups all rows are in fold 0.
  /// - Throws: ``LearningError`` if there is not one label a row or a label is negative.
  /// - Complexity: O(groups · folds · classes), after a sort of the groups.
  package static func assign(
    groups: [String], labels: [Int]? = nil, count: Int, draw: Draw
  ) throws -> [Int] {
    guard count >= 1 else { throw LearningError.option(.folds) }
    if let labels { try Check.length(.labels, labels.count, expected: groups.count) }
    let labels = labels ?? [Int](repeating: 0, count: groups.count)
    let highest = max(0, labels.max() ?? 0)
    let grouping = Grouping(groups)
    // A counter for each group and class: at most 2 GiB.
    guard highest < (1 << 28) / max(1, grouping.count) else { throw LearningError.option(.classes) }
    let classes = highest + 1
    try Check.labels(labels, classes: classes)

    let folds = min(count, grouping.count)
    guard folds > 1 else { return [Int](repeating: 0, count: groups.count) }

    var counts = [Int](repeating: 0, count: grouping.count * classes)
    var totals = [Int](repeating: 0, count: classes)
    for row in labels.indices {
      counts[grouping.ofRow[row] * classes + labels[row]] += 1
      totals[labels[row]] += 1
    }
    let order = sorted(grouping, counts: counts, classes: classes, draw: draw)

    var filled = [Int](repeating: 0, count: folds * classes)
    var foldOfGroup = [Int](repeating: 0, count: grouping.count)
    for group in order {
      var best = 0
      var least = Double.infinity
      var fewest = Int.max
      for fold in 0..<folds {
        var unevenness = 0.0
        for label in 0..<classes where counts[group * classes + label] > 0 {
          // With one group more in this fold, the class's squared deviation changes by this much over its total.
          let before = Double(filled[fold * classes + label])
          let more = Double(counts[group * classes + label])
          let total = Double(totals[label])
          unevenness += more * (2 * before + more) / (total * total)
        }
        var rows = 0
        for label in 0..<classes { rows += filled[fold * classes + label] }
        if unevenness < least || (unevenness == least && rows < fewest) {
          (best, least, fewest) = (fold, unevenness, rows)
        }
      }
      foldOfGroup[group] = best
      for label in 0..<classes { filled[best * classes + label] += counts[group * classes + label] }
    }
    return grouping.ofRow.map { foldOfGroup[$0] }
  }

  /// The groups, most uneven over the classes first, then largest, then by draw, then by bytes.
  private static func sorted(
    _ grouping: Grouping, counts: [Int], classes: Int, draw: Draw
  ) -> [Int] {
    let ranked = (0..<grouping.count).map { group in
      var sum = 0
      var squares = 0
      for count in counts[group * classes..<(group + 1) * classes] {
        sum += count
        squares += count * count
      }
      // The variance times the square of the number of classes: a whole number.
      return (
        group: group, spread: classes * squares - sum * sum, rows: sum, key: draw.key(grouping.names[group])
      )
    }
    return ranked.sorted {
      ($1.spread, $1.rows, $0.key, $0.group) < ($0.spread, $0.rows, $1.key, $1.group)
    }.map(\.group)
  }
}
