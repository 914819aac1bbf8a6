/// What votes and a model together say about the label of each image.
package struct CrowdConsensus: Sendable, Equatable {
  /// Of each image the most probable class; nil without a vote.
  package let labels: [Int?]
  /// Of each image how probable that label is, from 0 to 1; nil without a vote.
  package let qualities: [Double?]
  /// Of each image the share of its votes that name the label; nil without a vote.
  package let agreements: [Double?]
  /// How much each annotator's vote counts; nil for those who gave none.
  package let annotatorWeights: [Double?]
  /// How much the model counts beside them.
  package let modelWeight: Double
}

/// The quality of consensus labels from votes and a classifier (CROWDLAB: Goh, Tkachenko, Mueller 2022, arXiv
/// 2210.06812).
///
/// The probability of class k for an image is a weighted mean of the model's p_k and, for each vote, P if it names k
/// and (1 − P)/(K − 1) if not. P is the mean share of votes for the consensus, over images with two votes or more.
/// Somebody's weight is max(10⁻⁶, 1 − (1 − s)/e), where s is how often their votes equal others' on the same images and
/// e the error of always naming the most frequent consensus, at least 10⁻⁶; who shares no image with anybody has the
/// mean s of the others. The model's weight is the same of its agreement with the consensus on those images, times
/// √(votes an image). The consensus is the majority at first, and in the end, the weights computed anew, the most
/// probable class: as cleanlab's `get_label_quality_multiannotator` does.
///
/// Where no image has two votes nothing tells people apart: all weights are 1, the label is the vote, the quality the
/// model's probability of it, as cleanlab's `get_active_learning_scores` has it.
package enum CrowdLab {
  /// No weight and no error of the most frequent class is less.
  static let floor = 1e-6

  /// The consensus of each image that has a vote.
  ///
  /// - Parameters:
  ///   - votes: Of all images; those without a vote have no consensus.
  ///   - probabilities: Out-of-fold, images × classes.
  /// - Returns: Labels, qualities and weights.
  /// - Throws: Where the probabilities are no distributions or their number is not images × classes.
  package static func consensus(
    _ votes: CrowdVotes, probabilities: [Double]
  ) throws(LabelQualityError) -> CrowdConsensus {
    try ProbabilityRows.check(probabilities, rows: votes.images, classes: votes.classes)
    return consensus(votes, checked: probabilities)
  }

  /// The same for probabilities that are known to be distributions.
  static func consensus(_ votes: CrowdVotes, checked probabilities: [Double]) -> CrowdConsensus {
    let classes = votes.classes
    let counts = votes.counts()
    let majority = CrowdMajority.labels(votes, counts: counts, probabilities: probabilities)
    guard (0..<votes.images).contains(where: { votes.votes(on: $0).count > 1 }) else {
      return unshared(votes, labels: majority, probabilities: probabilities)
    }
    let mutual = agreementWithOthers(votes, counts: counts)
    let first = Weights(votes, counts: counts, labels: majority, mutual: mutual, probabilities: probabilities)
    let labels = majority.indices.map { image -> Int? in
      guard let voted = majority[image] else { return nil }
      let row = first.probabilities(of: image, votes, probabilities)
      let best = ProbabilityRows.best(row[...])
      return row.count { $0 == row[best] } == 1 ? best : voted
    }
    let final = Weights(votes, counts: counts, labels: labels, mutual: mutual, probabilities: probabilities)
    return CrowdConsensus(
      labels: labels,
      qualities: labels.indices.map { image in
        labels[image].map { final.probabilities(of: image, votes, probabilities)[$0] }
      },
      agreements: labels.indices.map { image in
        labels[image].map { Double(counts[image * classes + $0]) / Double(votes.votes(on: image).count) }
      },
      annotatorWeights: final.annotators, modelWeight: final.model)
  }

  private static func unshared(_ votes: CrowdVotes, labels: [Int?], probabilities: [Double]) -> CrowdConsensus {
    var weights = [Double?](repeating: nil, count: votes.annotators)
    for annotator in votes.annotator { weights[Int(annotator)] = 1 }
    return CrowdConsensus(
      labels: labels,
      qualities: labels.indices.map { image in labels[image].map { probabilities[image * votes.classes + $0] } },
      agreements: labels.map { $0.map { _ in 1 } },
      annotatorWeights: weights, modelWeight: 1)
  }

  /// How often each annotator's votes equal the other votes on the same images; nil for those without a vote.
  private static func agreementWithOthers(_ votes: CrowdVotes, counts: [Int]) -> [Double?] {
    var same = [Int](repeating: 0, count: votes.annotators)
    var others = same
    var voted = [Bool](repeating: false, count: votes.annotators)
    for image in 0..<votes.images {
      let range = votes.votes(on: image)
      for vote in range {
        let annotator = Int(votes.annotator[vote])
        voted[annotator] = true
        same[annotator] += counts[image * votes.classes + Int(votes.label[vote])] - 1
        others[annotator] += range.count - 1
      }
    }
    let known = others.indices.filter { others[$0] > 0 }
    let mean = known.reduce(0) { $0 + Double(same[$1]) / Double(others[$1]) } / Double(max(1, known.count))
    return others.indices.map { index in
      others[index] > 0 ? Double(same[index]) / Double(others[index]) : voted[index] ? mean : nil
    }
  }

  /// What one set of consensus labels makes of the people and the model.
  private struct Weights {
    let annotators: [Double?]
    let model: Double
    /// How probable it is that a vote names the consensus, and one other class.
    let named: Double
    let other: Double

    init(_ votes: CrowdVotes, counts: [Int], labels: [Int?], mutual: [Double?], probabilities: [Double]) {
      let classes = votes.classes
      var frequency = [Int](repeating: 0, count: classes)
      // Counts by number of votes, so that the sums do not depend on the order of the images.
      var forLabel: [Int: Int] = [:]
      var (labelled, shared, modelErrors) = (0, 0, 0)
      for image in 0..<votes.images {
        guard let label = labels[image] else { continue }
        labelled += 1
        let number = votes.votes(on: image).count
        guard number > 1 else { continue }
        shared += 1
        frequency[label] += 1
        forLabel[number, default: 0] += counts[image * classes + label]
        let row = probabilities[(image * classes)..<((image + 1) * classes)]
        if ProbabilityRows.best(row) != label { modelErrors += 1 }
      }
      let images = Double(shared)
      let agreement = forLabel.keys.sorted().reduce(0) { $0 + Double(forLabel[$1] ?? 0) / Double($1) }
      named = agreement / images
      other = classes > 1 ? (1 - named) / Double(classes - 1) : 0
      let baseline = max(CrowdLab.floor, Double(shared - (frequency.max() ?? 0)) / images)
      annotators = mutual.map { $0.map { max(CrowdLab.floor, 1 - (1 - $0) / baseline) } }
      let votesAnImage = Double(votes.label.count) / Double(labelled)
      model = max(1 - Double(modelErrors) / images / baseline, CrowdLab.floor) * votesAnImage.squareRoot()
    }

    func probabilities(of image: Int, _ votes: CrowdVotes, _ prior: [Double]) -> [Double] {
      let classes = votes.classes
      var row = prior[(image * classes)..<((image + 1) * classes)].map { $0 * model }
      var total = 0.0
      for vote in votes.votes(on: image) {
        guard let weight = annotators[Int(votes.annotator[vote])] else { continue }
        total += weight
        for label in 0..<classes { row[label] += weight * (label == Int(votes.label[vote]) ? named : other) }
      }
      return row.map { $0 / (total + model) }
    }
  }
}
