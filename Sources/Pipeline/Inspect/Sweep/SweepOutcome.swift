/// What batches would come of other thresholds, measures, methods and numbers of candidates.
package struct SweepOutcome: Sendable, Equatable, Encodable {
  /// What was tried.
  package struct Combination: Sendable, Equatable, Encodable {
    package let measure: String
    package let below: Double?
    package let above: Double?
    package let method: String
    /// As a multiple of the batch.
    package let candidates: Double
  }

  /// How many images of something.
  package struct Count: Sendable, Equatable, Encodable {
    package let name: String
    package let images: Int
  }

  /// A batch that would come of a combination.
  package struct Batch: Sendable, Equatable, Encodable {
    /// Nil for the batch that the iteration has.
    package let combination: Combination?
    package let size: Int
    /// Images that the threshold lets through, those that the cap cuts, and those past it that fill a shortage.
    package internal(set) var passed: Int?
    package internal(set) var cut: Int?
    package internal(set) var filled: Int?
    package internal(set) var candidates: Int?
    /// By the share that picked them, in the order in which shares are filled.
    package let shares: [Count]
    /// By the class that the model finds most probable, one a class in the spec's order.
    package let predicted: [Count]
    /// The share of images that the model gives to another class than the negative one; nil without one.
    package let predictedDefects: Double?
    /// How many production runs it holds images of.
    package let groups: Int
    /// The most images of one production run.
    package let largestGroup: Int
    /// The mean of its measure over the images that were not drawn at random; nil where it has none.
    package let meanScore: Double?
    /// Images that the iteration's own batch holds too, and their share of all that either holds; nil as long as there is no
    /// such batch.
    package internal(set) var shared: Int?
    package internal(set) var jaccard: Double?
  }

  package let iteration: Int
  /// Images that a batch is chosen from.
  package let unlabelled: Int
  package let negativeClass: String?
  /// The batch that the iteration has; nil if none has been chosen.
  package internal(set) var own: Batch?
  package internal(set) var batches: [Batch]
  /// How many images two batches share: `[batch][other batch]`.
  package internal(set) var shared: [[Int]]
  /// Batches that hold the same images: groups of two and more, each in the order of the batches, counted from 1.
  package let same: [[Int]]

  /// Puts an outcome together.
  init(
    iteration: Int, unlabelled: Int, negativeClass: String?, own: Batch?, batches: [Batch], shared: [[Int]]
  ) {
    self.iteration = iteration
    self.unlabelled = unlabelled
    self.negativeClass = negativeClass
    self.own = own
    self.batches = batches
    self.shared = shared
    same = Self.equal(batches.map(\.size), shared)
  }

  /// The groups of batches that are equal.
  private static func equal(_ sizes: [Int], _ shared: [[Int]]) -> [[Int]] {
    var groups: [[Int]] = []
    for place in sizes.indices {
      let known = groups.firstIndex { group in
        let first = group[0]
        return sizes[first] == sizes[place] && shared[first][place] == sizes[place]
      }
      if let known { groups[known].append(place) } else { groups.append([place]) }
    }
    return groups.filter { $0.count > 1 }.map { $0.map { $0 + 1 } }
  }

  /// The share of images that both hold among all that either holds.
  package func jaccard(_ one: Int, _ other: Int) -> Double {
    Self.jaccard(shared[one][other], batches[one].size, batches[other].size)
  }

  static func jaccard(_ shared: Int, _ one: Int, _ other: Int) -> Double {
    let either = one + other - shared
    return either > 0 ? Double(shared) / Double(either) : 1
  }
}
