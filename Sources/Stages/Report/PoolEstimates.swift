import Labelling
import Quality
import Report
import Texts

/// Estimates over all images that were unlabelled when a batch was chosen.
package struct PoolEstimates {
  /// An image of the batch that could be drawn from the pool.
  package struct Row: Sendable {
    let probability: Double?
    /// The stratum of a first batch, an index.
    var stratum = 0
    /// The final label, nil where there is none.
    let label: String?
    /// The model's class, nil without a model.
    let predicted: String?

    /// Takes what is known of an image.
    package init(probability: Double?, stratum: Int = 0, label: String?, predicted: String?) {
      self.probability = probability
      self.stratum = stratum
      self.label = label
      self.predicted = predicted
    }
  }

  private let rows: [Row]
  private let population: Int
  /// The strata of a first batch by size; nil where there is one random share.
  private let strata: [Int]?

  /// Takes a batch.
  ///
  /// - Parameters:
  ///   - rows: Its images that were unlabelled before, every one of them.
  ///   - population: All images that were.
  ///   - strata: The sizes of the strata of a first batch.
  package init(_ rows: [Row], population: Int, strata: [Int]? = nil) {
    self.rows = rows
    self.population = population
    self.strata = strata
  }

  /// The section of the report.
  ///
  /// - Parameters:
  ///   - classes: The classes in order.
  ///   - declared: The declared share of production of each.
  ///   - predicted: The share that the model predicts for each; nil without a model.
  /// - Returns: The section, with a reason in the place of estimates where there can be none.
  package func section(classes: [String], declared: [Double?], predicted: [Double]?) -> EstimatesSection {
    var section = EstimatesSection(design: strata == nil ? .random : .strata, population: population)
    section.drawn = rows.count { strata != nil || $0.probability != 1 }
    section.answered = rows.count { (strata != nil || $0.probability != 1) && $0.label != nil }
    let known = rows.filter { $0.label != nil && $0.predicted != nil }
    if !known.isEmpty { section.batchAccuracy = Double(known.count(where: \.isRight)) / Double(known.count) }
    do throws(EstimateRefusal) {
      let parts = try strata(of: rows.map { $0.label == nil ? nil : 1 })
      section.certain = parts.certain
      section.leftOut = parts.leftOut
      section.population = parts.strata.reduce(0) { $0 + $1.population }
      section.drawnFrom = section.population - section.certain
      section.strata = strata == nil ? 1 : parts.strata.count
      if predicted != nil {
        section.accuracy = try estimate(&section) { $0.isRight }
      }
      for (place, name) in classes.enumerated() {
        let share = try estimate(&section) { $0.label?.exact == name.exact }
        section.prevalence.append(
          ClassPrevalence(name: name, share: share, declared: declared[place], predicted: predicted?[place]))
      }
      level(&section, classes: classes)
    } catch {
      section.refuse(error)
    }
    return section
  }

  /// The estimates once more, draw by draw, or why not: that costs none of the others.
  private func level(_ section: inout EstimatesSection, classes: [String]) {
    do throws(EstimateRefusal) {
      section.accuracy?.levelled = try levelled { $0.isRight }
      for (place, name) in classes.enumerated() where section.prevalence.indices.contains(place) {
        section.prevalence[place].share.levelled = try levelled { $0.label?.exact == name.exact }
      }
    } catch {
      (section.levelledRefusal, section.levelledRefusedImages) = error.section
    }
  }

  /// The share of all images, from the draws one by one.
  ///
  /// The random share is drawn without replacement from what the other shares leave: the m-th of its draws, from 0, took each of
  /// the N − m left with probability 1 / (N − m). What was picked for certain stands for itself. In strata the draws of one
  /// leave those of the others no chance, and their order is recorded nowhere.
  private func levelled(_ hit: (Row) -> Bool) throws(EstimateRefusal) -> Double {
    if let strata, strata.count > 1 { throw .unknownProbability(images: rows.count) }
    let values = rows.map { $0.label == nil ? nil : Optional(hit($0) ? 1.0 : 0.0) }
    let images = zip(rows, values).map { SampledImage(probability: strata == nil ? $0.probability : 0.5, value: $1) }
    let drawn = images.filter { $0.probability != 1 }
    let certain = images.filter { $0.probability == 1 }.compactMap(\.value)
    let left = population - (images.count - drawn.count)
    guard certain.count + left > 0 else { throw .emptyPopulation }
    let sum = certain.reduce(0, +)
    guard left > 0 else { return sum / Double(certain.count) }
    let mean = try LURE.mean(
      drawn.compactMap(\.value), probabilities: drawn.indices.map { $0 < left ? 1 / Double(left - $0) : nil },
      population: left)
    return (sum + Double(left) * mean) / Double(certain.count + left)
  }

  private func estimate(
    _ section: inout EstimatesSection, _ hit: (Row) -> Bool
  ) throws(EstimateRefusal) -> SampledShare {
    let values = rows.map { $0.label == nil ? nil : Optional(hit($0) ? 1.0 : 0.0) }
    let found = try HorvitzThompson.mean(strata(of: values).strata)
    switch found.withoutInterval {
    case .tooFew: section.withoutInterval = .tooFew
    case .allAlike where section.withoutInterval == nil: section.withoutInterval = .allAlike
    case .allAlike, nil: break
    }
    return SampledShare(
      value: found.value, standardError: found.standardError, low: found.interval?.low, high: found.interval?.high)
  }

  private func strata(
    of values: [Double?]
  ) throws(EstimateRefusal) -> (strata: [SampleStratum], certain: Int, leftOut: Int) {
    guard let strata else {
      let images = zip(rows, values).map { SampledImage(probability: $0.probability, value: $1) }
      let design = try SampleDesign(images, population: population)
      return (design.strata, design.certain.population, design.leftOut)
    }
    let unknown = rows.count { $0.probability == nil }
    guard unknown == 0 else { throw .unknownProbability(images: unknown) }
    // Given how many of a stratum were drawn, each of its images was as likely to be as any other.
    var parts = strata.map { SampleStratum(population: $0, values: [], drawn: 0) }
    for (row, value) in zip(rows, values) where parts.indices.contains(row.stratum) {
      parts[row.stratum].drawn += 1
      if let value { parts[row.stratum].values.append(value) }
    }
    let missed = parts.filter { $0.drawn == 0 }.reduce(0) { $0 + $1.population }
    guard missed == 0 else { throw .zeroProbability(images: missed) }
    // A stratum of which nothing is known is none that the others speak for.
    let empty = parts.filter(\.values.isEmpty).reduce(0) { $0 + $1.population }
    parts.removeAll(where: \.values.isEmpty)
    guard !parts.isEmpty else { throw .unanswered(drawn: rows.count) }
    return (parts, 0, empty)
  }
}

extension PoolEstimates.Row {
  /// Whether the model's class is the label.
  fileprivate var isRight: Bool { label != nil && label?.exact == predicted?.exact }
}

extension EstimatesSection {
  fileprivate mutating func refuse(_ reason: EstimateRefusal) {
    accuracy = nil
    prevalence = []
    withoutInterval = nil
    (refusal, refusedImages) = reason.section
  }
}

extension EstimateRefusal {
  /// The reason and the images that it speaks of, as the report has them.
  fileprivate var section: (EstimatesSection.Refusal, Int?) {
    switch self {
    case .emptyPopulation: (.emptyPopulation, nil)
    case .unknownProbability(let images): (.unknownProbability, images)
    case .impossibleProbability(let images): (.impossibleProbability, images)
    case .zeroProbability(let images): (.zeroProbability, images)
    case .unequalProbabilities: (.unequalProbabilities, nil)
    case .populationDiffers(_, let found): (.populationDiffers, found)
    case .unanswered(let drawn): (.unanswered, drawn)
    }
  }
}
