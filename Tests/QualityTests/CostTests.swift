import Quality
import Testing

struct CostTests {
  private let lines = [
    CostLine(purpose: .calibration, senior: true, votes: 20, price: 0.25),
    CostLine(purpose: .labelling, senior: false, votes: 100, price: 0.1),
    CostLine(purpose: .labelling, senior: false, votes: 50, price: 0.1),
    CostLine(purpose: .adjudication, senior: true, votes: 12, price: 0.25),
    CostLine(purpose: .labelling, senior: true, votes: 0, price: 0.25),
    CostLine(purpose: .labelling, senior: false, votes: 10, price: 0.05),
  ]

  @Test func linesAlikeAreTakenTogetherInOrder() {
    let cost = Cost(lines: lines)
    #expect(
      cost.lines == [
        CostLine(purpose: .labelling, senior: false, votes: 10, price: 0.05),
        CostLine(purpose: .labelling, senior: false, votes: 150, price: 0.1),
        CostLine(purpose: .adjudication, senior: true, votes: 12, price: 0.25),
        CostLine(purpose: .calibration, senior: true, votes: 20, price: 0.25),
      ])
    #expect(Cost(lines: lines.reversed()) == cost)
    #expect(cost.votes == 192)
  }

  @Test func countsVotesByPurposeAndRoleAndHours() {
    let cost = Cost(lines: lines, gpuHours: 1.5, pricePerGPUHour: 4)
    #expect(cost.amount(of: .labelling) == 15.5)
    #expect(cost.amount(of: .adjudication) == 3)
    #expect(cost.amount(of: .calibration) == 5)
    #expect(cost.amount(senior: true) == 8)
    #expect(cost.gpu == 6)
    #expect(cost.total == 29.5)
    #expect(cost.perImage(59) == 0.5)
    #expect(cost.perImage(0) == nil)
  }

  @Test func addingKeepsWhatHoursHaveCost() {
    let sum = Cost(lines: lines, gpuHours: 1, pricePerGPUHour: 4)
      .adding(Cost(lines: lines, gpuHours: 1, pricePerGPUHour: 2))
    #expect(sum.gpuHours == 2)
    #expect(sum.gpu == 6)
    #expect(sum.votes == 384)
    #expect(sum.total == 53)
  }
}
