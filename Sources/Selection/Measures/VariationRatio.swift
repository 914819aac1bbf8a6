extension Measure {
  /// One less the share of the members that vote for the most voted class: larger = ask first.
  ///
  /// A member votes for the first of its most probable classes. Freeman, "Elementary Applied Statistics" (1965); Beluch et al.,
  /// "The Power of Ensembles for Active Learning in Image Classification" (CVPR 2018). O(members · classes) a row; no
  /// parameters.
  package static func variationRatio(_ rows: MemberRows) -> [Double] {
    var votes = [Int](repeating: 0, count: rows.classes)
    return rows.map { row in
      rows.countVotes(row, into: &votes)
      return 1 - Double(votes.max() ?? 0) / Double(rows.members)
    }
  }
}
