/// An image that was picked: with what probability, and what was found on it.
package struct SampledImage: Sendable, Equatable {
  /// The probability with which it was to be picked: 1 for one that was picked for certain; nil where it is not known.
  package var probability: Double?
  /// What was found, such as 1 where the model is right; nil where nobody came to an answer.
  package var value: Double?

  package init(probability: Double?, value: Double?) {
    self.probability = probability
    self.value = value
  }
}

/// A part of a population from which images were drawn by simple random sampling without replacement.
package struct SampleStratum: Sendable, Equatable {
  /// The images that could be drawn, those that were drawn among them.
  package var population: Int
  /// What was found on those drawn and answered.
  package var values: [Double]
  /// How many were drawn, answered or not.
  package var drawn: Int

  package init(population: Int, values: [Double], drawn: Int? = nil) {
    self.population = population
    self.values = values
    self.drawn = drawn ?? values.count
  }

  /// Whether every image of it was found out about, so that it adds nothing to the variance.
  package var isCertain: Bool { values.count == population }
}

/// Why no estimate can be made of a sample.
package enum EstimateRefusal: Error, Sendable, Equatable {
  /// There is nothing to estimate.
  case emptyPopulation
  /// Of so many images the probability is not known.
  case unknownProbability(images: Int)
  /// So many images have a probability that is none: not above 0 and up to 1.
  case impossibleProbability(images: Int)
  /// So many images of the population could not be drawn at all.
  case zeroProbability(images: Int)
  /// Those drawn at random do not all have the same probability, so they are no simple random sample.
  case unequalProbabilities(least: Double, greatest: Double)
  /// The probabilities lead to another number of images than could be drawn.
  case populationDiffers(expected: Int, found: Int)
  /// Of so many images drawn none was answered.
  case unanswered(drawn: Int)
}

/// A batch taken apart: what was picked for certain, and what was drawn at random from all the rest.
package struct SampleDesign: Sendable, Equatable {
  /// The images picked for certain and answered.
  package var certain: SampleStratum
  /// Images picked for certain on which nobody came to an answer: the estimates are not about them.
  package var leftOut: Int
  /// The others; of no population where all were picked for certain.
  package var random: SampleStratum

  /// Takes a batch apart.
  ///
  /// What is missing is taken to be missing at random within the random stratum alone: an unanswered image that was picked for certain
  /// is left out of the population, since nothing speaks for it.
  ///
  /// - Parameters:
  ///   - images: The batch, of which no image is outside the population.
  ///   - population: How many images could be picked, those of the batch among them.
  /// - Throws: `EstimateRefusal`.
  package init(_ images: [SampledImage], population: Int) throws(EstimateRefusal) {
    let unknown = images.count { $0.probability == nil }
    guard unknown == 0 else { throw .unknownProbability(images: unknown) }
    let impossible = images.count { !(($0.probability ?? 0) > 0 && ($0.probability ?? 0) <= 1) }
    guard impossible == 0 else { throw .impossibleProbability(images: impossible) }
    let sure = images.filter { $0.probability == 1 }
    let drawn = images.filter { $0.probability != 1 }
    let rest = population - sure.count
    guard population > 0 else { throw .emptyPopulation }
    let known = sure.compactMap(\.value)
    certain = SampleStratum(population: known.count, values: known)
    leftOut = sure.count - known.count
    random = SampleStratum(population: max(0, rest), values: drawn.compactMap(\.value), drawn: drawn.count)
    guard rest > 0 else {
      guard rest == 0, drawn.isEmpty else { throw .populationDiffers(expected: population, found: images.count) }
      guard !known.isEmpty else { throw .unanswered(drawn: sure.count) }
      return
    }
    let probabilities = drawn.compactMap(\.probability)
    guard let least = probabilities.min(), let greatest = probabilities.max() else {
      throw .zeroProbability(images: rest)
    }
    guard greatest - least <= 1e-12 * greatest else {
      throw .unequalProbabilities(least: least, greatest: greatest)
    }
    let found = (Double(drawn.count) / least).rounded()
    guard found < 1e15, Int(found) == rest else {
      throw .populationDiffers(expected: rest, found: found < 1e15 ? Int(found) : .max)
    }
    guard !random.values.isEmpty else { throw .unanswered(drawn: drawn.count) }
  }

  /// The strata that an estimate is made from.
  package var strata: [SampleStratum] { [certain, random].filter { $0.population > 0 } }
}
