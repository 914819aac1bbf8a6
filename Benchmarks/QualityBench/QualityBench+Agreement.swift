import Foundation
import Quality

extension QualityBench {
  /// Prints what Dawid and Skene's estimation and the measures of agreement make of votes.
  static func agreement(of model: DawidSkene, votes: [[Double]], known: [[Double]], earlier: [[Double]]) throws {
    let cast = votes.map { CastVote(image: Int32($0[0]), annotator: Int32($0[1]), label: Int32($0[2])) }
    let sure = Dictionary(uniqueKeysWithValues: known.map { (Int($0[0]), Int($0[1])) })
    let row = [Double](repeating: 0, count: model.classes)
    var counts = [[[Double]]](
      repeating: [[Double]](repeating: row, count: model.classes), count: earlier.isEmpty ? 0 : model.annotators)
    for count in earlier { counts[Int(count[0])][Int(count[1])][Int(count[2])] = count[3] }
    let estimate = model.fit(cast, known: sure, earlier: counts)
    var images = [[Vote]](repeating: [], count: model.images)
    for vote in cast { images[Int(vote.image)].append(Vote(annotator: Int(vote.annotator), label: Int(vote.label))) }
    let result = Result(
      labels: estimate.labels, posterior: estimate.posterior, classPrior: estimate.classPrior,
      confusion: estimate.confusion, iterations: estimate.iterations, bound: estimate.bound,
      alpha: Beyond(Krippendorff.alpha(images: images, classes: model.classes)),
      fleiss: Beyond(FleissKappa.kappa(images: images, classes: model.classes)),
      pairs: Kappa.pairs(images: images, classes: model.classes).map {
        Pair(first: $0.first, second: $0.second, kappa: $0.kappa, perClass: $0.perClass)
      })
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }

  private struct Result: Encodable {
    let labels: [Int]
    let posterior: [Double]
    let classPrior: [Double]
    let confusion: [[[Double]]]
    let iterations: Int
    let bound: Double?
    let alpha: Beyond
    let fleiss: Beyond
    let pairs: [Pair]
  }

  private struct Beyond: Encodable {
    let overall: Double?
    let perClass: [Double?]
    let images: Int
    let votes: Int

    init(_ agreement: BeyondChance) {
      overall = agreement.overall
      perClass = agreement.perClass
      images = agreement.images
      votes = agreement.votes
    }
  }

  private struct Pair: Encodable {
    let first: Int
    let second: Int
    let kappa: Double?
    let perClass: [Double?]
  }
}
