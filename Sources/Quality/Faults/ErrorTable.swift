/// Errors of one side and of the other under the same conditions: a 2 × 2 table.
package struct ErrorTable: Sendable, Equatable {
  /// Errors among the answers of the side that is under test.
  package var own: Proportion
  /// Errors among the answers that it is compared with.
  package var others: Proportion

  package init(own: Proportion, others: Proportion) {
    self.own = own
    self.others = others
  }
}

extension Proportion {
  /// None of none.
  package static let none = Proportion(successes: 0, trials: 0)

  /// Both counted together.
  package static func + (left: Proportion, right: Proportion) -> Proportion {
    Proportion(successes: left.successes + right.successes, trials: left.trials + right.trials)
  }
}
