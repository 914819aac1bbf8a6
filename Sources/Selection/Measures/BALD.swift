import CKernels

extension Measure {
  /// H[p̄] − mean H[pₘ], what the members' answer would show about which of them is right: larger = ask first.
  ///
  /// Houlsby, Huszár, Ghahramani, Lengyel, "Bayesian Active Learning for Classification and Preference Learning" (2011); Gal,
  /// Islam, Ghahramani, "Deep Bayesian Active Learning with Image Data" (ICML 2017). Natural logarithm, 0·ln 0 = 0. O(members ·
  /// classes) a row; no parameters.
  package static func bald(_ rows: MemberRows) -> [Double] {
    var mean = [Double](repeating: 0, count: rows.classes)
    return rows.map { row in
      rows.average(row, into: &mean)
      var whole = 0.0
      for p in mean where p > 0 { whole -= p * ck_log(p) }
      var parts = 0.0
      for member in 0..<rows.members {
        var entropy = 0.0
        for label in 0..<rows.classes {
          let p = Double(row[row.startIndex + member * rows.classes + label])
          if p > 0 { entropy -= p * ck_log(p) }
        }
        parts += entropy
      }
      // Rounding may leave a little less than nothing.
      return max(0, whole - parts / Double(rows.members))
    }
  }
}
