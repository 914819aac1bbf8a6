import Quality
import Testing

struct SampleDesignTests {
  private func images(_ certain: [Double?], _ drawn: [Double?], probability: Double?) -> [SampledImage] {
    certain.map { SampledImage(probability: 1, value: $0) }
      + drawn.map { SampledImage(probability: probability, value: $0) }
  }

  private func refusal(_ images: [SampledImage], population: Int) -> EstimateRefusal? {
    do throws(EstimateRefusal) {
      _ = try SampleDesign(images, population: population)
      return nil
    } catch {
      return error
    }
  }

  @Test func leavesOutOfThePopulationWhatWasPickedForCertainAndNotAnswered() throws {
    let design = try SampleDesign(images([1, nil, 0], [1, nil, 1], probability: 0.3), population: 13)
    #expect(design.leftOut == 1)
    #expect(design.certain == SampleStratum(population: 2, values: [1, 0]))
    #expect(design.random == SampleStratum(population: 10, values: [1, 1], drawn: 3))
    #expect(try HorvitzThompson.mean(design.strata).value == 11.0 / 12)
  }

  @Test func refusesAnUnknownProbability() {
    #expect(refusal(images([1], [1, 0], probability: nil), population: 9) == .unknownProbability(images: 2))
  }

  @Test(arguments: [0, -0.5, 1.5, Double.nan])
  func refusesWhatIsNoProbability(_ probability: Double) {
    #expect(refusal(images([1], [1], probability: probability), population: 9) == .impossibleProbability(images: 1))
  }

  @Test func refusesABatchWithoutARandomShare() {
    #expect(refusal(images([1, 0], [], probability: nil), population: 9) == .zeroProbability(images: 7))
  }

  @Test func refusesUnequalProbabilities() {
    let batch = [0.1, 0.2].map { SampledImage(probability: $0, value: 1) }
    #expect(refusal(batch, population: 10) == .unequalProbabilities(least: 0.1, greatest: 0.2))
  }

  @Test func refusesProbabilitiesThatDoNotFitThePopulation() {
    #expect(
      refusal(images([1], [1, 0], probability: 0.2), population: 12) == .populationDiffers(expected: 11, found: 10))
  }

  @Test func refusesARandomShareThatNobodyAnswered() {
    #expect(refusal(images([1], [nil, nil], probability: 0.2), population: 11) == .unanswered(drawn: 2))
  }

  @Test func aBatchOfTheWholePopulationIsKnownAltogether() throws {
    let design = try SampleDesign(images([1, 0, 1], [], probability: nil), population: 3)
    #expect(design.strata == [SampleStratum(population: 3, values: [1, 0, 1])])
  }

  @Test func takesProbabilitiesOfTwoMillionImagesAsTheyAreRounded() throws {
    for count in [1, 3, 7, 2_499, 50_000] {
      let rest = 1_999_993
      let drawn = Array(repeating: Double?(1), count: count)
      #expect(
        try SampleDesign(images([], drawn, probability: Double(count) / Double(rest)), population: rest).random
          .population
          == rest)
    }
  }
}
