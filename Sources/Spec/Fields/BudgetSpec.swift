/// What may be spent, and what things cost.
package struct BudgetSpec: Sendable, Equatable {
  package var total: Double?
  package var pricePerVote = 0.0
  package var pricePerGPUHour = 0.0
  package var currency = "USD"
}

extension BudgetSpec: SpecSection {
  static let fields: [Field<BudgetSpec>] = [
    Field(
      \.total, "total", .number(.money), synonyms: ["limit", "maximum"], default: "no limit",
      enters: [.parameter(.export, named: "budget")], "What may be spent in all."),
    Field(
      \.pricePerVote, "price_per_vote", .number(.money), synonyms: ["vote", "price_per_label"], enters: [.export],
      "What one vote costs; where no price is declared, no cost is counted."),
    Field(
      \.pricePerGPUHour, "price_per_gpu_hour", .number(.money), synonyms: ["gpu_hour", "price_per_hour"],
      enters: [.export],
      "What a GPU hour of the model costs; its program gives the hours in its metrics."),
    Field(\.currency, "currency", .text(.currency), "The currency, for people to read."),
  ]
}
