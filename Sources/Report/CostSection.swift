/// What was spent.
package struct CostSection: Codable, Sendable, Equatable {
  package var currency: String
  /// This iteration's votes.
  package var iteration: [CostLineSection]
  /// The votes of all iterations.
  package var soFar: [CostLineSection]
  package var gpuHours: Double
  package var gpu: Double
  package var iterationTotal: Double
  package var total: Double
  /// The total by the number of labels; nil without one.
  package var perLabel: Double?
  /// Nil: no limit was declared.
  package var budget: Double?

  package init(
    currency: String = "USD", iteration: [CostLineSection] = [], soFar: [CostLineSection] = [],
    gpuHours: Double = 0, gpu: Double = 0, iterationTotal: Double = 0, total: Double = 0,
    perLabel: Double? = nil, budget: Double? = nil
  ) {
    self.currency = currency
    self.iteration = iteration
    self.soFar = soFar
    self.gpuHours = gpuHours
    self.gpu = gpu
    self.iterationTotal = iterationTotal
    self.total = total
    self.perLabel = perLabel
    self.budget = budget
  }
}

extension CostSection {
  /// Whether anything has a price; else every amount is zero because nobody declared one.
  package var isPriced: Bool { total > 0 || soFar.contains { $0.price > 0 } }
}

/// Votes of one purpose, role and price.
package struct CostLineSection: Codable, Sendable, Equatable {
  package enum Purpose: String, Codable, Sendable, CaseIterable { case labelling, adjudication, calibration }
  package var purpose: Purpose
  package var senior: Bool
  package var votes: Int
  package var price: Double
  package var amount: Double

  package init(purpose: Purpose, senior: Bool, votes: Int, price: Double, amount: Double) {
    self.purpose = purpose
    self.senior = senior
    self.votes = votes
    self.price = price
    self.amount = amount
  }
}
