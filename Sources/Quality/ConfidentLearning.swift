/// Given labels that are probably wrong, worst first.
package struct LabelIssues: Sendable, Equatable {
  /// Rows of the suspected labels, the least trusted first; of equals the lower row.
  package let rows: [Int]
  /// Of every row how far its given label is trusted, from 0 to 1.
  package let scores: [Double]
  /// Of each class the mean probability of the class over the rows that it was given to; nil for a class given to none.
  package let thresholds: [Double?]
  /// How many rows with given class i (row) are taken to belong to class j (column): classes × classes.
  ///
  /// Each row sums to the number of rows with that given class.
  package let joint: [Int]
  /// Classes given to some rows, but to too few: no label of theirs is ever suspected, however wrong.
  package let notJudged: [Int]
  /// Classes given to no row: nothing is ever taken to belong to one.
  package let absent: [Int]
}

/// Suspected label errors from given labels and out-of-fold probabilities (Northcutt, Jiang, Chuang 2021, JAIR
/// 70:1373).
package enum ConfidentLearning {
  /// How far a given label is trusted.
  package enum Ranking: String, Sendable, Equatable, CaseIterable {
    /// The probability of the given class.
    case selfConfidence = "self_confidence"
    /// (p of the given class − the greatest p of another + 1) / 2.
    case normalizedMargin = "normalized_margin"
  }

  /// Slack of a comparison of probabilities.
  private static let slack = 1e-6

  /// The suspected labels, pruned by noise rate: cleanlab's `find_label_issues` with its defaults.
  ///
  /// A row belongs confidently to the classes whose threshold its probability reaches, of several to the most probable.
  /// Counted by given class and made to sum to the rows of each given class (the confident joint), that says how many
  /// rows of class i belong to j; so many rows of class i with the greatest p_j − p_i are suspected, unless i is the
  /// most probable class after all. Rare classes are not passed over in silence: `notJudged` names them, and with
  /// `leastExamples` 0 a class of one row is judged, too, which cleanlab leaves out all the same.
  ///
  /// - Parameters:
  ///   - labels: Of each row the given class.
  ///   - probabilities: Out-of-fold, rows × classes.
  ///   - classes: At least 1.
  ///   - ranking: What orders the suspects.
  ///   - leastExamples: A class is judged if it is given to more rows than this.
  /// - Returns: The suspects, and which classes could not be judged.
  /// - Throws: Where the probabilities are no distributions, the arrays differ in length or a label is no class.
  package static func issues(
    labels: [Int32], probabilities: [Double], classes: Int, ranking: Ranking = .selfConfidence, leastExamples: Int = 1
  ) throws(LabelQualityError) -> LabelIssues {
    try ProbabilityRows.check(probabilities, rows: labels.count, classes: classes)
    var rowsOf = [[Int]](repeating: [], count: classes)
    for (row, label) in labels.enumerated() {
      guard (0..<classes).contains(Int(label)) else { throw .outside(.labels, row: row) }
      rowsOf[Int(label)].append(row)
    }
    func probability(_ row: Int, _ label: Int) -> Double { probabilities[row * classes + label] }

    let thresholds = rowsOf.indices.map { label -> Double? in
      let rows = rowsOf[label]
      guard !rows.isEmpty else { return nil }
      return max(2 * slack, rows.reduce(0) { $0 + probability($1, label) } / Double(rows.count))
    }
    let joint = ConfidentJoint.calibrated(
      confident(labels, probabilities, thresholds), given: rowsOf.map(\.count), classes: classes)
    let pruned = ConfidentJoint.leaving(leastExamples, of: joint, classes: classes)

    var suspected = [Bool](repeating: false, count: labels.count)
    var notJudged: [Int] = []
    for label in 0..<classes where !rowsOf[label].isEmpty {
      guard rowsOf[label].count > leastExamples else {
        notJudged.append(label)
        continue
      }
      for other in 0..<classes where other != label {
        let number = pruned[label * classes + other]
        guard number > 0 else { continue }
        let margins = rowsOf[label].map { (-(probability($0, other) - probability($0, label)), $0) }
        for (_, row) in margins.sorted(by: <).prefix(number) { suspected[row] = true }
      }
    }
    let scores = labels.indices.map { row in
      let given = Int(labels[row])
      let own = probability(row, given)
      let rival = (0..<classes).filter { $0 != given }.map { probability(row, $0) }.max() ?? 0
      // A label that the model itself would give, or all but, is no suspect.
      if given == predicted(row, favouring: given, probabilities, classes) { suspected[row] = false }
      return ranking == .selfConfidence ? own : (own - rival + 1) / 2
    }
    let rows = labels.indices.filter { suspected[$0] }.sorted { (scores[$0], $0) < (scores[$1], $1) }
    return LabelIssues(
      rows: rows, scores: scores, thresholds: thresholds, joint: joint, notJudged: notJudged,
      absent: rowsOf.indices.filter { rowsOf[$0].isEmpty })
  }

  /// How many rows of each given class belong confidently to each class.
  private static func confident(_ labels: [Int32], _ probabilities: [Double], _ thresholds: [Double?]) -> [Int] {
    let classes = thresholds.count
    var counts = [Int](repeating: 0, count: classes * classes)
    for (row, label) in labels.enumerated() {
      let reached = (0..<classes).filter { candidate in
        thresholds[candidate].map { probabilities[row * classes + candidate] >= $0 - slack } ?? false
      }
      guard let first = reached.first else { continue }
      let best = ProbabilityRows.best(probabilities[(row * classes)..<((row + 1) * classes)])
      counts[Int(label) * classes + (reached.count > 1 ? best : first)] += 1
    }
    // At least one row of each class is taken to be right.
    for label in 0..<classes { counts[label * classes + label] = max(1, counts[label * classes + label]) }
    return counts
  }

  private static func predicted(_ row: Int, favouring given: Int, _ probabilities: [Double], _ classes: Int) -> Int {
    var values = Array(probabilities[(row * classes)..<((row + 1) * classes)])
    values[given] += slack
    return ProbabilityRows.best(values[...])
  }
}
