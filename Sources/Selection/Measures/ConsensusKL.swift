import CKernels

extension Measure {
  /// How the members' divergences from their mean become one number.
  package enum Reduce: String, Sendable, CaseIterable {
    /// Their mean, as in the paper.
    case mean
    /// The greatest of them, as modAL has it.
    case max
  }

  /// The Kullback–Leibler divergence of the members from their mean p̄, Σ p ln(p / p̄) with 0·ln 0 = 0: larger = ask first.
  ///
  /// McCallum, Nigam, "Employing EM and Pool-Based Active Learning for Text Classification" (ICML 1998). The mean over the
  /// members is the same number as `bald`, found another way. O(members · classes) a row; `reduce` is the mean by default.
  package static func consensusKL(_ rows: MemberRows, reduce: Reduce = .mean) -> [Double] {
    var mean = [Double](repeating: 0, count: rows.classes)
    return rows.map { row in
      rows.average(row, into: &mean)
      var total = 0.0
      var greatest = 0.0
      for member in 0..<rows.members {
        var divergence = 0.0
        for label in 0..<rows.classes {
          let p = Double(row[row.startIndex + member * rows.classes + label])
          if p > 0 { divergence += p * ck_log(p / mean[label]) }
        }
        total += divergence
        greatest = Swift.max(greatest, divergence)
      }
      // Rounding may leave a little less than nothing.
      return reduce == .max ? greatest : Swift.max(0, total / Double(rows.members))
    }
  }
}
