import Draws
import Report
import Stages
import Testing

/// The model on the holdout, and where classes are as frequent as in production.
@Suite struct HoldoutQualityTests {
  private let draw = Draw(randomSeed: 1, iteration: 1, stage: "report/production")
  // Of ten good images one is taken for bad, of ten bad ones two for good.
  private let labels = (0..<20).map { $0 / 10 }
  private let predicted = (0..<20).map { [3].contains($0) ? 1 : [15, 16].contains($0) ? 0 : $0 / 10 }

  private func production(_ rates: [Double?], names: [String] = ["good", "bad"]) throws -> ProductionQuality? {
    try HoldoutQuality.production(
      labels: labels, predicted: predicted, groups: labels.indices.map { "g\($0 / 2)" }, names: names, rare: [1],
      rates: rates, resamples: 200, draw: draw)
  }

  @Test func precisionIsThatOfTheDeclaredMix() throws {
    // 90 % good: 9 % of all are good and taken for bad, 8 % bad and found.
    let mix = try #require(try production([0.9, 0.1]))
    #expect(mix.perClass.map(\.name) == ["good", "bad"])
    #expect(abs(mix.perClass[0].share - 0.9) < 1e-12 && abs(mix.perClass[1].share - 0.1) < 1e-12)
    #expect(abs(mix.perClass[1].precision - 0.08 / 0.17) < 1e-12)
    #expect(abs(mix.perClass[0].precision - 0.81 / 0.83) < 1e-12)
    let bad = 2 * 0.08 / (0.1 + 0.17)
    let good = 2 * 0.81 / (0.9 + 0.83)
    #expect(abs(mix.perClass[1].f1 - bad) < 1e-12 && abs(mix.macroF1.value - (good + bad) / 2) < 1e-12)
    #expect(abs((mix.rareF1?.value ?? 0) - bad) < 1e-12)
    let (low, high) = (try #require(mix.macroF1.low), try #require(mix.macroF1.high))
    #expect(low < mix.macroF1.value && mix.macroF1.value < high)
    #expect(mix.absent.isEmpty)
  }

  @Test func aClassWithoutARateSharesWhatIsLeft() throws {
    let mix = try #require(try production([nil, 0.25]))
    #expect(abs(mix.perClass[0].share - 0.75) < 1e-12)
  }

  @Test func aDeclaredClassThatTheHoldoutLacksIsNamed() throws {
    let mix = try #require(try production([0.5, 0.4, 0.1], names: ["good", "bad", "odd"]))
    #expect(mix.absent == ["odd"] && mix.perClass.map(\.name) == ["good", "bad"])
    #expect(abs(mix.perClass[0].share - 5.0 / 9) < 1e-12)
  }

  @Test func withoutRatesThereIsNone() throws {
    #expect(try production([nil, nil]) == nil)
    #expect(
      try HoldoutQuality.production(
        labels: [], predicted: [], groups: [], names: ["a", "b"], rare: [], rates: [0.5, nil], resamples: 9, draw: draw)
        == nil)
  }

  @Test func theFiguresOfTheHoldoutAreItsOwn() throws {
    let model = try HoldoutQuality.measure(
      probabilities: predicted.flatMap { $0 == 0 ? [Float(0.8), 0.2] : [0.2, 0.8] }, labels: labels,
      groups: labels.indices.map { "g\($0 / 2)" }, names: ["good", "bad"], rare: [1], trainedOn: 30, resamples: 200,
      draw: draw)
    #expect(model.holdoutImages == 20 && model.trainedOn == 30 && model.production == nil)
    #expect(model.confusion == [[9, 1], [2, 8]])
    // 2 · 9 / (10 + 11) and 2 · 8 / (10 + 9).
    #expect(abs(model.macroF1.value - (18.0 / 21 + 16.0 / 19) / 2) < 1e-12)
    #expect((model.macroF1.low ?? 1) < model.macroF1.value && (model.macroF1.high ?? 0) > model.macroF1.value)
    #expect(model.perClass[1].recall == 0.8 && model.perClass[1].support == 10)
  }
}
