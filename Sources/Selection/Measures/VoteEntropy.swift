import CKernels

extension Measure {
  /// −Σ (v/M) ln(v/M) over the classes that v of the M members vote for: larger = ask first.
  ///
  /// A member votes for the first of its most probable classes. Engelson, Dagan, "Minimizing Manual Annotation Cost in
  /// Supervised Training from Corpora" (ACL 1996), not divided by ln M. O(members · classes) a row; no parameters.
  package static func voteEntropy(_ rows: MemberRows) -> [Double] {
    var votes = [Int](repeating: 0, count: rows.classes)
    return rows.map { row in
      rows.countVotes(row, into: &votes)
      var sum = 0.0
      for count in votes where count > 0 {
        let share = Double(count) / Double(rows.members)
        sum -= share * ck_log(share)
      }
      return sum
    }
  }
}
