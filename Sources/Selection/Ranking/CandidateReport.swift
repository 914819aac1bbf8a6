/// How many images the threshold, the candidate cap and the fill of a shortage let through.
package struct CandidateReport: Sendable, Equatable {
  /// Images that were ranked.
  package var ranked: Int
  /// Of those, images that passed the threshold; all of them where there is none.
  package var passed: Int
  /// Images that passed and that the cap cut.
  package var cut: Int
  /// Images past the threshold that filled a shortage, next in rank.
  package var filled: Int
  /// Candidates: passed less cut plus filled.
  package var candidates: Int
  /// Images that were still missing when all had been taken.
  package var missing: Int

  /// Puts the counts together.
  package init(ranked: Int, passed: Int, cut: Int, filled: Int, candidates: Int, missing: Int) {
    self.ranked = ranked
    self.passed = passed
    self.cut = cut
    self.filled = filled
    self.candidates = candidates
    self.missing = missing
  }
}
