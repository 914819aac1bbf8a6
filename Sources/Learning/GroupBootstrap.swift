import Draws

/// Samples of the rows for the members of a committee: whole groups, drawn with replacement.
///
/// Breiman, "Bagging Predictors" (1996), over groups, so that near-duplicates are in a member's sample together.
package enum GroupBootstrap {
  /// How often each row is in the sample of a member.
  ///
  /// As many groups are drawn as there are, from the groups in the order of their bytes; so the result does not depend on
  /// the order of the rows. O(rows log rows).
  ///
  /// - Parameters:
  ///   - groups: The group of each row, compared by UTF-8 bytes.
  ///   - member: The member's number; each has draws of its own.
  ///   - draw: What is drawn from.
  /// - Returns: A whole number a row, not all 0 where there are rows.
  package static func counts(groups: [String], member: Int, draw: Draw) -> [Double] {
    let grouping = Grouping(groups)
    var stream = draw.stream("\(member)")
    var drawn = [Double](repeating: 0, count: grouping.count)
    for _ in 0..<grouping.count { drawn[stream.below(grouping.count)] += 1 }
    return grouping.ofRow.map { drawn[$0] }
  }
}
