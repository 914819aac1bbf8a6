import Draws
import Selection

/// Images in arrays: what a batch is composed from in tests.
final class ListedSource: BatchSource {
  var names: [String] = []
  var points: [[Float]] = []
  var runs: [Int?] = []
  var classes: [Int] = []
  var measure: [Double] = []
  var candidates = 0
  var known: [Float] = []
  var due: [(class: Int, images: [Int])] = []
  var rareClasses: [Int] = []
  /// The images of the one rare class, best first; nil: in the order of their numbers.
  var rareOrder: [Int]?
  /// Whether the images after the candidates come next in rank; otherwise nothing does.
  var hasFollowing = false
  /// The images that a sample may hold; nil: all.
  var sampled: [Int]?
  var draw: Draw
  /// The images whose vectors were asked for, call by call.
  private(set) var read: [[Int]] = []

  init(seed: UInt64 = 1) { draw = Draw(randomSeed: seed, iteration: 1, stage: "cluster/random") }

  /// A pool of `count` images, of which the first are candidates: points in a few heaps, runs, classes.
  convenience init(random count: Int, candidates: Int, seed: UInt64, dimensions: Int = 3) {
    self.init(seed: seed)
    var stream = DrawStream(seed: seed)
    names = (0..<count).map { "image-\($0).png" }
    let heaps = (0..<8).map { _ in (0..<dimensions).map { _ in Float(stream.uniform() - 0.5) } }
    points = (0..<count).map { _ in
      heaps[stream.below(8)].map { $0 + Float(stream.uniform() - 0.5) * (stream.below(2) == 0 ? 0.01 : 0.5) }
    }
    runs = (0..<count).map { _ in stream.below(4) == 0 ? nil : stream.below(6) }
    classes = (0..<count).map { _ in stream.below(5) == 0 ? stream.below(4) : 0 }
    measure = (0..<count).map { _ in stream.uniform() }.sorted()
    self.candidates = candidates
    known = (0..<4).flatMap { _ in (0..<dimensions).map { _ in Float(stream.uniform() - 0.5) } }
  }

  func keys(_ images: [Int]) -> [UInt64] { images.map { Draw.test.key(names[$0]) } }
  func scores(_ images: [Int]) -> [Double] { images.map { measure[$0] } }
  func predicted(_ images: [Int]) -> [Int] { images.map { classes[$0] } }
  func groups(_ images: [Int]) -> [Int?] { images.map { runs[$0] } }
  func labelled() -> [Float] { known }
  func unqueried() -> [(class: Int, images: [Int])] { due }

  func vectors(_ images: [Int]) -> (values: [Float], dimensions: Int) {
    read.append(images)
    return (images.flatMap { points[$0] }, points.first?.count ?? 0)
  }

  func probabilities(_ images: [Int]) -> (values: [Float], classes: Int) {
    (images.flatMap { image in (0..<4).map { $0 == classes[image] ? 0.7 : 0.1 } }, 4)
  }

  func rare(_ count: Int) -> [(class: Int, images: [Int])] {
    rareClasses.map { rare in (rare, rareOrder ?? names.indices.filter { classes[$0] == rare }) }
  }

  /// Every image is as near the cut of its class as its number says.
  func nearCuts(_ count: Int) -> [(class: Int, images: [Int])] {
    (0..<4).map { label in
      (
        label,
        Array(
          names.indices.sorted {
            (classes[$0] == label ? 0 : 1, $0) < (classes[$1] == label ? 0 : 1, $1)
          }.prefix(count))
      )
    }
  }

  func mostProbable(_ count: Int) -> [(class: Int, images: [Int])] { nearCuts(count).filter { $0.class > 0 } }

  func following(_ count: Int) -> [Int] {
    hasFollowing ? Array((candidates..<names.count).prefix(count)) : []
  }

  func sample(_ count: Int) -> [Int] {
    let all = sampled ?? Array(names.indices)
    return all.sorted { Draw.test.key("sample \(names[$0])") < Draw.test.key("sample \(names[$1])") }
  }

  func random(_ count: Int, besides picked: [Int]) -> (images: [Int], of: Int) {
    let rest = names.indices.filter { !picked.contains($0) }.sorted { draw.key(names[$0]) < draw.key(names[$1]) }
    return (Array(rest.prefix(count)), rest.count)
  }
}

extension Draw {
  /// What ties in tests go by.
  static let test = Draw(randomSeed: 9, iteration: 1, stage: "cluster")
}

/// A batch as tests declare it.
func declared(
  _ method: Batch.Method = .rank, size: Int, shares: BatchShares = BatchShares(),
  whenShort: ShortageRules = ShortageRules(), nearDuplicates: Double? = nil, perGroup: Int? = nil,
  balance: Double? = nil
) -> Batch {
  Batch(
    method: method, size: size, candidateMultiple: 2, shares: shares, whenShort: whenShort,
    nearDuplicates: nearDuplicates, perGroup: perGroup, balance: balance)
}

/// Composes with the draws of tests.
func compose(_ batch: Batch, _ source: ListedSource, threads: Int = 2) throws -> BatchOutcome {
  try BatchComposition.compose(batch, from: source, draw: .test, threads: threads)
}
